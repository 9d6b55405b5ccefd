/**
 * A method of `Buffer` that Node has had since its first releases and does not document: `toString('latin1', start, end)`
 * without the steps before it, which take as long as a short conversion itself.
 */
interface Buffer {
  latin1Slice(start: number, end: number): string
}
