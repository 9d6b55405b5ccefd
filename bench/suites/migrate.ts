// What bounds a migration between two local servers? A table is copied, and both sides compared, by a process of its own kind:
// this one. The processor time of each of the three tells who works all the time, and who waits. Next to it: how long the
// target takes to be given the same items by a client that does nothing else. And a difference that is planted is to be found.
//
// Runs by itself, too: npx tsx bench/suites/migrate.ts --quick

import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { TABLE_NAME } from '../doors/orders.js'
import { Server } from '../doors/servers.js'
import { builtFile } from '../harness/build.js'
import { count, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const ITEM_COUNT = 1_000_000
/** Clock ticks a second of /proc. Source: proc(5); sysconf(_SC_CLK_TCK) is 100 on Linux. */
const TICKS = 100
const BUSY_SHARE = 0.8

interface Measured {
  readonly seconds: number
  /** Seconds of the processor. */
  readonly source: number
  readonly target: number
  readonly own: number
}

export const migrate: Suite = async ({ quick, itemCounts, show }) => {
  const [items = quick ? 5_000 : ITEM_COUNT] = itemCounts ?? []
  const built = (await import(
    builtFile('migrate.js').href
  )) as typeof import('../../src/migration/entry.js')
  const [source, target, filled] = await Promise.all([
    Server.start('hashrange'),
    Server.start('hashrange'),
    Server.start('hashrange'),
  ])
  const [from, to] = [urlOf(source), urlOf(target)]
  const timed = async (work: () => Promise<unknown>): Promise<Measured> => {
    const before = [secondsOf(source.pid), secondsOf(target.pid), secondsOf(process.pid)] as const
    const start = performance.now()
    await work()
    return {
      seconds: (performance.now() - start) / 1000,
      source: secondsOf(source.pid) - before[0],
      target: secondsOf(target.pid) - before[1],
      own: secondsOf(process.pid) - before[2],
    }
  }
  try {
    await source.fill(items)
    const alone = await timed(() => filled.fill(items))
    const copied = await timed(() => built.migrate({ from, to, follow: false, verify: false }))
    const compared = await timed(() => built.verifyMigration({ from, to }))
    await plant(target.port)
    const { tables } = await built.verifyMigration({ from, to })
    const differing = tables[0]?.comparison?.differing ?? 0
    const rows = { alone, copied, compared }
    show({
      title: `A table of ${count(items)} orders, from a server to another`,
      columns: ['', 'seconds', 'items/s', 'source, CPU s', 'target, CPU s', 'this process, CPU s'],
      rows: Object.entries(rows).map(([what, { seconds, ...cpu }]) => [
        NAMES[what as keyof typeof NAMES],
        seconds.toFixed(1),
        count(Math.round(items / seconds)),
        ...[cpu.source, cpu.target, cpu.own].map(figure => figure.toFixed(1)),
      ]),
    })
    const share = Math.max(copied.source, copied.target, copied.own) / copied.seconds
    const findings = [
      {
        what: 'the busiest process of a migration works',
        measured: `${significant(100 * share)} % of its time`,
        wanted: `>= ${100 * BUSY_SHARE} %`,
        isReached: share >= BUSY_SHARE,
      },
      {
        what: `one item of ${count(items)} that differs is found`,
        measured: `${differing} found`,
        wanted: '1',
        isReached: differing === 1,
      },
    ]
    return { name: 'migrate', results: { items, rows, differing }, findings }
  } finally {
    await Promise.all([source.stop(), target.stop(), filled.stop()])
  }
}

const NAMES = {
  alone: 'the same items put by batches, one after another',
  copied: 'copied by migrate',
  compared: 'compared by verifyMigration',
}

function urlOf({ port }: Server): string {
  return `http://127.0.0.1:${port}`
}

/** Seconds of the processor that a process has used. Source: proc(5), /proc/pid/stat, utime and stime. */
function secondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Changes the first item that a scan finds. */
async function plant(port: number): Promise<void> {
  const ask = async (operation: string, input: object): Promise<{ readonly Items?: unknown[] }> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20260101T000000Z',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    }
    const options = { method: 'POST', headers, body: JSON.stringify(input) }
    const answer = await fetch(`http://127.0.0.1:${port}`, options)
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as { readonly Items?: unknown[] }
  }
  const { Items = [] } = await ask('Scan', { TableName: TABLE_NAME, Limit: 1 })
  const Item = { ...(Items[0] as object), planted: { BOOL: true } }
  await ask('PutItem', { TableName: TABLE_NAME, Item })
}

await runAlone(import.meta.url, migrate)
