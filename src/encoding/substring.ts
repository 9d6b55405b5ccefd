/**
 * Whether one text is in another, in time linear in both.
 *
 * V8's own search is quick on what texts usually are, and takes the product of both lengths on texts made for that. So it
 * is only asked for a short head of what is looked for. Where the head is found again and again and the rest is not, the
 * algorithm of Knuth, Morris and Pratt (1977) goes on from there, which never looks back.
 */

/** UTF-16 code units that V8 is asked to look for: a bound for what it spends on each unit of the text. */
const HEAD_LENGTH = 32
/** Heads that may lead nowhere before the other algorithm takes over. */
const FALSE_HEADS_MAX = 16

/** Whether `wanted` is a part of `text`, by UTF-16 code units. */
export function includesText(text: string, wanted: string): boolean {
  if (wanted.length > text.length) return false
  if (wanted.length <= HEAD_LENGTH) return text.includes(wanted)
  const head = wanted.slice(0, HEAD_LENGTH)
  let at = text.indexOf(head)
  for (let count = 0; count < FALSE_HEADS_MAX && at !== -1; count += 1) {
    if (text.startsWith(wanted, at)) return true
    at = text.indexOf(head, at + 1)
  }
  return at !== -1 && includesFrom(text, wanted, at)
}

/** The same of what begins at `start` or after it. */
function includesFrom(text: string, wanted: string, start: number): boolean {
  const borders = bordersOf(wanted)
  let matched = 0
  for (let index = start; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    while (matched > 0 && wanted.charCodeAt(matched) !== unit) {
      matched = borders[matched - 1] as number
    }
    if (wanted.charCodeAt(matched) === unit) matched += 1
    if (matched === wanted.length) return true
  }
  return false
}

/** For each place of the text, how much of its beginning ends there, the beginning up to there itself left out. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length)
  let matched = 0
  for (let index = 1; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    while (matched > 0 && text.charCodeAt(matched) !== unit)
      matched = borders[matched - 1] as number
    if (text.charCodeAt(matched) === unit) matched += 1
    borders[index] = matched
  }
  return borders
}
