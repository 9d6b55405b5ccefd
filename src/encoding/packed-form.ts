/**
 * The form in which items are packed into bytes. Lossless for every value of the data model, and canonical: equal values
 * are equal bytes, but for maps, which keep the order of their names.
 *
 * ```
 * item   = value                               (a map)
 * value  = 00..5f                              the integer 0 to 95
 *        | 60..9f char*                        ASCII text of 0 to 63 characters
 *        | a0 | a1 | a2                        null, false, true
 *        | a3 u8 | a4 u16 | a5 u32             integer
 *        | a6 u8 | a7 u16 | a8 u32             the same, negative
 *        | a9 f64                              any other double
 *        | aa length:u8 char*                  decimal, as order-preserving text
 *        | ab length:u32 char*                 ASCII text
 *        | ac length:u32 byte*                 other text, in UTF-8
 *        | ad length:u32 byte*                 binary
 *        | ae count:u32 value*                 list
 *        | af count:u32 (value value)*         map, each name before its value
 *        | b0 shape:u16 value*                 map, its names by shape
 *        | b1 count:u32 value*                 set of strings, numbers or binaries
 *        | b2 length:u8 byte*                  binary
 *        | b3 count:u8 value*                  set
 *        | b4 | b5                             the text of the partition key, of the sort key
 *        | c0..ff value*                       map, its names by shape 0 to 63
 * ```
 *
 * A record holds its keys before the item (`storage/slab.ts`), so key attributes that are ASCII strings need not be there
 * twice. Numbers of several bytes are little-endian. Members of a set stand in a fixed order. Strings are encoded as UTF-8;
 * a surrogate without its partner becomes U+FFFD, as on the wire.
 */

export const INTEGER_SMALL_MAX = 0x5f
export const TEXT_SHORT = 0x60
export const TEXT_SHORT_MAX = 63
/** Longer ASCII texts are written with a length of 32 bits, so that each text has one form. */
export const TEXT_SHORT_WRITTEN_MAX = 48
export const NULL = 0xa0
export const FALSE = 0xa1
export const TRUE = 0xa2
export const INTEGER_8 = 0xa3
export const INTEGER_16 = 0xa4
export const INTEGER_32 = 0xa5
export const NEGATIVE_8 = 0xa6
export const NEGATIVE_16 = 0xa7
export const NEGATIVE_32 = 0xa8
export const DOUBLE = 0xa9
export const DECIMAL = 0xaa
export const TEXT_ASCII = 0xab
export const TEXT_UTF8 = 0xac
export const BINARY = 0xad
export const LIST = 0xae
export const MAP = 0xaf
export const MAP_SHAPED = 0xb0
export const SET = 0xb1
export const BINARY_8 = 0xb2
export const SET_8 = 0xb3
export const PARTITION_KEY = 0xb4
export const SORT_KEY = 0xb5
/** From here on a packed map's first byte tells its shape. */
export const MAP_SHORT = 0xc0
export const MAP_SHORT_MAX = 63
