/**
 * Items that are passed on as the JSON that they came in: they are cut out of an answer, and put into a request. To make objects of
 * them in between takes longer than all else that is done to copy an item.
 */

import type { WireMap } from '../encoding/wire-value.js'

/** An item as it came. No text by itself: an answer could have one in place of an item. */
export class RawItem {
  /** An object in JSON. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A request of BatchWriteItem, or any other. */
interface Request {
  readonly RequestItems?: Readonly<Record<string, readonly RawWrite[]>>
}

interface RawWrite {
  readonly PutRequest?: { readonly Item: RawItem | WireMap }
}

interface Cut {
  readonly items: readonly RawItem[]
  /** Behind the array. */
  readonly end: number
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const [ARRAY, ARRAY_END] = [0x5b, 0x5d]
const [OBJECT, OBJECT_END] = [0x7b, 0x7d]
const SPACES: readonly number[] = [0x20, 0x09, 0x0a, 0x0d]
const MEMBER = '"Items"'

/**
 * What `JSON.parse` makes of the answer to a scan, but for its `Items`: they are raw. What is wrong within one of them is not seen,
 * and is for whoever is given it to refuse. An answer that is another is parsed whole.
 *
 * @throws SyntaxError if it is no JSON
 */
export function parseWithRawItems(text: string): unknown {
  const start = startOfItems(text)
  const cut = start === undefined ? undefined : itemsFrom(text, start)
  if (start === undefined || cut === undefined) return JSON.parse(text)
  const rest: object = JSON.parse(`${text.slice(0, start)}[]${text.slice(cut.end)}`)
  return { ...rest, Items: cut.items }
}

/** The JSON of a request. Where it puts items by a batch they may be raw. */
export function stringifyWithRawItems(request: Request): string {
  const { RequestItems, ...others } = request
  if (RequestItems === undefined) return JSON.stringify(request)
  const tables = Object.entries(RequestItems).map(
    ([table, writes]) => `${JSON.stringify(table)}:[${writes.map(textOfWrite).join()}]`,
  )
  const members = [`"RequestItems":{${tables.join()}}`, JSON.stringify(others).slice(1, -1)]
  return `{${members.filter(text => text !== '').join()}}`
}

function textOfWrite(write: RawWrite): string {
  const item = write.PutRequest?.Item
  return item instanceof RawItem ? `{"PutRequest":{"Item":${item.text}}}` : JSON.stringify(write)
}

/** Where the array is, or what else is in its place; undefined if the text is no object that has the member. */
function startOfItems(text: string): number | undefined {
  let at = behindSpace(text, 0)
  if (text.charCodeAt(at) !== OBJECT) return undefined
  do {
    const name = behindSpace(text, at + 1)
    if (text.charCodeAt(name) !== QUOTE) return undefined
    const colon = behindSpace(text, endOfString(text, name) + 1)
    if (text.charCodeAt(colon) !== COLON) return undefined
    if (text.startsWith(MEMBER, name)) return behindSpace(text, colon + 1)
    at = endOfMember(text, colon + 1)
  } while (text.charCodeAt(at) === COMMA)
  return undefined
}

/** The elements of an array; undefined if it is none, or not one of objects. */
function itemsFrom(text: string, start: number): Cut | undefined {
  if (text.charCodeAt(start) !== ARRAY) return undefined
  const items: RawItem[] = []
  let at = behindSpace(text, start + 1)
  while (text.charCodeAt(at) === OBJECT) {
    const end = behindBrackets(text, at)
    items.push(new RawItem(text.slice(at, end)))
    at = behindSpace(text, end)
    if (text.charCodeAt(at) === ARRAY_END) return { items, end: at + 1 }
    if (text.charCodeAt(at) !== COMMA) return undefined
    at = behindSpace(text, at + 1)
  }
  const isEmpty = items.length === 0 && text.charCodeAt(at) === ARRAY_END
  return isEmpty ? { items, end: at + 1 } : undefined
}

// Of what has no end the end is that of the text, where nothing is found that may come next.

function behindSpace(text: string, start: number): number {
  let at = start
  while (SPACES.includes(text.charCodeAt(at))) at += 1
  return at
}

/** Where the comma or the bracket is that comes after a member of an object. */
function endOfMember(text: string, start: number): number {
  let at = start
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === COMMA || code === OBJECT_END) break
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OBJECT || code === ARRAY) at = behindBrackets(text, at) - 1
  }
  return at
}

function behindBrackets(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OBJECT || code === ARRAY) depth += 1
    else if (code === OBJECT_END || code === ARRAY_END) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

/** Where the quote is that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start; ; ) {
    at = text.indexOf('"', at + 1)
    if (at === -1) return text.length
    let slashes = at
    while (text.charCodeAt(slashes - 1) === BACKSLASH) slashes -= 1
    // Each second one is escaped by the one before it; one that is left over escapes the quote.
    if ((at - slashes) % 2 === 0) return at
  }
}
