/** Rows of requests and of what they are refused with, in the order in which the service checks. */

import { expect, test } from 'vitest'
import type { DynamoError } from '../../src/errors/dynamo-error.js'
import { type Json, TestRegion } from './region.js'

/** How the current layer tells a refusal that the request alone decides, on PutItem, UpdateItem and DeleteItem. */
export const DETECTED = '1 validation error detected: '
export const INVALID = 'One or more parameter values were invalid: '
export const NO_TABLE = 'ResourceNotFoundException: Requested resource not found'

/** What makes a request faulty, and what it is refused with: the text alone where it is a ValidationException. */
export type Fault = readonly [name: string, members: Json, refusal: string]

interface Suite {
  readonly operation: string
  /** Members of every request, which a fault may replace. */
  readonly base: Json
  /** Puts into the region what the requests are about. */
  readonly prepare?: (region: TestRegion) => void
}

/**
 * Tests each fault alone, and each together with every later one: the earlier must be told. Two faults that name the
 * same member are not put together; a fault names a member that it must be without as undefined.
 */
export function testInOrder(suite: Suite, faults: readonly Fault[]): void {
  const region = regionOf(suite)
  test.each(faults)('%s', (_, members, refusal) => {
    expectRefusal(region, suite, members, refusal)
  })
  const pairs = faults.flatMap(([name, members, refusal], place) =>
    faults
      .slice(place + 1)
      .filter(([, later]) => Object.keys(later).every(member => !(member in members)))
      .map(([laterName, later]) => [name, laterName, { ...later, ...members }, refusal] as const),
  )
  if (pairs.length === 0) return
  test.each(pairs)('%s before %s', (_, _later, members, refusal) => {
    expectRefusal(region, suite, members, refusal)
  })
}

/** Tests each fault alone: they are of one stage, or their order is not certain. */
export function testEach(suite: Suite, faults: readonly Fault[]): void {
  const region = regionOf(suite)
  test.each(faults)('%s', (_, members, refusal) => {
    expectRefusal(region, suite, members, refusal)
  })
}

/** A refusal as rows have it. */
export function textOf({ name, message }: DynamoError): string {
  return name === 'ValidationException' ? message : `${name}: ${message}`
}

function regionOf({ prepare }: Suite): TestRegion {
  const region = new TestRegion()
  prepare?.(region)
  return region
}

function expectRefusal(region: TestRegion, suite: Suite, members: Json, refusal: string): void {
  const before = region.contents()
  const request = { ...suite.base, ...members }
  expect(textOf(region.refusal(suite.operation, request))).toBe(refusal)
  expect(region.contents(), 'nothing has changed').toEqual(before)
}
