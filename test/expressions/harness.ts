/** What the tests of expressions have in common: one request in, an answer or the message of its refusal out. */

import { expect } from 'vitest'
import { ValidationException } from '../../src/errors/dynamo-error.js'
import { compileCondition } from '../../src/expressions/condition.js'
import { compileKeyCondition } from '../../src/expressions/key-condition.js'
import { type PlaceholderMaps, Placeholders } from '../../src/expressions/placeholders.js'
import { compileProjection } from '../../src/expressions/projection.js'
import { compileUpdate } from '../../src/expressions/update.js'
import type { Item } from '../../src/types/attribute.js'

export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** An item or a map of placeholders in which `__proto__` is a name like any other. */
export const dataOf = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> =>
  Object.fromEntries(entries)

/** The message of the `ValidationException` that the call throws; undefined if it throws nothing. */
export function refusalOf(call: () => unknown): string | undefined {
  try {
    call()
  } catch (error) {
    if (!(error instanceof ValidationException)) throw error
    return error.message
  }
  return undefined
}

export const condition = (text: string, maps: PlaceholderMaps = {}) =>
  compileCondition('ConditionExpression', text, new Placeholders(maps))

export const filter = (text: string, maps: PlaceholderMaps = {}) =>
  compileCondition('FilterExpression', text, new Placeholders(maps))

export const keyCondition = (text: string, maps: PlaceholderMaps = {}) =>
  compileKeyCondition(text, new Placeholders(maps))

export const projection = (text: string, maps: PlaceholderMaps = {}) =>
  compileProjection(text, new Placeholders(maps))

export const update = (text: string, maps: PlaceholderMaps = {}) =>
  compileUpdate(text, new Placeholders(maps))

/** A copy that shares nothing with the value. */
export const copyOf = <Value>(value: Value): Value => {
  if (Array.isArray(value)) return value.map(copyOf) as Value
  if (value instanceof Uint8Array) return value.slice() as Value
  if (value instanceof Set) return new Set([...value].map(copyOf)) as Value
  if (typeof value !== 'object' || value === null) return value
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return dataOf(Object.entries(value).map(([name, member]) => [name, copyOf(member)])) as Value
}

/** Runs a row: its answer, or the message of its refusal, is what it says. */
export function expectAnswer(
  call: () => Item | undefined,
  expected: Item | string | undefined,
): void {
  if (typeof expected === 'string') expect(refusalOf(call)).toBe(expected)
  else expect(call()).toEqual(expected)
}
