/** What an export reads: a table in order, partition by partition. */

import type { ItemImage } from '../storage/item-image.js'
import type { PositionRange } from '../storage/position-range.js'
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
  yield* batchesOf(imagesIn(store, range), ({ byteLength }) => byteLength)
}

function* imagesIn(store: TableStore, range: PositionRange): Generator<ItemImage> {
  const walk = new RecordWalk(store, range, false, Number.POSITIVE_INFINITY)
  for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) yield store.image(ref)
}

/** Entries in batches. `bytesOf` says how many bytes of records one has. */
export function* batchesOf<Entry>(
  entries: Iterable<Entry>,
  bytesOf: (entry: Entry) => number,
): Generator<readonly Entry[]> {
  let batch: Entry[] = []
  let bytes = 0
  for (const entry of entries) {
    const more = bytesOf(entry)
    if (bytes + more > BATCH_BYTES && batch.length > 0) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(entry)
    bytes += more
  }
  if (batch.length > 0) yield batch
}
