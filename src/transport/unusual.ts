/** What the fast lane of `attach` leaves to the SDK, which knows what to make of it. */

import { isPlainObject } from '../encoding/caller-values.js'

/** Thrown where a request or an answer is not of the usual kind. It never reaches a caller. */
export const UNUSUAL = new Error('left to the SDK')

/** A text of whole characters under a name that is not `__proto__`; the SDK has its own ways with all else. */
export function usualText(text: unknown): string {
  if (typeof text !== 'string' || !text.isWellFormed()) throw UNUSUAL
  return text
}

/** The same for the name of a member. */
export function usualName(name: string): string {
  if (name === '__proto__' || !name.isWellFormed()) throw UNUSUAL
  return name
}

/** An object as a literal makes it, in any realm. */
export function usualObject(value: unknown): Readonly<Record<string, unknown>> {
  if (!isPlainObject(value) || Object.hasOwn(value, 'constructor')) throw UNUSUAL
  return value
}

/** What a list has, converted, in a list of ours. It is asked for its elements, and never to go through them itself. */
export function usualList<Result>(value: unknown, convert: (element: unknown) => Result): Result[] {
  if (!Array.isArray(value)) throw UNUSUAL
  const { length } = value
  const result: Result[] = []
  for (let index = 0; index < length; index += 1) result[index] = convert(value[index])
  return result
}
