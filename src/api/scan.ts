/** Scan: reads all items of a table, or of one segment of it, in the order of the partition keys' hashes. */

import { rangeOfSegment } from '../engine/key-range.js'
import { keyNamesOf, primaryKeyOfKey } from '../engine/keys.js'
import { DynamoError } from '../errors/dynamo-error.js'
import {
  numberOutOfRange,
  segmentMissing,
  segmentOutOfRange,
  startKeyInOtherSegment,
  startKeyUnfit,
  totalSegmentsMissing,
} from '../errors/read-errors.js'
import { refuseKeyDereference } from '../expressions/key-attributes.js'
import { after, type PrimaryKey } from '../storage/primary-key.js'
import type { Item } from '../types/attribute.js'
import { SEGMENTS_MAX } from '../types/limits.js'
import type { KeySchema } from '../types/table.js'
import type { RangeRead, RangeReadOptions } from './range-read.js'

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
  const { table, exclusiveStartKey, filter, projection } = options
  checkSegment(scan)
  const names = keyNamesOf(table.keySchema)
  const { segment = 0, totalSegments = 1 } = scan
  const whole = rangeOfSegment(segment, totalSegments)
  let { from } = whole
  if (exclusiveStartKey !== undefined) {
    const { hash, pk, sk } = startKeyOf(table.keySchema, exclusiveStartKey)
    if (hash < whole.from.hash || hash >= whole.to.hash) {
      throw startKeyInOtherSegment(segment, totalSegments)
    }
    from = { hash, pk, sk: after(sk) }
  }
  if (projection !== undefined) refuseKeyDereference(projection.paths, names, 'Key')
  if (filter !== undefined) refuseKeyDereference(filter.paths, names, 'Key')
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

function startKeyOf(schema: KeySchema, key: Item): PrimaryKey {
  try {
    return primaryKeyOfKey(schema, key)
  } catch (error) {
    throw error instanceof DynamoError ? startKeyUnfit(error) : error
  }
}
