/** Refusals of Query and Scan, in the service's words. */

import { type DynamoError, ValidationException } from './dynamo-error.js'
import { KeyMismatch } from './key-errors.js'

const START_KEY = 'The provided starting key'

export const startKeyInvalid = (fault: string): KeyMismatch =>
  new KeyMismatch(`${START_KEY} is invalid`, fault)

/** Of a scan, which tells what is wrong with the key. */
export const startKeyUnfit = (error: DynamoError): ValidationException => {
  const message = `${START_KEY} is invalid: ${error.message}`
  return error instanceof KeyMismatch
    ? KeyMismatch.reworded(error, message)
    : new ValidationException(message)
}

export const startKeyOutsideQuery = (): ValidationException =>
  new ValidationException(`${START_KEY} is outside query boundaries based on provided conditions`)

export const startKeyOutsideSortCondition = (): ValidationException =>
  new ValidationException(`${START_KEY} does not match the range key predicate`)

/** Of a query of a table without a sort key; the key is shown as `{pk=AttributeValue: {S:a}}`. */
export const startKeyWithoutSortKey = (shownKey: string): ValidationException =>
  new ValidationException(
    `The provided exclusive start key is invalid: ExclusiveStartKey: ${shownKey}`,
  )

export const queryNotRestartable = (): ValidationException =>
  new ValidationException('The query can return at most one row and cannot be restarted')

export const startKeyInOtherSegment = (
  segment: number,
  totalSegments: number,
): ValidationException =>
  new ValidationException(
    `${START_KEY} is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ` +
      `Segment. TotalSegments: ${totalSegments} Segment: ${segment}`,
  )

export const totalSegmentsMissing = (): ValidationException =>
  new ValidationException(
    'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
  )

export const segmentMissing = (): ValidationException =>
  new ValidationException(
    'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
  )

export const segmentOutOfRange = (segment: number, totalSegments: number): ValidationException =>
  new ValidationException(
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
      `Segment: ${segment} is not less than TotalSegments: ${totalSegments}`,
  )

/** A number of a request that is below or above what the service allows. `path` is the member's, as `limit`. */
export const numberOutOfRange = (
  path: string,
  value: number,
  bound: { readonly min: number } | { readonly max: number },
): ValidationException => {
  const constraint =
    'min' in bound ? `greater than or equal to ${bound.min}` : `less than or equal to ${bound.max}`
  return new ValidationException(
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ` +
      `Member must have value ${constraint}`,
  )
}
