/** Texts that show what a request had, within bounds: a refusal of 16 MB must not have 16 MB itself. */

const SUFFIX = '…'

/** A text of up to so many UTF-16 code units, the end cut off if it has more. */
export function shortened(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  // Half of a character at the end is no text.
  return text.slice(0, lengthMax - SUFFIX.length).toWellFormed() + SUFFIX
}
