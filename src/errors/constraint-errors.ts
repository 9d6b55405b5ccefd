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
  /** The whole sentence in the service's newer form, where it words this failure so. */
  readonly newer: string | undefined
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

/** The newer form of a failure, which shows no value. `path` has the names of members as the request has them. */
export const newerSentence = (path: string, constraint: string): string =>
  `Value at '${shortened(path, SHOWN_LENGTH_MAX)}' ${FAILED} ${constraint}`

/** The newer form of a text that is none of a set, which shows neither the value nor its place. */
export const newerSentenceOfChoice = (values: readonly string[]): string =>
  `Failed to satisfy constraint: ${isOneOf(values)}`

/**
 * All failures in one text, in the older form. At least one is given; those beyond the tenth are left out and not
 * counted.
 */
export const constraintsFailed = (failures: readonly Failure[]): ValidationException =>
  detected(failures.map(olderSentence))

/** As `constraintsFailed`, but in the newer form those that have one. */
export const constraintsFailedNewer = (failures: readonly Failure[]): ValidationException =>
  detected(failures.map(failure => failure.newer ?? olderSentence(failure)))

/** A failure without the words that announce it. */
export const constraintFailedBare = (failure: Failure): ValidationException =>
  new ValidationException(failure.newer ?? olderSentence(failure))

const detected = (sentences: readonly string[]): ValidationException => {
  const listed = sentences.slice(0, FAILURES_MAX)
  const plural = listed.length === 1 ? '' : 's'
  return new ValidationException(
    `${listed.length} validation error${plural} detected: ${listed.join('; ')}`,
  )
}

/** A failure alone, in the newer form. */
export const constraintFailedNewer = (path: string, constraint: string): ValidationException =>
  detected([newerSentence(path, constraint)])

const olderSentence = ({ path, value, constraint }: Failure): string => {
  const shown = value === undefined ? 'null' : `'${shortened(value, SHOWN_LENGTH_MAX)}'`
  return `Value ${shown} at '${shortened(path, SHOWN_LENGTH_MAX)}' ${FAILED} ${constraint}`
}

/** Of BatchGetItem. */
export const requestItemsTooShort = (): ValidationException =>
  constraintFailedNewer('RequestItems', lengthAtLeast(1))

/** Of BatchWriteItem. */
export const requestItemsRequired = (): ValidationException =>
  new ValidationException('The requestItems parameter is required for BatchWriteItem')
