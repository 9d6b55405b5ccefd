/** What an export reads: a table in order, partition by partition. */

import type { ItemImage } from '../storage/item-image.js'
import { positionOfHash } from '../storage/primary-key.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { TableStore } from '../storage/table-store.js'

/** Bytes of records in a batch, but for one that is larger by itself: what is made of them takes a millisecond or two. */
const BATCH_BYTES = 2 ** 17

/**
 * What is exported, by partition, each of which becomes a data file at least. Others have their turn between two batches, so
 * what a batch has must stay as it is until the next one is asked for.
 */
export type ExportParts<Entry> = Iterable<Batches<Entry>> | AsyncIterable<Batches<Entry>>

/** Each may be empty. */
export type Batches<Entry> = Iterable<readonly Entry[]> | AsyncIterable<readonly Entry[]>

/** All items of a table, which nobody may write to until the last of them is read: of a fork, that is. */
export function* partsOfTable(store: TableStore): Generator<Iterable<readonly ItemImage[]>> {
  for (const { low, high } of store.partitions) yield batchesBetween(store, low, high)
}

function* batchesBetween(
  store: TableStore,
  low: number,
  high: number,
): Generator<readonly ItemImage[]> {
  const range = { from: positionOfHash(low), to: positionOfHash(high) }
  const walk = new RecordWalk(store, range, false, Number.POSITIVE_INFINITY)
  let batch: ItemImage[] = []
  let bytes = 0
  for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
    const image = store.image(ref)
    const { byteLength } = image
    if (bytes + byteLength > BATCH_BYTES && batch.length > 0) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(image)
    bytes += byteLength
  }
  if (batch.length > 0) yield batch
}
