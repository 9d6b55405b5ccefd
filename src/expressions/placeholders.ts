/**
 * ExpressionAttributeNames and ExpressionAttributeValues of one request. Several expressions may use them; what none
 * of them uses is refused at the end.
 * Source: DynamoDB developer guide, "Expression attribute names" and "Expression attribute values".
 */

import { stringSize, valueSize } from '../encoding/size.js'
import { ownValue } from '../encoding/value.js'
import {
  emptyPlaceholders,
  invalidPlaceholder,
  placeholdersTooLarge,
  placeholderTooLong,
  unusedPlaceholders,
} from '../errors/expression-errors.js'
import { attributeNameTooLarge, emptyAttributeName } from '../errors/value-errors.js'
import type { AttributeValue } from '../types/attribute.js'
import { ATTRIBUTE_NAME_SIZE_MAX, PLACEHOLDERS_SIZE_MAX } from '../types/limits.js'
import type { Tree } from './ast.js'
import { isWord } from './lexer.js'

/** The maps as the request has them. Values are in normal form. */
export interface PlaceholderMaps {
  /** `#name` to the name of an attribute. */
  readonly names?: Readonly<Record<string, string>> | undefined
  /** `:value` to an attribute value. */
  readonly values?: Readonly<Record<string, AttributeValue>> | undefined
}

/** Bytes of a placeholder with its sign. */
const PLACEHOLDER_SIZE_MAX = 255
const BYTES_PER_UNIT_MAX = 3
const KEYS_UNWEIGHED_MAX = 500
const UNITS_UNWEIGHED_MAX = 1000
const HASH = 0x23
const COLON = 0x3a

export class Placeholders {
  readonly #names: Readonly<Record<string, string>> | undefined
  readonly #values: Readonly<Record<string, AttributeValue>> | undefined
  readonly #nameKeys: readonly string[]
  readonly #valueKeys: readonly string[]
  /** The expressions that were compiled with these placeholders: one to three. */
  readonly #users: Tree[] = []

  /** Throws a `ValidationException` if a map is empty or too large, or has a key that is no placeholder. */
  constructor({ names, values }: PlaceholderMaps) {
    this.#names = names
    this.#values = values
    this.#nameKeys = names === undefined ? NO_KEYS : Object.keys(names)
    this.#valueKeys = values === undefined ? NO_KEYS : Object.keys(values)
    if (names !== undefined) checkNames(names, this.#nameKeys)
    if (values !== undefined) {
      checkKeys('ExpressionAttributeValues', this.#valueKeys)
      checkSizeOfValues(values, this.#valueKeys)
    }
  }

  /** Counts all placeholders of the expression as used, defined or not. */
  use(tree: Tree): void {
    this.#users.push(tree)
  }

  /** The attribute name of a `#name`. */
  name(placeholder: string): string | undefined {
    if (this.#names === undefined || !Object.hasOwn(this.#names, placeholder)) return undefined
    return this.#names[placeholder]
  }

  /** The value of a `:value`. */
  value(placeholder: string): AttributeValue | undefined {
    return this.#values === undefined ? undefined : ownValue(this.#values, placeholder)
  }

  /** Bytes of all values, without their placeholders. */
  get valueBytes(): number {
    const values = this.#values ?? {}
    return this.#valueKeys.reduce((bytes, key) => bytes + valueSize(values[key] ?? null), 0)
  }

  /** Throws a `ValidationException` if a name, or else a value, is used by no expression. */
  refuseUnused(): void {
    const unusedNames = this.#unused(this.#nameKeys, 'names')
    if (unusedNames.length > 0) throw unusedPlaceholders('ExpressionAttributeNames', unusedNames)
    const unusedValues = this.#unused(this.#valueKeys, 'values')
    if (unusedValues.length > 0) throw unusedPlaceholders('ExpressionAttributeValues', unusedValues)
  }

  #unused(keys: readonly string[], sort: 'names' | 'values'): readonly string[] {
    // What an expression uses is defined, or it has been refused: equal counts mean equal sets.
    for (const user of this.#users) if (user[sort].length === keys.length) return NO_KEYS
    if (keys.length === 0) return NO_KEYS
    const used = new Set(this.#users.flatMap(user => user[sort]))
    return keys.filter(key => !used.has(key))
  }
}

/** Throws a `ValidationException` if the placeholders alone are too large, or one of them is none, whatever they stand for. */
export function refuseTooManyValues(keys: readonly string[]): void {
  let bytes = 0
  for (const key of keys) bytes += key.length
  if (bytes <= PLACEHOLDERS_SIZE_MAX) return
  checkKeys('ExpressionAttributeValues', keys)
  throw placeholdersTooLarge('ExpressionAttributeValues')
}

const NO_KEYS: readonly string[] = []

function checkNames(names: Readonly<Record<string, string>>, keys: readonly string[]): void {
  checkKeys('ExpressionAttributeNames', keys)
  let unitCount = 0
  for (const key of keys) {
    const name = names[key] ?? ''
    unitCount += key.length + name.length
    if (name === '') throw emptyAttributeName()
    if (name.length * 3 > ATTRIBUTE_NAME_SIZE_MAX) {
      if (Buffer.byteLength(name) > ATTRIBUTE_NAME_SIZE_MAX) throw attributeNameTooLarge()
    }
  }
  if (unitCount * BYTES_PER_UNIT_MAX <= PLACEHOLDERS_SIZE_MAX) return
  if (unitCount > PLACEHOLDERS_SIZE_MAX) throw placeholdersTooLarge('ExpressionAttributeNames')
  let bytes = 0
  for (const key of keys) bytes += stringSize(key) + stringSize(names[key] ?? '')
  if (bytes > PLACEHOLDERS_SIZE_MAX) throw placeholdersTooLarge('ExpressionAttributeNames')
}

/** Few short scalars, which most requests have, are not weighed. */
function checkSizeOfValues(
  values: Readonly<Record<string, AttributeValue>>,
  keys: readonly string[],
): void {
  if (keys.length <= KEYS_UNWEIGHED_MAX && keys.every(key => isShort(values[key]))) return
  let bytes = 0
  for (const key of keys) bytes += stringSize(key) + valueSize(values[key] ?? null)
  if (bytes > PLACEHOLDERS_SIZE_MAX) throw placeholdersTooLarge('ExpressionAttributeValues')
}

/** With its placeholder less than 4 KB, so that as many as are not weighed have less than 2 MB. */
function isShort(value: AttributeValue | undefined): boolean {
  if (typeof value === 'string') return value.length <= UNITS_UNWEIGHED_MAX
  return typeof value !== 'object' || value === null
}

function checkKeys(
  map: 'ExpressionAttributeNames' | 'ExpressionAttributeValues',
  keys: readonly string[],
): void {
  if (keys.length === 0) throw emptyPlaceholders(map)
  const sign = map === 'ExpressionAttributeNames' ? HASH : COLON
  for (const key of keys) {
    if (key.charCodeAt(0) !== sign || !isWord(key, 1)) throw invalidPlaceholder(map, key)
    if (key.length > PLACEHOLDER_SIZE_MAX) throw placeholderTooLong(map, key)
  }
}
