/** `follow`: the door to mirrors. */

import { mirrorNowhere, notFollowable } from '../../errors/mirror-errors.js'
import type { AnyIndex } from '../../native/index-types.js'
import { FUNCTION, objectWith, optionsOf, TEXT } from '../../validation/options.js'
import { type PaceOptions, UNITS_PER_SECOND } from '../pace.js'
import { SEGMENTS } from '../remote-options.js'
import { RemoteTable } from '../remote-table.js'
import { LocalTable, type MirrorDatabase } from './local-table.js'
import { Mirror } from './mirror.js'

/** Where a mirror is kept, and how its table is copied. */
export interface FollowOptions extends PaceOptions {
  /** The database that the copy is made in: in memory, or on disk, where the mirror goes on when it is followed again. */
  readonly into: MirrorDatabase
  /** The name of the copy. Default: that of the table. */
  readonly as?: string | undefined
  /** Segments of the table that are read at a time while it is copied. Default: 4. */
  readonly segments?: number | undefined
  /** Is called with what keeps the mirror from going on, each time before it is tried again. */
  readonly onError?: ((error: unknown) => void) | undefined
}

const SEGMENTS_DEFAULT = 4

const followOptions = optionsOf<FollowOptions>('follow', {
  into: objectWith('createTable', 'dropTable', 'table', 'tables'),
  as: TEXT,
  segments: SEGMENTS,
  onError: FUNCTION,
  unitsPerSecond: UNITS_PER_SECOND,
})

/**
 * Makes a local copy of a table elsewhere, with its indexes, and lets it follow what changes there: it is read in microseconds, and is
 * about a second behind.
 *
 * ```ts
 * const mirror = await follow(orders, { into: db })
 * mirror.table.get(key)
 * ```
 *
 * The table must have a stream of new images. Its items are copied by a scan, and changes since before that are taken from the stream:
 * a table that takes more than 24 hours to be copied cannot be followed. Where that takes more than 15 minutes, changes of some hours
 * before may be taken again first, so that items are for a moment what they were.
 * Up to where it has come is kept in the same database, in a table `hashrange.mirrors`.
 *
 * @returns the mirror, once there is a copy of all items: where there was one, what has changed since comes soon
 * @throws ValidationException if it is no table of what `connect` returns, or has no such stream, or for an option
 * @throws ResourceInUseException if there is another table of the name of the copy, or it is followed already
 */
export async function follow<
  Shape extends object,
  PartitionKey extends string,
  SortKey extends string,
  Indexes extends AnyIndex,
>(
  table: RemoteTable<Shape, PartitionKey, SortKey, Indexes>,
  options: FollowOptions,
): Promise<Mirror<Shape, PartitionKey, SortKey, Indexes>> {
  const place = RemoteTable.placeOf(table)
  if (place === undefined) throw notFollowable()
  const { into, as = place.name, segments = SEGMENTS_DEFAULT, ...rest } = followOptions(options)
  if (into === undefined) throw mirrorNowhere()
  const local = await LocalTable.open(into, as)
  const source: unknown = table
  const mirror: unknown = await Mirror.begin({
    source: source as RemoteTable,
    place,
    local,
    segments,
    unitsPerSecond: rest.unitsPerSecond,
    onError: rest.onError,
  })
  return mirror as Mirror<Shape, PartitionKey, SortKey, Indexes>
}
