/** What a fork of a table takes, before anybody writes to it. */

import { memoryUsage } from 'node:process'
import { expect, test } from 'vitest'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { TableStore } from '../../src/storage/table-store.js'
import { ManualClock } from '../support/clock.js'

test('a fork makes no memory of its own outside of the heap', () => {
  const options = { clock: new ManualClock(), partitionLimits: PARTITION_LIMITS }
  const store = new TableStore(options)
  const before = memoryUsage().arrayBuffers
  const forks = Array.from({ length: 1000 }, () => store.fork(options))
  expect(memoryUsage().arrayBuffers - before).toBeLessThan(100_000)
  expect(forks).toHaveLength(1000)
})
