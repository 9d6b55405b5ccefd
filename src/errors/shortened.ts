/** Texts that show what a request had, within bounds: a refusal of 16 MB must not have 16 MB itself. */

const ELLIPSIS = '…'
/** As many as the texts of lists and maps end with. */
const BRACKETS_MAX = 8

/** A text of up to so many UTF-16 code units. If it has more, what is before the brackets at its end is cut off. */
export function shortened(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text
  const brackets = /[\])}]*$/.exec(text.slice(-BRACKETS_MAX))?.[0] ?? ''
  const length = lengthMax - ELLIPSIS.length - brackets.length
  // Half of a character at the end is no text.
  return text.slice(0, length).toWellFormed() + ELLIPSIS + brackets
}
