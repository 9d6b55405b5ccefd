/**
 * Names as V8 keeps the names of properties: one string for each, whose hash is known and that is compared by identity.
 * Any other string is hashed whenever an object is asked for a property that it lacks, which takes long for a long name.
 */

/** The text itself, as the name of a property. */
export function interned(name: string): string {
  return Object.keys({ [name]: true })[0] as string
}
