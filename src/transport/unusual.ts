/** What the fast lane of `attach` leaves to the SDK, which knows what to make of it. */

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

/** An object as a literal makes it. */
export function usualObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw UNUSUAL
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw UNUSUAL
  if (Object.hasOwn(value, 'constructor')) throw UNUSUAL
  return value as Readonly<Record<string, unknown>>
}

/** A list as a literal makes it. */
export function usualList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw UNUSUAL
  return value
}
