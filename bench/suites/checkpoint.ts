// Who notices that a checkpoint is made? A million orders, of which 20,000 a second are replaced, each
// of which lasts when it is acknowledged, until the log has grown so much that a checkpoint is made
// beside: how long writers wait meanwhile and before, and the longest stall of the event loop.
//
// A writer comes at any moment, so its wait begins when it is due, and not when the event loop has
// time for it. Runs by itself, too: npx tsx bench/suites/checkpoint.ts --quick

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { isMakingCheckpoint } from '../disk/checkpoints.js'
import { openOrders } from '../disk/writers.js'
import { openDatabase } from '../doors/built.js'
import { type Item, order } from '../generators/items.js'
import { median, type Quantiles, quantilesOf } from '../report/statistics.js'
import { count, quantileCells, significant } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Finding, Suite } from './suite.js'

const PUTS_PER_SECOND = 20_000
/** A machine that is too slow for so many is late with them, but it goes on to write what it has. */
const PUTS_PER_TURN_MAX = 256
/** After the start of a round nothing counts for so long: the compiler has yet to learn. */
const WARM_UP_MS = 2_000
/** A turn of the event loop that is shorter is no stall. */
const STALL_MS_MIN = 0.5
/** A round that sees no checkpoint for so long has failed. */
const PATIENCE_MS = 300_000
const WANTED_P99_MS = 5
const WANTED_STALL_MS = 10

/** Milliseconds, of one round. */
interface Phase {
  readonly waits: Quantiles | undefined
  readonly longestStall: number
}

interface Round {
  readonly before: Phase
  readonly meanwhile: Phase
  readonly checkpointSeconds: number
  /** While the checkpoint was made. */
  readonly putsPerSecond: number
}

export const checkpoint: Suite = async ({ quick, show }) => {
  const itemCount = quick ? 50_000 : 1_000_000
  const path = mkdtempSync(join(tmpdir(), 'hashrange-bench-checkpoint-'))
  await fill(path, itemCount)
  const rounds: Round[] = []
  for (let round = 0; round < (quick ? 1 : 5); round++)
    rounds.push(await measure({ path, itemCount, version: 1_000 * (round + 1) }))
  rmSync(path, { recursive: true })
  show({
    title: `${count(PUTS_PER_SECOND)} durable puts a second into ${count(itemCount)} orders, milliseconds; a line for each round`,
    columns: ['', 'p50', 'p99', 'p99.9', 'max', 'longest stall', 'checkpoint s', 'puts/s'],
    rows: rounds.flatMap(({ before, meanwhile, checkpointSeconds, putsPerSecond }) => [
      ['before', ...phaseCells(before), '', ''],
      ['meanwhile', ...phaseCells(meanwhile), significant(checkpointSeconds), count(putsPerSecond)],
    ]),
  })
  const results = { itemCount, wantedPutsPerSecond: PUTS_PER_SECOND, rounds }
  return { name: 'checkpoint', results, findings: findingsOf(rounds) }
}

function phaseCells({ waits, longestStall }: Phase): readonly string[] {
  return [...quantileCells(waits), significant(longestStall)]
}

function findingsOf(rounds: readonly Round[]): readonly Finding[] {
  const of = (figure: (phase: Phase) => number, phase: 'before' | 'meanwhile'): number =>
    median(rounds.map(round => figure(round[phase])))
  const line = (what: string, figure: (phase: Phase) => number, wanted: number): Finding => {
    const measured = of(figure, 'meanwhile')
    return {
      what: `${what}, while a checkpoint is made`,
      measured: `${significant(measured)} ms, ${significant(of(figure, 'before'))} before`,
      wanted: `${wanted} ms`,
      isReached: measured < wanted,
    }
  }
  return [
    line('writers wait at p99', ({ waits }) => waits?.p99 ?? Number.NaN, WANTED_P99_MS),
    line('longest stall', ({ longestStall }) => longestStall, WANTED_STALL_MS),
  ]
}

async function fill(path: string, itemCount: number): Promise<void> {
  const { database, table } = await openOrders({ path, durability: 'none' })
  for (let index = 0; index < itemCount; index++) {
    table.put(order(index))
    if (index % 1_000 === 0) await nextTurn()
  }
  await database.close()
}

interface Plan {
  readonly path: string
  readonly itemCount: number
  /** Of the orders that are put; the next ones are used as well. */
  readonly version: number
}

/** From an opening to the end of the first checkpoint after it. */
async function measure({ path, itemCount, version }: Plan): Promise<Round> {
  const database = await openDatabase({ path })
  const table = database.table<Item>('Orders')
  const waits = new Samples()
  const stalls = new Samples()
  const start = performance.now()
  const watched = whenCheckpointed(path)
  let span: Span | undefined
  watched.then(seen => {
    span = seen
  })
  let turn = start
  for (let put = 0; span === undefined; ) {
    const now = performance.now()
    if (now - turn > STALL_MS_MIN) stalls.add(turn, now - turn)
    turn = now
    const due = Math.min(((now - start) * PUTS_PER_SECOND) / 1_000, put + PUTS_PER_TURN_MAX)
    for (; put < due; put++) {
      const came = start + (put * 1_000) / PUTS_PER_SECOND
      const number = (put * 7_919) % itemCount
      table
        .put(order(number, version + Math.floor(put / itemCount)))
        .then(() => waits.add(came, performance.now() - came))
    }
    await nextTurn()
  }
  await database.flush()
  await database.close()
  const { from, to } = await watched
  const phase = (begin: number, end: number): Phase => {
    const [some, others] = [waits.between(begin, end), stalls.between(begin, end)]
    return { waits: quantilesOf([some]), longestStall: quantilesOf([others])?.max ?? 0 }
  }
  const meanwhile = phase(from, to)
  const checkpointSeconds = (to - from) / 1_000
  return {
    before: phase(start + WARM_UP_MS, from),
    meanwhile,
    checkpointSeconds,
    putsPerSecond: (meanwhile.waits?.count ?? 0) / checkpointSeconds,
  }
}

interface Span {
  readonly from: number
  readonly to: number
}

/** When a checkpoint is made the next time. */
async function whenCheckpointed(path: string): Promise<Span> {
  const begun = performance.now()
  /** When it was last seen that there is none. */
  let from = begun
  for (let isMade = false; ; ) {
    const asked = performance.now()
    if (asked - begun > PATIENCE_MS) throw new Error('no checkpoint is made')
    const isThere = await isMakingCheckpoint(path)
    if (isMade && !isThere) return { from, to: performance.now() }
    if (isThere) isMade = true
    else from = asked
    await delay(2)
  }
}

/** What was measured when, with room for a minute of puts: to make more takes a while. */
class Samples {
  #times = new Float64Array(2 ** 21)
  #values = new Float64Array(2 ** 21)
  #count = 0

  add(time: number, value: number): void {
    if (this.#count === this.#times.length) {
      this.#times = twice(this.#times)
      this.#values = twice(this.#values)
    }
    this.#times[this.#count] = time
    this.#values[this.#count] = value
    this.#count += 1
  }

  /** The values of the times from `from` on, up to `to`. */
  between(from: number, to: number): Float64Array {
    const times = this.#times
    return this.#values
      .subarray(0, this.#count)
      .filter((_, index) => (times[index] ?? 0) >= from && (times[index] ?? 0) < to)
  }
}

function twice(full: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * full.length)
  larger.set(full)
  return larger
}

await runAlone(import.meta.url, checkpoint)
