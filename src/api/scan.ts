/** Scan: reads all items of a table, or of one segment of it, in the order of the partition keys' hashes. */

import { rangeOfSegment } from '../engine/key-range.js'
import { primaryKeyOfKey } from '../engine/keys.js'
import { DynamoError } from '../errors/dynamo-error.js'
import {
  numberOutOfRange,
  segmentMissing,
  segmentOutOfRange,
  startKeyInOtherSegment,
  startKeyUnfit,
  totalSegmentsMissing,
} from '../errors/read-errors.js'
import type { Path } from '../expressions/path.js'
import { after, type PrimaryKey } from '../storage/primary-key.js'
import type { Item } from '../types/attribute.js'
import { SEGMENTS_MAX } from '../types/limits.js'
import type { KeySchema } from '../types/table.js'
import { refuseNotProjected, refuseOtherKeys, refuseWholeItems, startEntry } from './index-range.js'
import { refuseKeyPaths } from './key-paths.js'
import type { RangeRead, RangeReadOptions } from './range-read-options.js'

interface Scan {
  /** From 0 to `totalSegments - 1`. */
  readonly segment?: number | undefined
  readonly totalSegments?: number | undefined
}

/**
 * What a scan reads.
 *
 * @throws ValidationException if the segment is out of range, the start key does not fit the schema or the segment, or
 *   a path goes into a key attribute
 */
export function scanRead(options: RangeReadOptions, scan: Scan): RangeRead {
  const { table, index, filter, projection } = options
  checkSegment(scan)
  const { segment = 0, totalSegments = 1 } = scan
  const whole = rangeOfSegment(segment, totalSegments)
  let { from } = whole
  const start = startOf(options)
  if (start !== undefined) {
    const { hash, pk, sk } = start
    if (hash < whole.from.hash || hash >= whole.to.hash) {
      throw startKeyInOtherSegment(segment, totalSegments)
    }
    from = { hash, pk, sk: after(sk) }
  }
  if (index !== undefined) refuseNotProjected(table, index, pathsOf(projection, filter))
  refuseKeyPaths(table, projection?.paths)
  refuseKeyPaths(table, filter?.paths)
  return { options, range: { from, to: whole.to }, reverse: false, operation: 'Scan' }
}

/** Throws a `ValidationException` if the segment is out of range, or one of the two numbers is missing. */
export function checkSegment({ segment, totalSegments }: Scan): void {
  if (totalSegments !== undefined) {
    if (!(totalSegments >= 1)) throw numberOutOfRange('totalSegments', totalSegments, { min: 1 })
    if (totalSegments > SEGMENTS_MAX) {
      throw numberOutOfRange('totalSegments', totalSegments, { max: SEGMENTS_MAX })
    }
  }
  if (segment !== undefined) {
    if (!(segment >= 0)) throw numberOutOfRange('segment', segment, { min: 0 })
    if (segment > SEGMENTS_MAX - 1) {
      throw numberOutOfRange('segment', segment, { max: SEGMENTS_MAX - 1 })
    }
  }
  if (segment === undefined && totalSegments === undefined) return
  if (totalSegments === undefined) throw totalSegmentsMissing()
  if (segment === undefined) throw segmentMissing()
  if (segment >= totalSegments) throw segmentOutOfRange(segment, totalSegments)
}

/** Where to begin. Throws a `ValidationException` if the start key, or what is asked for, does not fit what is read. */
function startOf(options: RangeReadOptions): PrimaryKey | undefined {
  const { table, index, exclusiveStartKey: key, wholeItems } = options
  const { keySchema } = table
  if (index === undefined) return key && startKeyOf(keySchema, key)
  if (key !== undefined) refuseOtherKeys(keySchema, index.description, key)
  if (wholeItems === true) refuseWholeItems(index)
  return key && startEntry(keySchema, index.description, key)
}

function pathsOf(...named: readonly ({ readonly paths: readonly Path[] } | undefined)[]): Path[] {
  return named.flatMap(one => one?.paths ?? [])
}

function startKeyOf(schema: KeySchema, key: Item): PrimaryKey {
  try {
    return primaryKeyOfKey(schema, key)
  } catch (error) {
    throw error instanceof DynamoError ? startKeyUnfit(error) : error
  }
}
