/**
 * What a value of a caller is, and what it holds, whatever realm or class it is of. A caller's object can run code of the
 * caller wherever it is touched: a getter, a Proxy, a subclass with an iterator of its own. So it is asked by what the
 * language itself keeps of it and not by its class, each part of it is read once, and what is read is a copy.
 */

import { types } from 'node:util'
import { shortened } from '../errors/shortened.js'
import { NUMBER_BRAND } from '../types/attribute.js'

/** UTF-16 code units of a text that is shown where it is no value. */
const SHOWN_LENGTH_MAX = 200

const { getPrototypeOf, getOwnPropertyDescriptor } = Object
/** Those of the language, which no subclass can have replaced. */
const eachMember = Set.prototype.forEach
const setBytes = Uint8Array.prototype.set
const byteLength = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), 'length')
  ?.get as () => number

/** Whether a value is an object as a literal makes it, here or in another realm, such as that of a test runner. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: object | null = getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  return getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

/** The bytes of a Uint8Array, copied: whoever holds it may change it later. Undefined if it has lost them. */
export function copyOfBytes(value: Uint8Array): Uint8Array | undefined {
  const copy = new Uint8Array(byteLength.call(value))
  try {
    setBytes.call(copy, value)
  } catch {
    return undefined // its buffer is detached, or shrinks
  }
  return copy
}

/** The members of a Set, as a new list. */
export function membersOf(set: ReadonlySet<unknown>): unknown[] {
  const members: unknown[] = []
  const add = (member: unknown): void => {
    members[members.length] = member
  }
  eachMember.call(set as Set<unknown>, add)
  return members
}

/** The text of a `NumberValue` of any copy of this library in the process. Undefined if the value is none. */
export function textOfNumber(value: object): string | undefined {
  if (!(NUMBER_BRAND in value)) return undefined
  const { value: text } = value as { readonly value?: unknown }
  return typeof text === 'string' ? text : undefined
}

/** What a value is, for a message. Runs no code of the caller. */
export function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object' || value === null) return shortened(String(value), SHOWN_LENGTH_MAX)
  if (types.isProxy(value)) return 'a Proxy'
  if (isPlainObject(value)) return 'a plain object'
  const name = classNameOf(value)
  if (name === undefined) return 'an object'
  if (name === 'Object') return 'an object that inherits from another'
  return isWhatItSays(name, value) ? `an instance of ${name}` : `an object that imitates ${name}`
}

/** Whether it has what the language, or this library, gives instances of a class: a prototype alone does not. */
function isWhatItSays(name: string, value: object): boolean {
  switch (name) {
    case 'Set':
      return types.isSet(value)
    case 'Uint8Array':
    case 'Buffer':
      return types.isUint8Array(value)
    case 'NumberValue':
      return textOfNumber(value) !== undefined
    default:
      return true
  }
}

function classNameOf(value: object): string | undefined {
  let holder: object | null = getPrototypeOf(value)
  while (holder !== null && !types.isProxy(holder)) {
    const made: unknown = getOwnPropertyDescriptor(holder, 'constructor')?.value
    if (typeof made === 'function' && !types.isProxy(made)) {
      const name: unknown = getOwnPropertyDescriptor(made, 'name')?.value
      return typeof name === 'string' && name !== '' ? name : undefined
    }
    holder = getPrototypeOf(holder)
  }
  return undefined
}

/** Whether a value can be iterated, as an array, a set or a generator. */
export function isIterable(value: unknown): boolean {
  return value !== null && value !== undefined && Symbol.iterator in Object(value)
}
