/**
 * Numbers as the sort keys of DAX's protocol: bytes that stand in the order of the numbers.
 *
 * ```
 * number    = header [exponent] groups           zero is the header 0x80 alone
 * header    = 0xc0 + exponent, where that is from -62 to 61; 0x81 or 0xfe with the exponent behind it, where it is lower or higher
 * exponent  = of 0.digits * 10^exponent: 32 bits, sign bit turned
 * groups    = 10 bits for each three digits, plus 12; at the end 0, 1 or 2 in 10 bits, for 1, 2 or 3 digits in the last group
 * ```
 *
 * Of a negative number all of it is turned: the header is 0x3f - exponent, or 0x7e or 0x01, and groups are taken from 1023.
 */

import { malformedCbor } from '../errors/dax-errors.js'

const ZERO = 0x80
const NEGATIVE_ZERO = 0x7f
const EXPONENT_MIN = -62
const EXPONENT_MAX = 61
const DIGIT_BASE = 12
const GROUP_MAX = 1023
const TERMINATOR_MAX = 2
/** Groups of three digits. Numbers have 38 digits, and up to 126 as text. */
const GROUPS_MAX = 200

const NUMBER = /^(-?)0*(\d*?)(?:\.(\d+))?$/

/** @param text a number without an exponent, as the service writes it */
export function sortableBytesOf(text: string): Buffer {
  const [, sign, whole = '', fraction = ''] = NUMBER.exec(text) ?? []
  const isNegative = sign === '-'
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  if (digits === '') return Buffer.of(ZERO)
  const exponent = whole === '' ? digits.length - fraction.length : whole.length
  const groups = groupsOf(digits)
  const turned = isNegative ? groups.map(group => GROUP_MAX - group) : groups
  return Buffer.concat([headOf(exponent, isNegative), packed(turned)])
}

function headOf(exponent: number, isNegative: boolean): Buffer {
  if (exponent >= EXPONENT_MIN && exponent <= EXPONENT_MAX) {
    return Buffer.of(isNegative ? 0x3f - exponent : 0xc0 + exponent)
  }
  const head = Buffer.alloc(5)
  const isLow = exponent < 0
  head[0] = isNegative ? (isLow ? 0x7e : 0x01) : isLow ? 0x81 : 0xfe
  head.writeInt32BE(isNegative ? exponent ^ 0x7fffffff : exponent ^ -0x80000000, 1)
  return head
}

function groupsOf(digits: string): number[] {
  const groups: number[] = []
  for (let at = 0; at < digits.length; at += 3) {
    groups.push(Number(digits.slice(at, at + 3).padEnd(3, '0')) + DIGIT_BASE)
  }
  groups.push((digits.length - 1) % 3)
  return groups
}

/** Ten bits of each. */
function packed(groups: readonly number[]): Buffer {
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const group of groups) {
    bits = (bits << 10) | group
    count += 10
    while (count >= 8) {
      count -= 8
      bytes.push((bits >> count) & 0xff)
    }
    bits &= (1 << count) - 1
  }
  if (count > 0) bytes.push((bits << (8 - count)) & 0xff)
  return Buffer.from(bytes)
}

/** The number that bytes stand for, with an exponent. Throws a `MalformedDaxRequest` if it is none. */
export function numberOfSortableBytes(bytes: Uint8Array): string {
  const [header] = bytes
  if (header === undefined) throw malformedCbor('a number without bytes')
  if (header === ZERO || header === NEGATIVE_ZERO) return '0'
  const isNegative = header < ZERO
  const isLong = header === 0x01 || header === 0x7e || header === 0x81 || header === 0xfe
  const digits = digitsIn(bytes, { from: isLong ? 5 : 1, isNegative })
  const exponent = isLong
    ? longExponentOf(bytes, isNegative)
    : isNegative
      ? 0x3f - header
      : header - 0xc0
  return `${isNegative ? '-' : ''}${digits}E${exponent - digits.length}`
}

function longExponentOf(bytes: Uint8Array, isNegative: boolean): number {
  const turned = Buffer.from(bytes).readInt32BE(1)
  return isNegative ? turned ^ 0x7fffffff : turned ^ -0x80000000
}

function digitsIn(
  bytes: Uint8Array,
  { from, isNegative }: { readonly from: number; readonly isNegative: boolean },
): string {
  let digits = ''
  for (let index = 0; index <= GROUPS_MAX; index += 1) {
    const bit = index * 10
    const at = from + (bit >> 3)
    if (at + 1 >= bytes.length) break
    const pair = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
    const raw = (pair >> (6 - (bit & 7))) & GROUP_MAX
    const group = isNegative ? GROUP_MAX - raw : raw
    if (group <= TERMINATOR_MAX && digits !== '') return digits.slice(0, digits.length - 2 + group)
    const value = group - DIGIT_BASE
    if (value < 0 || value > 999) break
    digits += String(value).padStart(3, '0')
  }
  throw malformedCbor('a number that is not one of a sort key')
}
