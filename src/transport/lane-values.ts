/**
 * Attribute values as clients of the AWS SDK have them, to and from wire form: those of `DynamoDBClient`, whose binary
 * values are bytes, and those of `DynamoDBDocumentClient`, which are JavaScript values. What the SDK would refuse or
 * treat in a way of its own is UNUSUAL.
 *
 * Source: the packages `@aws-sdk/dynamodb-codec` and `@aws-sdk/util-dynamodb`, whose results these are, to the letter.
 */

import { types } from 'node:util'
import { copyOfBytes, describe, membersOf } from '../encoding/caller-values.js'
import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { UNUSUAL, usualList, usualName, usualObject, usualText } from './unusual.js'

/** V8 knows this function in a `for` `in` loop and drops the call. */
const hasOwn = Object.prototype.hasOwnProperty

/** One form of values. */
export interface LaneValues {
  /** A value of a client in wire form; undefined if the client leaves it out. */
  toWire(value: unknown): WireValue | undefined
  /** The same for all members of an object, such as an item. */
  mapToWire(map: unknown): WireMap
  /** All members of an object in the client's form. */
  mapOfWire(map: WireMap): object
}

/** The options of `DynamoDBDocumentClient` that its values depend on. */
export interface TranslateConfig {
  readonly marshallOptions?:
    | {
        readonly convertEmptyValues?: boolean
        readonly removeUndefinedValues?: boolean
        readonly convertTopLevelContainer?: boolean
        readonly allowImpreciseNumbers?: boolean
      }
    | undefined
  readonly unmarshallOptions?:
    | {
        readonly wrapNumbers?: boolean | ((text: string) => unknown)
        readonly convertWithoutMapWrapper?: boolean
      }
    | undefined
}

/** The values of `DynamoDBClient`. */
export const SDK_VALUES: LaneValues = {
  toWire: wireOfSdkValue,
  mapToWire: wireOfSdkMap,
  mapOfWire: sdkMapOfWire,
}

/** The values of a `DynamoDBDocumentClient`; undefined if all of its calls are to be left to the SDK. */
export function documentValues(config: TranslateConfig | undefined): LaneValues | undefined {
  const { marshallOptions = {}, unmarshallOptions = {} } = config ?? {}
  if (marshallOptions.convertTopLevelContainer === false) return undefined
  if (unmarshallOptions.convertWithoutMapWrapper === false) return undefined
  if (unmarshallOptions.wrapNumbers === true) return undefined
  return new DocumentValues(marshallOptions, unmarshallOptions)
}

function wireOfSdkMap(map: unknown): WireMap {
  const wire: Record<string, WireValue> = {}
  const members = usualObject(map)
  for (const name in members) {
    if (!hasOwn.call(members, name)) continue
    const value = members[name]
    if (value !== undefined && value !== null) wire[usualName(name)] = wireOfSdkValue(value)
  }
  return wire
}

function wireOfSdkValue(value: unknown): WireValue {
  const wire: Record<string, unknown> = {}
  const members = usualObject(value)
  for (const type in members) {
    if (!hasOwn.call(members, type)) continue
    const member = members[type]
    if (member !== undefined && member !== null) wire[type] = wireOfSdkMember(type, member)
  }
  return wire
}

function wireOfSdkMember(type: string, member: unknown): unknown {
  switch (type) {
    case 'S':
    case 'N':
      return usualText(member)
    case 'B':
      return base64Of(member)
    case 'BOOL':
    case 'NULL':
      if (typeof member !== 'boolean') throw UNUSUAL
      return member
    case 'SS':
    case 'NS':
      return usualList(member, usualText)
    case 'BS':
      return usualList(member, base64Of)
    case 'L':
      return usualList(member, wireOfSdkValue)
    case 'M':
      return wireOfSdkMap(member)
    default:
      throw UNUSUAL
  }
}

function sdkMapOfWire(map: WireMap): object {
  const result: Record<string, unknown> = {}
  for (const name in map) {
    const value = map[name]
    if (value !== undefined) result[usualName(name)] = sdkValueOfWire(value)
  }
  return result
}

/** Most values are the same in both forms: they are not copied, because the wire form is made for one answer. */
function sdkValueOfWire(value: WireValue): unknown {
  if (value.B !== undefined) return { B: bytesOf(value.B) }
  if (value.BS !== undefined) return { BS: value.BS.map(bytesOf) }
  if (value.L !== undefined) return { L: value.L.map(sdkValueOfWire) }
  if (value.M !== undefined) return { M: sdkMapOfWire(value.M) }
  return value
}

class DocumentValues implements LaneValues {
  readonly #emptyToNull: boolean
  readonly #removeUndefined: boolean
  readonly #allowImprecise: boolean
  readonly #wrapNumber: ((text: string) => unknown) | undefined

  constructor(
    input: NonNullable<TranslateConfig['marshallOptions']>,
    output: NonNullable<TranslateConfig['unmarshallOptions']>,
  ) {
    this.#emptyToNull = input.convertEmptyValues === true
    this.#removeUndefined = input.removeUndefinedValues === true
    this.#allowImprecise = input.allowImpreciseNumbers === true
    this.#wrapNumber = typeof output.wrapNumbers === 'function' ? output.wrapNumbers : undefined
  }

