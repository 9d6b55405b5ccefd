/**
 * Items in the form of which copies are soonest made. All items with the same attributes share a shape; what is an item's own is a
 * flat list of values. A copy begins as a copy of an empty object of that shape, so that it does not grow attribute by attribute.
 */

import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { copiedValue } from './commands.js'

/** How a value is copied: text by its type, a flag, a map by its own stencil, a list of texts, and what is seldom as it comes. */
type Kind = 'S' | 'N' | 'BOOL' | 'M' | 'texts' | 'other'

interface Shape {
  readonly names: readonly string[]
  readonly kinds: readonly Kind[]
  /** Has all names, with nothing under them. */
  readonly empty: Readonly<Record<string, unknown>>
}

/** An item, or a map in it. */
export interface Stencil {
  readonly shape: Shape
  /** By kind: string, boolean, Stencil, array of strings, or WireValue. */
  readonly values: readonly unknown[]
}

/** Characters of the names of all shapes that are remembered: each is some bytes, with what holds it. */
const CHARACTERS_MAX = 512 * 1024
const shapes = new Map<string, Shape>()
let characters = 0

/** Of an item in wire form, whose texts it shares. */
export function stencilOf(map: WireMap): Stencil {
  const names = Object.keys(map)
  const kinds: Kind[] = []
  const values: unknown[] = []
  for (const name of names) {
    const value = map[name] as WireValue
    const kind = kindOf(value)
    kinds.push(kind)
    values.push(ownOf(kind, value))
  }
  return { shape: shapeOf(names, kinds), values }
}

/** A new item as a plain client has it. It shares nothing that can be changed with any other. */
export function copyOfStencil({ shape, values }: Stencil): Record<string, object> {
  const { names, kinds, empty } = shape
  const copy = { ...empty } as Record<string, object>
  for (let index = 0; index < names.length; index++) {
    copy[names[index] as string] = copyOfValue(kinds[index] as Kind, values[index])
  }
  return copy
}

function copyOfValue(kind: Kind, value: unknown): object {
  switch (kind) {
    case 'S':
      return { S: value }
    case 'N':
      return { N: value }
    case 'BOOL':
      return { BOOL: value }
    case 'M':
      return { M: copyOfStencil(value as Stencil) }
    case 'texts':
      return { L: (value as readonly string[]).map(text => ({ S: text })) }
    case 'other':
      return copiedValue(value as WireValue)
  }
}

function kindOf(value: WireValue): Kind {
  if (value.S !== undefined) return 'S'
  if (value.N !== undefined) return 'N'
  if (value.BOOL !== undefined) return 'BOOL'
  if (value.M !== undefined) return 'M'
  return value.L?.every(({ S }) => S !== undefined) === true ? 'texts' : 'other'
}

function ownOf(kind: Kind, value: WireValue): unknown {
  switch (kind) {
    case 'M':
      return stencilOf(value.M as WireMap)
    case 'texts':
      return value.L?.map(({ S }) => S)
    case 'other':
      return value
    default:
      return value[kind]
  }
}

function shapeOf(names: readonly string[], kinds: readonly Kind[]): Shape {
  const text = names.map((name, index) => `${kinds[index]}${name.length}:${name}`).join('')
  const known = shapes.get(text)
  if (known !== undefined) return known
  characters += text.length
  if (characters > CHARACTERS_MAX) {
    shapes.clear()
    characters = text.length
  }
  // The names are data: one of them may be `__proto__`.
  const empty = Object.fromEntries(names.map(name => [name, null]))
  const shape = { names, kinds, empty }
  shapes.set(text, shape)
  return shape
}
