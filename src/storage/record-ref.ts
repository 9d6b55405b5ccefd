/** References to records: numbers, so that indexes and trees hold nothing that the garbage collector walks. */

/** Where a record is: number of the slab, then 17 bits for the offset in units of 8 bytes. 0 is no record. */
export type RecordRef = number

export const NO_RECORD: RecordRef = 0

const OFFSET_BITS = 17
const OFFSET_MASK = (1 << OFFSET_BITS) - 1

/** References are below this: the numbers from it on, 2^26 of them, are left to those who keep something else beside. */
export const RECORD_REF_END = 2 ** 32 - 2 ** 26

/** Slabs that references can tell apart. */
export const SLABS_MAX = RECORD_REF_END / 2 ** OFFSET_BITS
/** A record starts before this offset in its slab. */
export const RECORD_START_MAX = 8 << OFFSET_BITS

/** The reference to the record that starts at an offset, in bytes, of a slab. */
export function refOf(slabNumber: number, start: number): RecordRef {
  return ((slabNumber << OFFSET_BITS) | (start >>> 3)) >>> 0
}

/** The number of the slab. */
export function slabNumberOf(ref: RecordRef): number {
  return ref >>> OFFSET_BITS
}

/** The offset of the record in its slab, in bytes. */
export function startOf(ref: RecordRef): number {
  return (ref & OFFSET_MASK) << 3
}