  toWire(value: unknown): WireValue | undefined {
    return value === undefined || typeof value === 'function' ? undefined : this.#toWire(value)
  }

  /** Members without a value are left out here, whatever the options; deeper ones are refused by default. */
  mapToWire(map: unknown): WireMap {
    const wire: Record<string, WireValue> = {}
    if (typeof map !== 'object' || map === null || Array.isArray(map)) throw UNUSUAL
    for (const [name, member] of Object.entries(map)) {
      const value = this.toWire(member)
      if (value !== undefined) wire[usualName(name)] = value
    }
    return wire
  }

  mapOfWire(map: WireMap): object {
    const result: Record<string, unknown> = {}
    for (const name in map) {
      const value = map[name]
      if (value !== undefined) result[usualName(name)] = this.#ofWire(value)
    }
    return result
  }

  #toWire(value: unknown): WireValue {
    switch (typeof value) {
      case 'string':
        if (value === '' && this.#emptyToNull) return { NULL: true }
        return { S: usualText(value) }
      case 'number':
        return { N: this.#numberText(value) }
      case 'bigint':
        return { N: value.toString() }
      case 'boolean':
        return { BOOL: value }
      case 'object':
        return this.#objectToWire(value)
      default:
        throw UNUSUAL
    }
  }

  #objectToWire(value: object | null): WireValue {
    if (value === null) return { NULL: true }
    if (Array.isArray(value)) return { L: this.#listToWire(value) }
    if (isBytes(value)) {
      const B = base64Of(value)
      return B === '' && this.#emptyToNull ? { NULL: true } : { B }
    }
    if (types.isSet(value)) return this.#setToWire(value)
    const members = usualObject(value)
    const wire: Record<string, WireValue> = {}
    for (const name in members) {
      const member = members[name]
      if (this.#isLeftOut(member)) continue
      wire[usualName(name)] = this.#toWire(member)
    }
    return { M: wire }
  }

  #listToWire(list: readonly unknown[]): WireValue[] {
    const wire: WireValue[] = []
    usualList(list, element => {
      if (!this.#isLeftOut(element)) wire.push(this.#toWire(element))
    })
    return wire
  }

  #isLeftOut(value: unknown): boolean {
    return typeof value === 'function' || (value === undefined && this.#removeUndefined)
  }

  /** The SDK goes by the first member; where others differ, it is left to it. */
  #setToWire(set: ReadonlySet<unknown>): WireValue {
    if (describe(set) !== 'an instance of Set') throw UNUSUAL
    const members = membersOf(set)
    const [first] = members
    const type = typeof first
    if (members.length === 0 || members.some(member => typeof member !== type)) throw UNUSUAL
    switch (type) {
      case 'string':
        return { SS: members.map(usualText) }
      case 'number':
        return { NS: members.map(member => this.#numberText(member as number)) }
      case 'bigint':
        return { NS: members.map(String) }
      default:
        return { BS: members.map(base64Of) }
    }
  }

  #numberText(value: number): string {
    const isPrecise = Math.abs(value) <= Number.MAX_SAFE_INTEGER
    if (!isPrecise && !(this.#allowImprecise && Number.isFinite(value))) throw UNUSUAL
    return value.toString()
  }

  #ofWire(value: WireValue): unknown {
    if (value.S !== undefined) return value.S
    if (value.N !== undefined) return this.#numberOf(value.N)
    if (value.M !== undefined) return this.mapOfWire(value.M)
    if (value.L !== undefined) return value.L.map(element => this.#ofWire(element))
    if (value.BOOL !== undefined) return value.BOOL
    if (value.NULL !== undefined) return null
    if (value.B !== undefined) return bytesOf(value.B)
    if (value.SS !== undefined) return new Set(value.SS)
    if (value.NS !== undefined) return new Set(value.NS.map(text => this.#numberOf(text)))
    if (value.BS !== undefined) return new Set(value.BS.map(bytesOf))
    throw UNUSUAL
  }

  #numberOf(text: string): unknown {
    if (this.#wrapNumber !== undefined) return this.#wrapNumber(text)
    const value = Number(text)
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
    if (!/^-?\d+$/.test(text)) throw UNUSUAL
    return BigInt(text)
  }
}

/** The SDK goes by the names of classes; of those that are binary these two are usual, in any realm. */
function isBytes(value: object): value is Uint8Array {
  if (!types.isUint8Array(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Uint8Array.prototype || BINARY_CLASSES.has(describe(value))
}

const BINARY_CLASSES: ReadonlySet<string> = new Set([
  'an instance of Uint8Array',
  'an instance of Buffer',
])

function base64Of(value: unknown): string {
  const bytes = types.isUint8Array(value) ? copyOfBytes(value) : undefined
  if (bytes === undefined) throw UNUSUAL
  return Buffer.from(bytes.buffer, 0, bytes.length).toString('base64')
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
