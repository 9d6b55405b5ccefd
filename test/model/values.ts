/** Values as the naive model sees them: their order, their stored form, and where random ones come from. */

import { Big } from 'big.js'
import {
  type AttributeValue,
  type Item,
  type KeyType,
  type NumberAttribute,
  NumberValue,
} from '../../src/types/attribute.js'
import { copyOf, dataOf } from '../expressions/harness.js'
import type { Random } from '../support/random.js'

export const isNumber = (value: unknown): value is NumberAttribute =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof NumberValue

const decimal = (value: NumberAttribute) => new Big(String(value))

/** The order of two values of one type among S, N and B; undefined for others. */
export function compare(left: unknown, right: unknown): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    return Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'))
  }
  if (isNumber(left) && isNumber(right)) return decimal(left).cmp(decimal(right))
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right)
  return undefined
}

/** A text that equal values share and others do not. */
export function identityOf(value: unknown): string {
  if (typeof value === 'string') return `S${JSON.stringify(value)}`
  if (isNumber(value)) return `N${decimal(value).toFixed().replace(/^-0$/, '0')}`
  if (value instanceof Uint8Array) return `B${Buffer.from(value).toString('hex')}`
  if (value instanceof Set) return `{${[...value].map(identityOf).sort().join()}}`
  if (Array.isArray(value)) return `[${value.map(identityOf).join()}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).map(([name, member]) => {
    return `${JSON.stringify(name)}:${identityOf(member)}`
  })
  return `(${entries.sort().join()})`
}

/** What is read back of a value that was written: shares nothing with it. */
export function stored(value: AttributeValue): AttributeValue {
  if (typeof value === 'string') return value.toWellFormed()
  if (isNumber(value)) return storedNumber(value)
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  if (value instanceof Set) return new Set([...value].map(stored)) as Set<string>
  if (Array.isArray(value)) return value.map(stored)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return dataOf(entries.map(([name, member]) => [name.toWellFormed(), stored(member)] as const))
}

export const storedItem = (item: Item): Item => stored(item) as Item

/** A double if its shortest text says the same, else the decimal text. */
function storedNumber(value: NumberAttribute): number | NumberValue {
  const exact = decimal(value)
  const double = Number(exact.toString())
  if (decimal(double).eq(exact)) return double === 0 ? 0 : double
  return new NumberValue(exact.toFixed())
}

export const sum = (left: NumberAttribute, right: NumberAttribute) =>
  storedNumber(new NumberValue(decimal(left).plus(decimal(right)).toFixed()))

/** Changes everything that can be changed in a value that was returned, or handed in. */
export function scribble(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(0x5a)
  else if (value instanceof Set) value.clear()
  else if (Array.isArray(value)) {
    value.forEach(scribble)
    value.push('scribbled')
  } else if (typeof value === 'object' && value !== null && !(value instanceof NumberValue)) {
    for (const member of Object.values(value)) scribble(member)
    Object.assign(value, { scribbled: true })
  }
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const NUMBERS: readonly NumberAttribute[] = [
  0,
  -0,
  1,
  -1,
  1.5,
  -1.5,
  99,
  100,
  101,
  -100,
  0.1,
  1e-130,
  -1e-130,
  9.99e125,
  2 ** 53,
  10n ** 20n,
  -(10n ** 20n),
  new NumberValue('12345678901234567890123456789012345678'),
  new NumberValue('12345678901234567890123456789012345679'),
  new NumberValue('-0.12345678901234567890123456789012345678'),
  new NumberValue('1.50'),
]
const TEXTS = [
  'a',
  'a\0',
  'aa',
  'ab',
  'b',
  '\0',
  'é',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{1f600}',
  '\ud83d',
  '~',
]
const BINARIES = [
  '\0',
  '\0\0',
  '\x01',
  '\xfe',
  '\xff',
  '\xff\0',
  '\xff\x01',
  '\xff\xff',
  '\xff\xff\xff\xff\xff',
]

/** Values of a key attribute, no two of them equal. */
export function keyPool(type: KeyType, count: number, random: Random): KeyValue[] {
  const pool = new Map<string, KeyValue>()
  const add = (value: KeyValue) => pool.set(identityOf(stored(value)), value)
  const special = type === 'S' ? TEXTS : type === 'N' ? NUMBERS : BINARIES.map(bytesOf)
  for (const value of random.sample<KeyValue>(special, Math.ceil(count / 2))) add(value)
  while (pool.size < count) add(regularKey(type, random))
  return [...pool.values()]
}

export type KeyValue = string | NumberAttribute | Uint8Array

/** Keys as applications have them: long common prefixes, numbers in sequence. */
function regularKey(type: KeyType, random: Random): KeyValue {
  const serial = random.below(1_000_000)
  if (type === 'N') return random.pick([serial, -serial, serial / 100, BigInt(serial)])
  const text = random.pick(['order#2026-11-22#', '', 'order#']) + String(serial).padStart(6, '0')
  return type === 'S' ? text : bytesOf(text)
}

/** The attributes that random items have besides their keys. */
export const NAMES = [
  'a',
  'n',
  't',
  's',
  'l',
  'm',
  '__proto__',
  'constructor',
  'a.b',
  'size',
] as const

/** Most names have a type of their own, so that updates find what they need more often than not. */
export function randomAttribute(name: string, random: Random): AttributeValue {
  if (random.chance(0.1)) return randomValue(random, 2)
  switch (name) {
    case 'n':
      return random.pick<AttributeValue>([
        random.below(100),
        -5,
        0.5,
        7n,
        random.pick(NUMBERS.slice(0, 11)),
      ])
    case 't':
      return 'x'.repeat(random.pick([0, 3, 60, 700]))
    case 's':
      return new Set(random.sample(['a', 'b', 'c', '', 'é'], random.between(1, 4)))
    case 'l':
      return Array.from({ length: random.below(4) }, () => randomValue(random, 1))
    case 'm':
      return randomMap(random, 1)
    default:
      return randomValue(random, 2)
  }
}

function randomMap(random: Random, depth: number): Record<string, AttributeValue> {
  const names = random.sample(['x', 'y', '__proto__', 'toString', 'z\0'], random.below(4))
  return dataOf(names.map(name => [name, randomValue(random, depth)] as const))
}

/** Any value; `depth` is how much deeper it may go. */
export function randomValue(random: Random, depth: number): AttributeValue {
  switch (random.below(depth > 0 ? 10 : 7)) {
    case 0:
      return random.pick(['', 'a', 'ab', 'é€', 'x'.repeat(50), '\u{1f600}'])
    case 1:
      return random.pick(NUMBERS)
    case 2:
      return random.between(-200, 200)
    case 3:
      return random.pick(['', ...BINARIES].map(bytesOf))
    case 4:
      return random.pick([true, false, null])
    case 5:
      return new Set(random.sample([1, 2, 3.5, new NumberValue('12345678901234567890')], 2))
    case 6:
      return new Set(random.sample(BINARIES, 2).map(bytesOf))
    case 7:
      return randomMap(random, depth - 1)
    default:
      return Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1))
  }
}

export { copyOf, dataOf }
