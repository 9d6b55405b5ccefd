// What does a request over HTTP cost? GetItem, PutItem and a Query of 10 items from one process to
// another, next to a server that only speaks HTTP and JSON, and to other servers of this API; and
// the time from the start of a server to its first answer.
//
// Runs by itself, too: npx tsx bench/suites/http.ts --quick

import { isDeepStrictEqual } from 'node:util'
import type { Aim, Contest } from '../doors/contest.js'
import { aimFindings, aimResults, aimTable, compete, contestTable } from '../doors/contest.js'
import { HttpLoad } from '../doors/http-load.js'
import { getItem, type Request, Requests, wireOrder } from '../doors/orders.js'
import { installedServers, Server, type ServerName } from '../doors/servers.js'
import type { Spread } from '../report/statistics.js'
import { spreadOf } from '../report/statistics.js'
import type { Table } from '../report/table.js'
import { count } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite, SuiteOptions } from './suite.js'

const SEED = 7
/** Different ones, sent again and again. */
const REQUEST_COUNT = 2_000
const CONNECTION_COUNTS = [1, 32] as const
/** Milliseconds, wanted from the start of a server to its first answer. */
const START_WANTED = 250

type Draw = 'getItem' | 'putItem' | 'query'

const TITLES: Readonly<Record<Draw, string>> = {
  getItem: 'GetItem',
  putItem: 'PutItem',
  query: 'Query of 10',
}

export const http: Suite = async options => {
  const names = installedServers()
  const starts = await measureStarts(names, options)
  options.show(startTable(starts))
  const servers: Server[] = []
  try {
    for (const name of names) servers.push(await Server.start(name))
    for (const server of servers) if (server.name !== 'bare') await server.fill()
    await checkAnswers(servers)
    const contests: Contest[] = []
    const aims: Aim[] = []
    for (const draw of ['getItem', 'putItem', 'query'] as const) {
      for (const connectionCount of CONNECTION_COUNTS) {
        const contest = await measure(servers, { draw, connectionCount, ...options })
        options.show(contestTable(contest))
        contests.push(contest)
        aims.push(aimOf(contest, draw))
      }
    }
    options.show(aimTable('aims over HTTP, in times as fast', aims))
    return {
      name: 'http',
      results: { starts, contests, aims: aimResults(aims) },
      findings: aimFindings(aims),
    }
  } finally {
    for (const server of servers) await server.stop()
  }
}

/** Those that have a table must agree on what is in it. */
async function checkAnswers(servers: readonly Server[]): Promise<void> {
  const expected = wireOrder(1)
  for (const server of servers) {
    const load = await HttpLoad.connect(server.port, 1)
    const { body } = await load.exchange(getItem(1))
    load.close()
    const { Item: item } = JSON.parse(body) as { readonly Item?: object }
    if (!isDeepStrictEqual(item, expected)) throw new Error(`${server.name} answered ${body}`)
  }
}

interface Load extends SuiteOptions {
  readonly draw: Draw
  readonly connectionCount: number
}

/** A query means nothing to the bare server, and is compared with that of dynalite. */
async function measure(servers: readonly Server[], load: Load): Promise<Contest> {
  const { draw, connectionCount, quick } = load
  const taking = draw === 'query' ? queryServers(servers) : servers
  const connected = await Promise.all(
    taking.map(({ port }) => HttpLoad.connect(port, connectionCount)),
  )
  const requests = new Requests(SEED)
  const drawn = Array.from({ length: REQUEST_COUNT }, (): Request => requests[draw]())
  const milliseconds = quick ? 50 : 200
  const contestants = taking.map(({ name }, index) => ({
    name,
    round: async () =>
      (await connected[index]?.requestsPerSecond(drawn, milliseconds)) ?? Number.NaN,
  }))
  const connections = `${connectionCount} connection${connectionCount === 1 ? '' : 's'}`
  const title = `${TITLES[draw]} over HTTP, ${connections}`
  const contest = await compete(title, contestants, quick ? 3 : 25)
  for (const each of connected) each.close()
  return contest
}

function queryServers(servers: readonly Server[]): readonly Server[] {
  const taking = servers.filter(({ name }) => name !== 'bare')
  return taking.toSorted((a, b) => Number(b.name === 'dynalite') - Number(a.name === 'dynalite'))
}

function aimOf(contest: Contest, draw: Draw): Aim {
  const [to, ratio] = draw === 'query' ? (['dynalite', 4] as const) : (['bare', 0.8] as const)
  return { text: `${contest.title}, to ${to}`, contest, of: 'hashrange', to, ratio }
}

interface Starts {
  readonly name: ServerName
  readonly millis: Spread
}

/** From the start of the process to its first answer. */
async function measureStarts(
  names: readonly ServerName[],
  { quick }: SuiteOptions,
): Promise<readonly Starts[]> {
  const programs = names.filter(name => name !== 'bare')
  const millis = programs.map((): number[] => [])
  for (let round = 0; round < (quick ? 2 : 9); round++) {
    for (const [index, name] of programs.entries()) {
      const server = await Server.start(name)
      millis[index]?.push(server.startMs)
      await server.stop()
    }
  }
  return programs.map((name, index) => ({ name, millis: spreadOf(millis[index] ?? []) }))
}

function startTable(starts: readonly Starts[]): Table {
  return {
    title: `from start to first answer, wanted of hashrange: < ${START_WANTED} ms`,
    columns: ['', 'ms', 'least', 'most'],
    rows: starts.map(({ name, millis }) => [
      name,
      count(millis.median),
      count(millis.low),
      count(millis.high),
    ]),
  }
}

await runAlone(import.meta.url, http)
