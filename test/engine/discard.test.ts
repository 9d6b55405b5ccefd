import { expect, test } from 'vitest'
import { ItemCodec } from '../../src/encoding/item-codec.js'
import { Committer, Refused, type Write } from '../../src/engine/commit.js'
import { MemoryLog } from '../../src/engine/log.js'
import { ConditionalCheckFailedException } from '../../src/errors/dynamo-error.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { PrimaryKey } from '../../src/storage/primary-key.js'
import { Slabs } from '../../src/storage/slabs.js'
import type { StoredTable } from '../../src/storage/table.js'
import { TableStore } from '../../src/storage/table-store.js'
import { ManualClock } from '../support/clock.js'

test('commits that are refused, or change nothing, leave no dead bytes', () => {
  const clock = new ManualClock()
  const slabs = new Slabs(new ItemCodec())
  const store = new TableStore({ clock, partitionLimits: PARTITION_LIMITS }, slabs)
  // The committer asks no more of a table than its store.
  const table = { store } as Partial<StoredTable> as StoredTable
  const committer = new Committer(new MemoryLog(1), clock, [])
  const put = (id: string, text: string): Write => ({
    table,
    key: new PrimaryKey(id, ''),
    decide: () => ({ id, text }),
  })
  const refused: Write = {
    table,
    key: new PrimaryKey('refused', ''),
    decide: () => {
      throw new ConditionalCheckFailedException('refused')
    },
  }
  const text = 'x'.repeat(20_000)
  committer.commit([put('a', text), put('b', text)])
  const { byteLength, bytesLive } = slabs
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const writes = [put('a', 'y'), put('c', text), put('b', 'z'.repeat(attempt)), refused]
    expect(() => committer.commit(writes)).toThrow(Refused)
    committer.commit([put('a', text), put('b', text)])
    expect(slabs.bytesDead).toBe(0)
  }
  expect([slabs.byteLength, slabs.bytesLive]).toEqual([byteLength, bytesLive])
})
