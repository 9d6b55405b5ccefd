/** What documents of policies are made of, and what is said of those that are made of something else. Names are data. */

import {
  MalformedPolicyDocument,
  POLICY_REASONS,
  type PolicyPath,
} from '../errors/access-errors.js'

/** The members of an object. Throws `MalformedPolicyDocument` if it is none. */
export function membersOf(value: unknown, path: PolicyPath): (readonly [string, unknown])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value)
  }
  throw new MalformedPolicyDocument(path, POLICY_REASONS.notAnObject)
}

/** The members of an object by their names. Throws `MalformedPolicyDocument` if it is none, or has a member of another name. */
export function knownMembersOf(
  value: unknown,
  { path, names }: { readonly path: PolicyPath; readonly names: readonly string[] },
): ReadonlyMap<string, unknown> {
  const members = new Map(membersOf(value, path))
  for (const name of members.keys()) {
    if (names.includes(name)) continue
    throw new MalformedPolicyDocument([...path, name], POLICY_REASONS.unknownMember(names))
  }
  return members
}

/** A list as it is, and anything else as a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** The elements of a list; none if it is undefined. Throws `MalformedPolicyDocument` if it is no list. */
export function elementsOf(value: unknown, path: PolicyPath): readonly unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value
  throw new MalformedPolicyDocument(path, POLICY_REASONS.notAList)
}

/** A text. Throws `MalformedPolicyDocument` if it is none. */
export function textOf(value: unknown, path: PolicyPath): string {
  if (typeof value === 'string') return value
  throw new MalformedPolicyDocument(path, POLICY_REASONS.notText)
}

/** One text, or a list of some. Throws `MalformedPolicyDocument` if it is neither, or an empty list. */
export function textsOf(value: unknown, path: PolicyPath): readonly string[] {
  const texts = listOf(value)
  if (texts.length > 0 && texts.every(text => typeof text === 'string')) return texts
  throw new MalformedPolicyDocument(path, POLICY_REASONS.notATextList)
}

/** A value of a condition as a text. Throws `MalformedPolicyDocument` if it is an object, a list or null. */
export function scalarText(value: unknown, path: PolicyPath): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new MalformedPolicyDocument(
    path,
    POLICY_REASONS.conditionValue('a string, a number or a boolean'),
  )
}
