/** What the JSON of a policy is made of. */

import { policyMalformed } from '../../errors/policy-errors.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** The members of an object, of which no others are known. Throws a `ValidationException` if it is none, or has others. */
export function membersOf(
  value: unknown,
  { name, known }: { readonly name: string; readonly known: readonly string[] },
): ReadonlyMap<string, unknown> {
  if (!isObject(value)) throw policyMalformed(`${name} must be an object`)
  const members = new Map(Object.entries(value))
  for (const member of members.keys()) {
    if (!known.includes(member)) throw policyMalformed(`${name} has no member ${member}`)
  }
  return members
}

/** One text, or a list of some. Throws a `ValidationException` if it is neither. */
export function textsOf(value: unknown, name: string): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (texts.length === 0 || !texts.every(isText)) {
    throw policyMalformed(`${name} must be a string or a list of strings`)
  }
  return texts
}

/** A list of one as that one. */
export function unlisted<Value>(values: readonly Value[]): Value | readonly Value[] {
  const [only] = values
  return values.length === 1 && only !== undefined ? only : values
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
