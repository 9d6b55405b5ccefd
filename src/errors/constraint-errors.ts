/** Refusals of members that break a constraint of their shape, in the service's words. */

import { ValidationException } from './dynamo-error.js'
import { shortened } from './shortened.js'

/** The service lists no more failures than these. */
export const FAILURES_MAX = 10

/** UTF-16 code units of a value or a path as texts show them, so that what is wrong with it can still be told. */
const SHOWN_LENGTH_MAX = 4096

const FAILED = 'failed to satisfy constraint:'

/** A member and the constraint that it breaks. */
export interface Failure {
  /** Such as `transactItems.1.member.put.item`. */
  readonly path: string
  /** As the text shows it; undefined for an absent member. */
  readonly value: string | undefined
  /** Such as `Member must not be null`. */
  readonly constraint: string
  /** Where the service words this one in its newer form: the path for it, such as `RequestItems.t.member.Keys`. */
  readonly newerPath: string | undefined
}

export const CONSTRAINT_NOT_NULL = 'Member must not be null'

export const lengthAtLeast = (min: number): string =>
  `Member must have length greater than or equal to ${min}`

export const lengthAtMost = (max: number): string =>
  `Member must have length less than or equal to ${max}`

export const valueAtLeast = (min: number): string =>
  `Member must have value greater than or equal to ${min}`

export const valueAtMost = (max: number): string =>
  `Member must have value less than or equal to ${max}`

export const matchesPattern = (pattern: string): string =>
  `Member must satisfy regular expression pattern: ${pattern}`

export const isOneOf = (values: readonly string[]): string =>
  `Member must satisfy enum value set: [${values.join(', ')}]`

export const mapKeysSatisfy = (constraints: readonly string[]): string =>
  `Map keys must satisfy constraint: [${constraints.join(', ')}]`

export const mapValuesSatisfy = (constraints: readonly string[]): string =>
  `Map value must satisfy constraint: [${constraints.join(', ')}]`

/** All failures in one text. At least one is given; those beyond the tenth are left out and not counted. */
export const constraintsFailed = (failures: readonly Failure[]): ValidationException => {
  const listed = failures.slice(0, FAILURES_MAX)
  const plural = listed.length === 1 ? '' : 's'
  const texts = listed.map(({ path, value, constraint }) => {
    const shown = value === undefined ? 'null' : `'${shortened(value, SHOWN_LENGTH_MAX)}'`
    return `Value ${shown} at '${shortened(path, SHOWN_LENGTH_MAX)}' ${FAILED} ${constraint}`
  })
  return new ValidationException(
    `${listed.length} validation error${plural} detected: ${texts.join('; ')}`,
  )
}

/** The newer form, which shows no value and stands alone. */
export const constraintFailedNewer = (path: string, constraint: string): ValidationException =>
  new ValidationException(
    `1 validation error detected: Value at '${shortened(path, SHOWN_LENGTH_MAX)}' ${FAILED} ${constraint}`,
  )

/** The set is the service's own, though AND is what it accepts. */
export const conditionalOperatorInvalid = (prefix: string): ValidationException =>
  new ValidationException(
    `${prefix}Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]`,
  )

export const requestItemsEmpty = (operation: string): ValidationException =>
  new ValidationException(`The requestItems parameter is required for ${operation}`)
