/**
 * Items and attribute values as JavaScript values.
 *
 * | DynamoDB | JavaScript |
 * |---|---|
 * | S | string |
 * | N | number; `NumberValue` where a double cannot hold the decimal exactly; bigint is accepted |
 * | B | Uint8Array |
 * | BOOL, NULL | boolean, null |
 * | L | array |
 * | M | plain object |
 * | SS, NS, BS | Set of string, of number (bigint, `NumberValue`), of Uint8Array |
 */

import { showAs } from './inspect.js'

/** The type tags of the service, as they stand on the wire and in messages. */
export type TypeTag = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS'

/** The types that a key attribute may have. */
export type KeyType = 'S' | 'N' | 'B'

/**
 * What every `NumberValue` has, so that copies of this library in one process, as an ES module and as a CommonJS one, take
 * each other's.
 */
export const NUMBER_BRAND: unique symbol = Symbol.for('hashrange.NumberValue.1')

const INTEGER = /^-?\d{1,126}$/

/**
 * A number that a JavaScript double cannot hold exactly: decimal text of up to 38 significant digits, in the
 * service's normal form (plain decimal, no exponent, no needless zeros). Made by `numberOf` in
 * `encoding/number.ts`, or by `new NumberValue(text)` where a caller hands one in: it is brought to normal
 * form when it is written.
 */
export class NumberValue {
  readonly value: string

  static {
    showAs<NumberValue>(NumberValue, 'NumberValue', ({ value }) => ({ title: value, members: {} }))
  }

  constructor(value: string) {
    this.value = value
  }

  /** @internal What other copies of this library know it by. */
  get [NUMBER_BRAND](): true {
    return true
  }

  /** The decimal text. */
  toString(): string {
    return this.value
  }

  /**
   * The integer, exactly: those that are beyond 2^53 come back from the database as a `NumberValue`.
   *
   * @throws RangeError if it is no integer, or is not written as one
   */
  toBigInt(): bigint {
    if (!INTEGER.test(this.value)) throw new RangeError(`${this.value} is no integer`)
    return BigInt(this.value)
  }

  /** JSON has no exact decimals, so the text stands in. */
  toJSON(): string {
    return this.value
  }
}

/** Any N. After normalisation: a number if a double holds the decimal exactly, else a `NumberValue`. */
export type NumberAttribute = number | bigint | NumberValue

export type ScalarAttribute = string | NumberAttribute | Uint8Array | boolean | null

/** A value that a key attribute can have, in normal form. */
export type KeyValue = string | number | NumberValue | Uint8Array

export type SetAttribute =
  | ReadonlySet<string>
  | ReadonlySet<NumberAttribute>
  | ReadonlySet<Uint8Array>

export type AttributeValue =
  | ScalarAttribute
  | SetAttribute
  | readonly AttributeValue[]
  | AttributeMap

export interface AttributeMap {
  readonly [name: string]: AttributeValue
}

/** The top level of an item: attribute names to values. */
export interface Item {
  readonly [name: string]: AttributeValue
}

/**
 * Whether an attribute value is a B. Not by its class: in a realm of its own, such as that of a test runner, `Buffer` is
 * no subclass of `Uint8Array`.
 */
export function isBinary(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value)
}
