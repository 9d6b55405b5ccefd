/** Bytes that packed items stand in (`packed-form.ts`). */

/** A `Buffer`, whose declaration leaves out a method. */
export interface Latin1Buffer extends Buffer {
  /**
   * Node has had this method since its first releases and does not document it: `toString('latin1', start, end)`
   * without the steps before it, which take as long as a short conversion itself.
   */
  latin1Slice(start: number, end: number): string
}

/** Bytes to write packed items to, and to read them from: two views of the same memory. */
export interface PackedBytes {
  readonly bytes: Latin1Buffer
  readonly view: DataView
}

/** Where an item stands, and its keys before it. */
export interface PackedPlace {
  readonly keysStart: number
  readonly sortKeyStart: number
  readonly start: number
  readonly end: number
}

/** New zeros, not shared with anything else: what stands between records goes to the disk, too. */
export function packedBytes(length: number): PackedBytes {
  const bytes = Buffer.alloc(length) as Latin1Buffer
  return { bytes, view: new DataView(bytes.buffer) }
}

export const NO_BYTES: PackedBytes = packedBytes(0)
