/** The whole of a table as one value: taken before and after a refusal, the two must be equal. */

import type { PartitionInfo, TableInfo } from '../../src/index.js'

/** What a snapshot needs of a table, whatever its items are. */
interface Readable {
  scan(): Iterable<object>
  describe(): TableInfo
  partitions(): PartitionInfo[]
}

export interface Snapshot {
  /** All items, in the order of a scan. */
  readonly items: readonly object[]
  readonly itemCount: number
  readonly sizeBytes: number
  /** Capacity units are left out: refused writes may cost some, and the snapshot itself does. */
  readonly partitions: readonly Pick<PartitionInfo, 'low' | 'high' | 'itemCount' | 'sizeBytes'>[]
}

/** All items of a table, and what it counts of them. Shares nothing with the table. */
export function snapshotOf(table: Readable): Snapshot {
  const { itemCount, sizeBytes } = table.describe()
  const partitions = table
    .partitions()
    .map(({ low, high, itemCount, sizeBytes }) => ({ low, high, itemCount, sizeBytes }))
  return { items: [...table.scan()], itemCount, sizeBytes, partitions }
}
