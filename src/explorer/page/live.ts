/** The stream of events: what the server tells without being asked, and whether it is there. */

import { useEffect, useState } from 'preact/hooks'
import { Gone, send } from './service.js'
import { type ToldChanges, withNews } from './time/changes-wire.js'
import { CHANGES_QUERY, EVENTS_PATH, type ToldEvents } from './wire.js'

/** What the server has told last. */
interface Live {
  readonly tables?: ToldEvents['tables']
  readonly table?: ToldEvents['table'] | undefined
  readonly problem?: ToldEvents['problem']
  /** All changes that it has told, not only the last. */
  readonly changes?: ToldChanges | undefined
  /** `refused`: the page has no token that the server knows. */
  readonly connection: 'opening' | 'open' | 'gone' | 'refused'
}

/** What is looked at. */
interface Subject {
  readonly region: string
  readonly table: string | undefined
  /** Whether the changes of the table are wanted. */
  readonly isWatched: boolean
}

/** Milliseconds before a server that was gone is looked for again. */
const RETRY_DURATION = 1000
/** A server that has told nothing for so many milliseconds is gone: it tells at least each five seconds that it is there. */
const SILENCE_MAX = 15_000

/** What the server tells of a subject, and again whenever it tells more. */
export function useLive({ region, table, isWatched }: Subject): Live {
  const [{ live, of }, setTold] = useState<Told>({ live: { connection: 'opening' }, of: undefined })
  useEffect(() => {
    const ending = new AbortController()
    const subject = { region, table, isWatched }
    const tell: Tell = toldBy => {
      if (ending.signal.aborted) return
      setTold(before => {
        const live = stillTrue(before, subject)
        return { live: { ...live, ...toldBy(live) }, of: subject }
      })
    }
    void listen(subject, tell, ending.signal)
    return () => ending.abort()
  }, [region, table, isWatched])
  return stillTrue({ live, of }, { region, table, isWatched })
}

interface Told {
  readonly live: Live
  /** What it was told of. */
  readonly of: Subject | undefined
}

/** Takes what is new, given what is known. */
type Tell = (toldBy: (live: Live) => Partial<Live>) => void

/** What was told of one subject, as far as it is true of another. */
function stillTrue({ live, of }: Told, { region, table, isWatched }: Subject): Live {
  const { table: described, changes, ...rest } = live
  if (of?.region !== region) return { connection: live.connection }
  if (of.table !== table) return rest
  return { ...rest, table: described, changes: of.isWatched && isWatched ? changes : undefined }
}

/** What an event makes of what is known. */
function withEvent(live: Live, name: string, data: unknown): Partial<Live> {
  if (name !== 'changes') return { [name]: data }
  return { changes: withNews(live.changes, data as ToldEvents['changes']) }
}

/** Listens, and begins again when the server is gone, until the signal. */
async function listen(
  { region, table, isWatched }: Subject,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({
    region,
    ...(table !== undefined && { table }),
    ...(isWatched && { [CHANGES_QUERY]: '' }),
  })
  while (!signal.aborted) {
    try {
      const response = await send(`${EVENTS_PATH}?${query}`, { signal })
      if (response.status === 403) {
        tell(() => ({ connection: 'refused' }))
        return
      }
      // What was wrong before is told again if it still is.
      tell(() => ({ connection: 'open', problem: null }))
      for await (const [name, data] of eventsOf(response)) {
        const told: unknown = JSON.parse(data)
        tell(live => withEvent(live, name, told))
      }
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof Gone || error instanceof TypeError)) throw error
    }
    tell(() => ({ connection: 'gone' }))
    await new Promise(resolve => setTimeout(resolve, RETRY_DURATION))
  }
}

/** The events of an answer, as `[name, data]`, until it ends. Source: HTML Standard, "Server-sent events". */
async function* eventsOf({ body }: Response): AsyncGenerator<readonly [string, string]> {
  if (body === null) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await within(SILENCE_MAX, reader.read())
    if (done) return
    text += value
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(event) ?? []
      if (name !== undefined && data !== undefined) yield [name, data]
    }
  }
}

function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Gone()), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
