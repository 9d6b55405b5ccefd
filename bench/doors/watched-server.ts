// How long does a request keep everybody else waiting? A database over HTTP whose event loop is
// watched: a timer that should ring every millisecond tells how long it could not.
//
// A program, started by `suites/worst.ts`, which asks it by messages.

import { performance } from 'node:perf_hooks'
import { builtFile } from '../harness/build.js'
import { openDatabase } from './built.js'

const SERVER = builtFile('server.js').href
const { serve } = (await import(SERVER)) as typeof import('../../src/server.js')

/** Members of a set that is put through the native interface. */
const MEMBERS = 2_000_000

/** What the suite asks for: the longest stall since the last time, or a put without HTTP. */
export type Question = 'stall' | 'native put'

const database = await openDatabase()
const table = await database.createTable()('Native', { partitionKey: { pk: 'S' } } as never)
const server = await serve(database, { port: 0 })

let last = performance.now()
let longest = 0
setInterval(() => {
  const now = performance.now()
  longest = Math.max(longest, now - last)
  last = now
}, 1)

process.on('message', (question: Question) => {
  if (question === 'native put') void putNatively()
  else answer(stallSinceLast())
})
answer(server.port)

function stallSinceLast(): number {
  const stall = longest
  longest = 0
  return stall
}

/** The set is made before the watch begins. */
async function putNatively(): Promise<void> {
  const set = new Set(Array.from({ length: MEMBERS }, (_, index) => `m${index}`))
  await new Promise(resolve => setTimeout(resolve, 20))
  stallSinceLast()
  const put = (table as { put(item: object): Promise<void> }).put({ pk: 'a', set })
  await put.catch(() => {})
  await new Promise(resolve => setTimeout(resolve, 20))
  answer(stallSinceLast())
}

function answer(figure: number): void {
  process.send?.(figure)
}
