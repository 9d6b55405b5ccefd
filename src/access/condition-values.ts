/** Values that conditions compare other than as texts: numbers, times, addresses and bytes. Undefined stands for what is none. */

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
/** ISO 8601 as W3C's note on dates and times has it: a year, a month, a day, or a time with its zone. */
const TIME = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/
const SECONDS = /^-?\d{5,}$/

export function numberOf(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined
}

/** Milliseconds since 1970, of a text in ISO 8601 or of seconds. A time without a zone is UTC. */
export function timeOf(text: string): number | undefined {
  if (SECONDS.test(text)) return Number(text) * 1000
  const [, , , time, , , zone] = TIME.exec(text) ?? []
  if (!TIME.test(text)) return undefined
  const milliseconds = Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}

/** Bytes in base64, written the one way that there is for them. */
export function binaryOf(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  return Buffer.from(text, 'base64').toString('base64')
}

/** A range of addresses. */
interface AddressRange {
  readonly address: Uint8Array
  readonly bits: number
}

/** An address of version 4 or 6, or a range of them in CIDR notation. */
export function addressRangeOf(text: string): AddressRange | undefined {
  const [addressText = '', bitsText, ...more] = text.split('/')
  const address = addressOf(addressText)
  if (address === undefined || more.length > 0) return undefined
  const bitsMax = address.length * 8
  if (bitsText === undefined) return { address, bits: bitsMax }
  const bits = Number(bitsText)
  return /^\d{1,3}$/.test(bitsText) && bits <= bitsMax ? { address, bits } : undefined
}

/** Whether an address, as `addressOf` has it, is in a range. */
export function isInRange(one: Uint8Array, { address, bits }: AddressRange): boolean {
  if (one.length !== address.length) return false
  for (let place = 0; place * 8 < bits; place += 1) {
    const mask = (0xff << Math.max(0, 8 - (bits - place * 8))) & 0xff
    if ((((one[place] ?? 0) ^ (address[place] ?? 0)) & mask) !== 0) return false
  }
  return true
}

/** Four bytes or sixteen. An address of version 4 written as one of version 6 is the same. */
export function addressOf(text: string): Uint8Array | undefined {
  if (!text.includes(':')) return addressOfVersion4(text)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1]
  return mapped === undefined ? addressOfVersion6(text) : addressOfVersion4(mapped)
}

function addressOfVersion4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  const isAddress = parts.length === 4 && parts.every(part => /^\d{1,3}$/.test(part) && +part < 256)
  return isAddress ? Uint8Array.from(parts, Number) : undefined
}

function addressOfVersion6(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map(half => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return Uint8Array.from(
    groups.flatMap(group => {
      const number = Number.parseInt(group, 16)
      return [number >> 8, number & 0xff]
    }),
  )
}
