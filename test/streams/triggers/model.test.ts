/**
 * Whatever a handler does, each record leaves a trigger once, handled or given up, in the order of its shard's line, or, with
 * several batches at a time, of its key.
 */

import { describe, expect, test } from 'vitest'
import type { StreamEvent, StreamEventRecord } from '../../../src/streams/triggers/event.js'
import type { TriggerOptions } from '../../../src/streams/triggers/settings.js'
import { type Random, seedsFrom, withSeed } from '../../support/random.js'
import { TriggerRig } from './rig.js'

const STEPS = 150
const KEYS = 12

type Wrong = 'throws' | 'rejects' | 'later' | 'items' | 'nonsense'

const sequenceNumberOf = ({ dynamodb }: StreamEventRecord): string => dynamodb.SequenceNumber

/** What has left the trigger so far, and what the handler holds. */
class Departures {
  readonly numbers: string[] = []
  /** Keys that the handler has at the moment, each in one batch at the most. */
  readonly held = new Set<string>()
  /** The handler fails no more. */
  isCalm = false

  leave(records: readonly StreamEventRecord[]): void {
    this.numbers.push(...records.map(sequenceNumberOf))
  }
}

function optionsOf(random: Random): TriggerOptions {
  return {
    startingPosition: 'TRIM_HORIZON',
    batchSize: random.pick([1, 2, 7, 100]),
    window: random.pick([0, 0, 3]),
    parallelizationFactor: random.pick([1, 1, 2, 10]),
    retries: random.pick([-1, 0, 1, 3]),
    maximumRecordAge: random.pick([-1, 60]),
    bisectOnError: random.chance(0.5),
    reportBatchItemFailures: random.chance(0.5),
  }
}

/** A handler that fails now and then in one of several ways, and notes what it has handled. */
function handlerOf(random: Random, departures: Departures, options: TriggerOptions) {
  const failsOften = random.chance(0.5)
  return async (event: StreamEvent): Promise<unknown> => {
    const records = event.Records
    expect(records.length).toBeGreaterThan(0)
    expect(records.length).toBeLessThanOrEqual(options.batchSize ?? 100)
    const keys = new Set(records.map(({ dynamodb }) => dynamodb.Keys.id?.S ?? ''))
    for (const key of keys) {
      expect(departures.held.has(key)).toBe(false)
      departures.held.add(key)
    }
    if (random.chance(0.2)) await new Promise(resolve => setImmediate(resolve))
    for (const key of keys) departures.held.delete(key)
    const isWrong = !departures.isCalm && random.chance(failsOften ? 0.7 : 0.1)
    const ways: Wrong[] = ['throws', 'rejects', 'later', 'items', 'nonsense']
    return isWrong ? failed(random.pick(ways)) : done()

    function done(): unknown {
      departures.leave(records)
      return random.pick([undefined, null, {}, { batchItemFailures: [] }])
    }

    function failed(way: Wrong): unknown {
      if (way === 'throws' || options.reportBatchItemFailures !== true) throw new Error('thrown')
      if (way === 'rejects') return Promise.reject(new Error('rejected'))
      if (way === 'later') return Promise.resolve({ batchItemFailures: [{ itemIdentifier: '' }] })
      if (way === 'nonsense') return { batchItemFailures: [{ itemIdentifier: '0' }] }
      const places = random.sample([...records.keys()], 2)
      departures.leave(records.slice(0, Math.min(...places)))
      const failures = places.map(place => records[place] as StreamEventRecord)
      return {
        batchItemFailures: failures.map(record => ({ itemIdentifier: sequenceNumberOf(record) })),
      }
    }
  }
}

async function writeSome(rig: TriggerRig, random: Random): Promise<void> {
  const key = { id: `k${random.below(KEYS)}` }
  for (let count = random.below(8); count > 0; count -= 1) {
    if (random.chance(0.2)) rig.delete(key)
    else rig.put({ ...key, n: random.below(1e6), text: 'x'.repeat(random.below(200)) })
    if (random.chance(0.5)) key.id = `k${random.below(KEYS)}`
  }
  await Promise.resolve()
}

/** The records of each line that has an order of its own, by what tells the lines apart. */
function linesOf(
  numbers: readonly string[],
  lineOf: (number: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>()
  for (const number of numbers) {
    const line = lines.get(lineOf(number)) ?? []
    line.push(number)
    lines.set(lineOf(number), line)
  }
  return new Map([...lines].sort(([left], [right]) => (left < right ? -1 : 1)))
}

async function run(random: Random): Promise<void> {
  const rig = new TriggerRig({
    partitions: { bytesMax: random.pick([600, 1e9]) },
    limits: { shardDuration: random.pick([20_000, 4 * 3_600_000]) },
  })
  const options = optionsOf(random)
  const departures = new Departures()
  const trigger = rig.startWith(handlerOf(random, departures, options), {
    ...options,
    onFailure: (failure, event) => {
      expect(failure.DDBStreamBatchInfo.batchSize).toBe(event.Records.length)
      departures.leave(event.Records)
    },
  })
  for (let step = 0; step < STEPS; step += 1) {
    await writeSome(rig, random)
    await rig.clock.advance(random.pick([0, 10, 300, 2000, 9000]))
    if (random.chance(0.3)) await trigger.idle()
  }
  departures.isCalm = true
  for (let minute = 0; minute < 20; minute += 1) {
    await rig.clock.advance(60_000)
    await trigger.idle()
  }
  const records = rig.records
  expect(records.length).toBeGreaterThan(STEPS)
  const keys = new Map(records.map(record => [record.sequenceNumber, String(record.key.id)]))
  const shards = new Map(
    rig.stream.shards.flatMap(shard =>
      shard.read(shard.horizon, 1e9).map(record => [record.sequenceNumber, shard.id] as const),
    ),
  )
  const all = records.map(record => record.sequenceNumber)
  expect(departures.numbers.toSorted()).toEqual(all)
  const byKey = (number: string): string => keys.get(number) ?? 'none'
  expect(linesOf(departures.numbers, byKey)).toEqual(linesOf(all, byKey))
  if (options.parallelizationFactor === 1) {
    const byShard = (number: string): string => shards.get(number) ?? 'none'
    expect(linesOf(departures.numbers, byShard)).toEqual(linesOf(all, byShard))
  }
  const { recordsRead, recordsHandled, recordsGivenUp, invocations } = trigger.counts
  expect(recordsRead).toBe(all.length)
  expect(recordsHandled + recordsGivenUp).toBe(all.length)
  expect(invocations).toBeGreaterThan(0)
  await trigger.stop()
}

describe('no record is lost, repeated or out of order', () => {
  test.each(seedsFrom(...Array.from({ length: 12 }, (_, index) => index + 1)))('seed %i', seed =>
    withSeed(seed, run),
  )
})
