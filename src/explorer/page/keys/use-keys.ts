/** What the server tells of the keys of a table, asked for each second for as long as somebody looks. */

import { useEffect, useState } from 'preact/hooks'
import { ask, Gone } from '../service.js'
import { type HeatMinute, KEYS_EXTRA, type KeysReport, type Unknown } from './keys-wire.js'

/** What is looked at. */
interface Looked {
  readonly region: string
  readonly table: string
  /** Undefined is the table itself. */
  readonly index: string | undefined
  /** Minutes of the past. */
  readonly minutes: number
  /** Whether to ask each second; otherwise once. */
  readonly isLive: boolean
  /** Another number asks again. */
  readonly round: number
}

interface Keys {
  readonly report?: KeysReport | Unknown | undefined
  /** All minutes that are looked at, also those that were told before. */
  readonly heat: readonly HeatMinute[]
  readonly problem?: unknown
}

const ROUND_DURATION = 1000
const MINUTE_MS = 60_000
const NOTHING: Keys = { heat: [] }

/** As it was told last; nothing until it was told. */
export function useKeys({ region, table, index, minutes, isLive, round }: Looked): Keys {
  const [keys, setKeys] = useState(NOTHING)
  useEffect(() => setKeys(NOTHING), [region, table, index, minutes])
  useEffect(() => {
    let [isOver, heat]: [boolean, readonly HeatMinute[]] = [false, []]
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async (): Promise<void> => {
      const since = heat.at(-1)?.time ?? 0
      try {
        const report = await ask<KeysReport | Unknown>(KEYS_EXTRA, {
          region,
          table,
          ...(index !== undefined && { index }),
          minutes: String(minutes),
          since: String(since),
        })
        if (isOver) return
        if (report.isKnown) heat = joined(heat, report, since)
        setKeys({ report, heat })
      } catch (error) {
        if (isOver) return
        // That the server is gone is told by the stream of events, and what was told last stays.
        if (!(error instanceof Gone)) setKeys(before => ({ ...before, problem: error }))
      }
    }
    const go = async (): Promise<void> => {
      if (!document.hidden) await look()
      if (!isOver && isLive) timer = setTimeout(() => void go(), ROUND_DURATION)
    }
    void go()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [region, table, index, minutes, isLive, round])
  return keys
}

/** The minute that was under way when it was told is told again. */
function joined(
  heat: readonly HeatMinute[],
  { from, minutes }: KeysReport,
  since: number,
): readonly HeatMinute[] {
  const first = from - (from % MINUTE_MS)
  return [...heat.filter(({ time }) => time < since && time >= first), ...minutes]
}
