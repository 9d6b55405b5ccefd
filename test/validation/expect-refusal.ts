/** What a test expects of a request that is refused. */

import { expect } from 'vitest'
import { DynamoError } from '../../src/errors/dynamo-error.js'
import { type OperationName, parseRequest } from '../../src/validation/request.js'

/** The refusal as the service tells it: the exception's name and its text. */
export function refusalOf(operation: OperationName, json: unknown): string {
  try {
    parseRequest(operation, json)
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
    return `${error.name}: ${error.message}`
  }
  return 'accepted'
}

/** Expects member constraints to fail: parts are such as `null at 'tableName' … : Member must not be null`. */
export function expectFailures(
  operation: OperationName,
  json: unknown,
  parts: readonly (readonly [value: string, path: string, constraint: string])[],
): void {
  const texts = parts.map(
    ([value, path, constraint]) =>
      `Value ${value} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
  )
  const plural = parts.length === 1 ? '' : 's'
  expect(refusalOf(operation, json)).toBe(
    `ValidationException: ${parts.length} validation error${plural} detected: ${texts.join('; ')}`,
  )
}

export const PATTERN = 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+'
export const NOT_NULL = 'not be null'
export const lengthFrom = (min: number): string => `have length greater than or equal to ${min}`
export const lengthTo = (max: number): string => `have length less than or equal to ${max}`
export const valueFrom = (min: number): string => `have value greater than or equal to ${min}`
export const valueTo = (max: number): string => `have value less than or equal to ${max}`
export const oneOf = (values: string): string => `satisfy enum value set: [${values}]`
