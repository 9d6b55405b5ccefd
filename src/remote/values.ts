/**
 * Attribute values in normal form, to and from those of `DynamoDBClient`: `{ S: 'x' }`, where numbers are decimal text and binary
 * values are bytes. They are the values that an embedded table takes and gives.
 */

import { numberText, parseNumber } from '../encoding/number.js'
import { orderedSet } from '../encoding/set-order.js'
import { isList, isOwn, isSet, setOwn, typeOf } from '../encoding/value.js'
import { nameNotSent } from '../errors/remote-errors.js'
import {
  type AttributeValue,
  type Item,
  isBinary,
  NumberValue,
  type SetAttribute,
} from '../types/attribute.js'

/** A value of the SDK: one member says its type. */
export interface SdkValue {
  readonly S?: string
  readonly N?: string
  readonly B?: Uint8Array
  readonly BOOL?: boolean
  readonly NULL?: boolean
  readonly M?: SdkMap
  readonly L?: readonly SdkValue[]
  readonly SS?: readonly string[]
  readonly NS?: readonly string[]
  readonly BS?: readonly Uint8Array[]
}

/** An item, a key, or the value of an M. */
export type SdkMap = { readonly [name: string]: SdkValue }

/**
 * An item or a key in normal form, as the SDK takes it.
 *
 * @throws ValidationException for the name `__proto__`, which the SDK would drop
 */
export function sdkMapOf(item: Item): SdkMap {
  const map: Record<string, SdkValue> = {}
  for (const name in item) {
    if (!isOwn(item, name)) continue
    if (name === '__proto__') throw nameNotSent()
    map[name.isWellFormed() ? name : name.toWellFormed()] = sdkValueOf(item[name] ?? null)
  }
  return map
}

/** A value in normal form, as the SDK takes it. Throws as `sdkMapOf` does. */
export function sdkValueOf(value: AttributeValue): SdkValue {
  switch (typeof value) {
    case 'string':
      return { S: value.isWellFormed() ? value : value.toWellFormed() }
    case 'number':
      return { N: numberText(value) }
    case 'bigint':
      return { N: String(value) }
    case 'boolean':
      return { BOOL: value }
    default:
      return sdkObjectOf(value)
  }
}

function sdkObjectOf(value: AttributeValue & (object | null)): SdkValue {
  if (value === null) return { NULL: true }
  if (isList(value)) return { L: value.map(sdkValueOf) }
  if (isBinary(value)) return { B: value }
  if (value instanceof NumberValue) return { N: value.value }
  return isSet(value) ? sdkSetOf(value) : { M: sdkMapOf(value) }
}

function sdkSetOf(set: SetAttribute): SdkValue {
  const members: readonly unknown[] = [...set]
  switch (typeOf(set)) {
    case 'SS':
      return { SS: members as string[] }
    case 'NS':
      return { NS: members.map(member => numberText(member as number | NumberValue)) }
    default:
      return { BS: members as Uint8Array[] }
  }
}

/** What the SDK has answered as an item, in normal form, and nobody else's. */
export function itemOfSdk(map: SdkMap): Item {
  const item: Record<string, AttributeValue> = {}
  for (const name in map) {
    const value = map[name]
    if (value !== undefined) setOwn(item, name, valueOfSdk(value))
  }
  return item
}

function valueOfSdk(value: SdkValue): AttributeValue {
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return parseNumber(value.N)
  if (value.M !== undefined) return itemOfSdk(value.M)
  if (value.L !== undefined) return value.L.map(valueOfSdk)
  if (value.BOOL !== undefined) return value.BOOL
  if (value.NULL !== undefined) return null
  if (value.B !== undefined) return new Uint8Array(value.B)
  if (value.SS !== undefined) return orderedSet(value.SS)
  if (value.NS !== undefined) return orderedSet(value.NS.map(parseNumber))
  return orderedSet((value.BS ?? []).map(bytes => new Uint8Array(bytes)))
}
