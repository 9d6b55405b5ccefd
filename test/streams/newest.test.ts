/** The newest records of a stream, next to all that can be read of its shards. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChangeRecord } from '../../src/streams/change-record.js'
import { newestRecords } from '../../src/streams/newest.js'
import {
  comparePositions,
  type StreamPosition,
  sequenceNumberOf,
  stepOf,
} from '../../src/streams/stream-position.js'
import { HeldLog } from '../support/held-log.js'
import { Rig } from './rig.js'

const ids = fc.nat(40).map(id => `i${id}`)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ put: fc.uniqueArray(ids, { minLength: 1, maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ advance: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ release: fc.nat(6) }) },
  { weight: 3, arbitrary: fc.record({ count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ bytes: fc.nat(9_000) }) },
)

/** All that can be read of the shards after a position, the newest first. */
function readable({ stream }: Rig, after: StreamPosition): ChangeRecord[] {
  return stream.shards
    .flatMap(shard => shard.read(after, 1e9))
    .sort((left, right) => comparePositions(right.position, left.position))
}

const numbersOf = (records: readonly ChangeRecord[]) => records.map(each => each.sequenceNumber)

function within(records: readonly ChangeRecord[], bytesMax: number): readonly ChangeRecord[] {
  let bytes = 0
  const end = records.findIndex(({ sizeBytes }) => {
    bytes += sizeBytes
    return bytes > bytesMax
  })
  return end === -1 ? records : records.slice(0, end)
}

test('the newest records are told first, of all shards, with the number of all and whether some are gone', async () => {
  const seen = { shards: 0, cut: 0, many: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 80 }), async steps => {
      const log = new HeldLog()
      const rig = new Rig({
        log,
        limits: { retention: 100, shardDuration: 30, bytesMax: 60_000 },
        partitions: { bytesMax: 6_000 },
      })
      log.release()
      const { stream } = rig
      const made: StreamPosition[] = []
      let after = stream.latest
      for (const each of steps) {
        if ('put' in each) {
          const text = 'x'.repeat(made.length * 10)
          const commit = log.nextSequenceNumber
          rig.commit(each.put.map(id => ({ put: { id, text } })))
          made.push(...each.put.map((_, place) => ({ commit, step: stepOf(place) })))
        } else if ('advance' in each) {
          log.release()
          await rig.clock.advance(each.advance)
        } else if ('release' in each) {
          log.release(
            Math.min(log.durableSequenceNumber + each.release, log.nextSequenceNumber - 1),
          )
        } else {
          const { count = 1e9, bytes = 1e9 } = each as { count?: number; bytes?: number }
          const all = readable(rig, after)
          const told = newestRecords(stream, after, { count, bytes })
          expect(told.count).toBe(all.length)
          expect(numbersOf(told.records)).toEqual(numbersOf(within(all, bytes).slice(0, count)))
          const kept = new Set(numbersOf(all))
          const due = made.filter(
            at => comparePositions(at, after) > 0 && at.commit <= log.durableSequenceNumber,
          )
          const isCut = due.some(at => !kept.has(sequenceNumberOf(at)))
          expect(told.isCut).toBe(isCut)
          if (!isCut) expect(numbersOf(stream.read(after, 1e9).reverse())).toEqual(numbersOf(all))
          expect(readable(rig, told.upTo)).toEqual([])
          after = told.upTo
          seen.shards = Math.max(seen.shards, stream.shardsAfter(made[0] ?? after).length)
          seen.cut += Number(isCut)
          seen.many += Number(all.length > count)
        }
      }
    }),
  )
  expect(seen.shards).toBeGreaterThan(2)
  expect(seen.cut).toBeGreaterThan(5)
  expect(seen.many).toBeGreaterThan(20)
})
