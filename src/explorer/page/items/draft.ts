/**
 * An item while it is edited: in it there may be what an item can't have, such as two attributes of one name, for as long as
 * somebody types.
 */

import type { Attribute, Item } from './attribute.js'

/** A value while it is edited. */
export type Draft =
  | { readonly type: 'S' | 'N' | 'B'; readonly text: string }
  | { readonly type: 'BOOL'; readonly value: boolean }
  | { readonly type: 'NULL' }
  | { readonly type: 'SS' | 'NS' | 'BS'; readonly texts: readonly string[] }
  | { readonly type: 'L'; readonly entries: readonly Draft[] }
  | MapDraft

/** A map, or all of an item. */
export interface MapDraft {
  readonly type: 'M'
  readonly entries: readonly NamedDraft[]
}

/** An attribute of a map. */
export interface NamedDraft {
  readonly name: string
  readonly draft: Draft
}

/** The types of values, and what they are in words. */
export const TYPE_WORDS: readonly (readonly [Draft['type'], string])[] = [
  ['S', 'text'],
  ['N', 'number'],
  ['BOOL', 'true or false'],
  ['NULL', 'null'],
  ['B', 'binary'],
  ['L', 'list'],
  ['M', 'map'],
  ['SS', 'set of texts'],
  ['NS', 'set of numbers'],
  ['BS', 'set of binaries'],
]

/** An item as it is edited. */
export function draftOfItem(item: Item): MapDraft {
  const entries = Object.entries(item).map(([name, value]) => ({ name, draft: draftOf(value) }))
  return { type: 'M', entries }
}

/**
 * The item that has been edited.
 *
 * @throws Error with a text for whoever edits it, if there can be no such item
 */
export function itemOfDraft({ entries }: MapDraft): Item {
  const names = new Set<string>()
  for (const { name } of entries) {
    if (names.has(name)) throw new Error(`There are two attributes of the name ${name}.`)
    names.add(name)
  }
  return Object.fromEntries(entries.map(({ name, draft }) => [name, attributeOfDraft(draft, name)]))
}

/** A value of a type to begin with, with as much of what there was as it can have. */
export function draftOfType(type: Draft['type'], before?: Draft): Draft {
  const text = before !== undefined && 'text' in before ? before.text : ''
  switch (type) {
    case 'S':
    case 'N':
      return { type, text }
    case 'B':
      return { type, text: '' }
    case 'BOOL':
      return { type, value: text === 'true' }
    case 'NULL':
      return { type }
    case 'SS':
    case 'NS':
    case 'BS':
      return { type, texts: before !== undefined && 'texts' in before ? before.texts : [text] }
    case 'L':
      return { type, entries: before?.type === 'M' ? before.entries.map(({ draft }) => draft) : [] }
    case 'M':
      return { type, entries: [] }
  }
}

/** What somebody has typed as JSON may be anything. */
function draftOf(attribute: Attribute): Draft {
  if (typeof attribute !== 'object' || attribute === null) {
    throw new Error(`${attribute} is no value with its type, such as { "S": "text" }.`)
  }
  if ('S' in attribute) return { type: 'S', text: attribute.S }
  if ('N' in attribute) return { type: 'N', text: attribute.N }
  if ('B' in attribute) return { type: 'B', text: attribute.B }
  if ('BOOL' in attribute) return { type: 'BOOL', value: attribute.BOOL }
  if ('NULL' in attribute) return { type: 'NULL' }
  if ('SS' in attribute) return { type: 'SS', texts: attribute.SS }
  if ('NS' in attribute) return { type: 'NS', texts: attribute.NS }
  if ('BS' in attribute) return { type: 'BS', texts: attribute.BS }
  if ('L' in attribute) return { type: 'L', entries: attribute.L.map(draftOf) }
  if (typeof attribute.M === 'object' && attribute.M !== null) return draftOfItem(attribute.M)
  const shown = JSON.stringify(attribute).slice(0, 60)
  throw new Error(`${shown} is no value with its type, such as { "S": "text" }.`)
}

function attributeOfDraft(draft: Draft, place: string): Attribute {
  switch (draft.type) {
    case 'S':
      return { S: draft.text }
    case 'N':
      return { N: numberOf(draft.text, place) }
    case 'B':
      return { B: binaryOf(draft.text, place) }
    case 'BOOL':
      return { BOOL: draft.value }
    case 'NULL':
      return { NULL: true }
    case 'SS':
      return { SS: draft.texts }
    case 'NS':
      return { NS: draft.texts.map(text => numberOf(text, place)) }
    case 'BS':
      return { BS: draft.texts.map(text => binaryOf(text, place)) }
    case 'L':
      return { L: draft.entries.map((entry, n) => attributeOfDraft(entry, `${place}[${n}]`)) }
    case 'M':
      return { M: itemOfDraft(draft) }
  }
}

/** Whether the server can keep so many digits, it says itself. */
function numberOf(text: string, place: string): string {
  const number = text.trim()
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(number)) {
    throw new Error(`${place}: ${text === '' ? 'nothing' : text.slice(0, 60)} is not a number.`)
  }
  return number
}

function binaryOf(text: string, place: string): string {
  const base64 = text.replaceAll(/\s/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) {
    throw new Error(`${place}: this is not base64.`)
  }
  return base64
}
