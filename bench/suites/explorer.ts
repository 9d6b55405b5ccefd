// Does somebody who looks slow a server down? The 99th percentile of GetItem and of PutItem over HTTP
// at 1,000 of each a second, in turn while nobody looks, while the view of changes is told of each
// second's, and while the view of keys asks each second how they are used. Server and page are
// processes of their own, and where there are two cores the page is a third process that they are
// shared with. So there is a control, too: the page works as long by itself and asks for nothing. Next
// to that counts what the server does for a page. Of a round of three seconds a percentile is of thirty
// requests, so that of all rounds together counts.
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
const WISHES: readonly Wish[] = ['rest', 'busy', 'changes', 'keys']
const VIEWS = ['changes', 'keys'] as const
const OPERATIONS = ['getItem', 'putItem'] as const
type Operation = (typeof OPERATIONS)[number]

/** Milliseconds that each request took. */
type Durations = readonly number[]
/** Those of one round. */
type Round = Readonly<Record<Operation, Durations>>

export const explorer: Suite = async ({ quick, show }) => {
  const server = start('explored-server.ts', String(quick ? 1_000 : 10_000))
  const [{ port, url }] = (await once(server, 'message')) as [Addresses]
  const page = start('page-reader.ts', url, TABLE_NAME)
  const seconds = quick ? 1 : 3
  const rounds: Readonly<Record<Wish, Round[]>> = { rest: [], busy: [], changes: [], keys: [] }
  try {
    for (let round = -1; round < (quick ? 4 : 20); round++) {
      // Each comes first as often as the others.
      const first = (round + WISHES.length) % WISHES.length
      for (const wish of [...WISHES.slice(first), ...WISHES.slice(0, first)]) {
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
  const rows = OPERATIONS.flatMap(operation => {
    const rest = p99Of(rounds.rest, operation)
    const busy = p99Of(rounds.busy, operation)
    return VIEWS.map(view => {
      const told = p99Of(rounds[view], operation)
      const spread = spreadOf(
        rounds[view].map((round, place) => {
          const beside = rounds.busy[place]
          return p99(round[operation]) / p99(beside?.[operation] ?? [])
        }),
      )
      return { operation, view, rest, busy, told, ratio: told / busy, toRest: told / rest, spread }
    })
  })
  show({
    title: `p99 over HTTP in milliseconds, ${REQUESTS_PER_SECOND} of each a second`,
    columns: [
      '',
      'view',
      'nobody looks',
      'page works alone',
      'page is told',
      'to nobody',
      'to alone',
      'of rounds: least',
      'median',
      'most',
    ],
    rows: rows.map(({ operation, view, rest, busy, told, toRest, ratio, spread }) => [
      operation,
      view,
      ...[rest, busy, told, toRest, ratio, spread.low, spread.median, spread.high].map(one =>
        one.toFixed(2),
      ),
    ]),
  })
  const findings = rows.map(({ operation, view, ratio }) => ({
    what: `p99 of ${operation} while a page is told of the ${view}, to a page that works alone`,
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

async function paced(port: number, seconds: number, draw: () => Request): Promise<Durations> {
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

function p99Of(rounds: readonly Round[], operation: Operation): number {
  return p99(rounds.flatMap(round => round[operation]))
}

function p99(durations: Durations): number {
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
