// Does somebody who looks slow a server down? The 99th percentile of GetItem and of PutItem over HTTP
// at 1,000 of each a second, while nobody looks and while a page of the explorer is told of the table,
// of its changes and of its keys each second, in turn. Server and page are processes of their own. Of a
// round of three seconds a percentile is of sixty requests, so that of all rounds together counts.
//
// Runs by itself, too: npx tsx bench/suites/explorer.ts --quick

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Addresses } from '../doors/explored-server.js'
import { HttpLoad } from '../doors/http-load.js'
import { type Request, Requests, TABLE_NAME } from '../doors/orders.js'
import type { Wish } from '../doors/page-reader.js'
import { spreadOf } from '../report/statistics.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const SEED = 11
/** Of each kind. */
const REQUESTS_PER_SECOND = 1_000
const RATIO_MAX = 1.1
/** Milliseconds after which a page has what it asks for first. */
const SETTLE_DURATION = 500
const OPERATIONS = ['getItem', 'putItem'] as const
type Operation = (typeof OPERATIONS)[number]

/** Milliseconds that each request took, in one round. */
type Round = Readonly<Record<Operation, readonly number[]>>

export const explorer: Suite = async ({ quick, show }) => {
  const server = start('explored-server.ts', String(quick ? 1_000 : 10_000))
  const [{ port, url }] = (await once(server, 'message')) as [Addresses]
  const page = start('page-reader.ts', url, TABLE_NAME)
  const seconds = quick ? 1 : 3
  const rounds: Readonly<Record<Wish, Round[]>> = { rest: [], look: [] }
  try {
    for (let round = -1; round < (quick ? 2 : 16); round++) {
      // Each comes first as often as the other.
      const wishes: readonly Wish[] = round % 2 === 0 ? ['rest', 'look'] : ['look', 'rest']
      for (const wish of wishes) {
        page.send(wish)
        await once(page, 'message')
        await wait(SETTLE_DURATION)
        const took = await measured(port, seconds)
        if (round >= 0) rounds[wish].push(took)
      }
    }
  } finally {
    await end(page)
    await end(server)
  }
  const rows = OPERATIONS.map(operation => {
    const [without, withPage] = [rounds.rest, rounds.look].map(all =>
      all.map(round => round[operation]),
    )
    const [before = [], after = []] = [without, withPage].map(all => all?.map(p99))
    const spread = spreadOf(after.map((each, round) => each / (before[round] ?? Number.NaN)))
    const [alone = 0, watched = 0] = [without, withPage].map(all => p99(all?.flat() ?? []))
    return { operation, alone, watched, ratio: watched / alone, spread }
  })
  show({
    title: `p99 over HTTP in milliseconds, ${REQUESTS_PER_SECOND} of each a second`,
    columns: ['', 'nobody looks', 'a page is told', 'ratio', 'of rounds: least', 'median', 'most'],
    rows: rows.map(({ operation, alone, watched, ratio, spread }) => [
      operation,
      ...[alone, watched, ratio, spread.low, spread.median, spread.high].map(one => one.toFixed(2)),
    ]),
  })
  const findings = rows.map(({ operation, ratio }) => ({
    what: `p99 of ${operation} while a page of the explorer is told, to nobody looking`,
    measured: `${ratio.toFixed(2)} x`,
    wanted: `<= ${RATIO_MAX} x`,
    isReached: ratio <= RATIO_MAX,
  }))
  return { name: 'explorer', results: { rows }, findings }
}

/** Sends a request of each kind each millisecond, on a connection for each kind. */
async function measured(port: number, seconds: number): Promise<Round> {
  const requests = new Requests(SEED)
  const [getItem, putItem] = await Promise.all(
    OPERATIONS.map(operation => paced(port, seconds, () => requests[operation]())),
  )
  return { getItem: getItem ?? [], putItem: putItem ?? [] }
}

async function paced(port: number, seconds: number, draw: () => Request): Promise<number[]> {
  const load = await HttpLoad.connect(port, 1)
  const durations: number[] = []
  const begin = performance.now()
  for (let sent = 0; sent < seconds * REQUESTS_PER_SECOND; sent++) {
    const due = begin + (sent * 1_000) / REQUESTS_PER_SECOND
    while (performance.now() < due) await wait(Math.max(0, Math.floor(due - performance.now())))
    const sentAt = performance.now()
    const { status, body } = await load.exchange(draw())
    if (status !== 200) throw new Error(`answered ${status}: ${body}`)
    durations.push(performance.now() - sentAt)
  }
  load.close()
  return durations
}

function p99(durations: readonly number[]): number {
  const sorted = durations.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
}

function start(program: string, ...given: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(`../doors/${program}`, import.meta.url)), given)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

await runAlone(import.meta.url, explorer)
