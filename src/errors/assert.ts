/** Our own mistakes. A failed assertion is a bug in this library, never in the caller's input. */

export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws unless `condition` holds. `fact` states, in words, what should have been true. */
export function assert(condition: boolean, fact: string): asserts condition {
  if (!condition) throw new AssertionError(`Expected: ${fact}. This is a bug in hashrange.`)
}

/** The default branch of an exhaustive switch. */
export function unreachable(value: never): never {
  throw new AssertionError(`Unexpected ${String(value)}. This is a bug in hashrange.`)
}
