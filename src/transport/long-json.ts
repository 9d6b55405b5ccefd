/**
 * JSON of many megabytes, read a slice in each turn of the event loop: `JSON.parse` would keep all others waiting for
 * as long as it takes to make a million members. Means what `JSON.parse` means, and refuses what it refuses.
 */

import { setOwn } from '../encoding/value.js'
import { endOfTurn } from '../env/timers.js'
import type { AttributeValue } from '../types/attribute.js'

/** Deeper than any request that is not refused for its depth: what is in such a container is read, and not kept. */
const KEPT_DEPTH_MAX = 1000
/** They stand for all containers that are not kept. */
const LIST_NOT_KEPT: unknown[] = []
const MAP_NOT_KEPT: Record<string, unknown> = {}

/** Some ten milliseconds. */
const TOKENS_PER_TURN = 20_000

type Container = Record<string, unknown> | unknown[]

/** What may come next. */
type Expected = 'value' | 'value or end' | 'name' | 'name or end' | 'comma or end' | 'nothing'

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const LEFT_BRACKET = 0x5b
const BACKSLASH = 0x5c
const RIGHT_BRACKET = 0x5d
const LEFT_BRACE = 0x7b
const RIGHT_BRACE = 0x7d

/** A value within another one. */
interface Part {
  /** The name that it stands under; any in a list. */
  name: string
  /** What it takes the place of: the value that was kept under the same name. Undefined if there is none. */
  replaced: unknown
}

/** Is told of all that there is, in the order of the text, and tells what of it to keep. The rest is read, and left out. */
interface KeptParts {
  /** A map or a list begins. */
  begin(isMap: boolean, part: Part): boolean
  /** The innermost of them ends. */
  end(): void
  scalar(value: unknown, part: Part): boolean
}

/** How to read. */
interface Reading {
  readonly kept: KeptParts
  /** Names, values and ends that are read before others have their turn. */
  readonly tokensPerTurn?: number | undefined
}

/**
 * The value of a text.
 *
 * @throws SyntaxError if it is not JSON
 */
export async function parseLongJson(
  text: string,
  { kept, tokensPerTurn = TOKENS_PER_TURN }: Reading,
): Promise<unknown> {
  const reader = new Reader(text, kept)
  while (!reader.read(tokensPerTurn)) await endOfTurn()
  return reader.value
}

class Reader {
  value: unknown
  readonly #text: string
  #at = 0
  #expected: Expected = 'value'
  /** The containers that have begun, the innermost one last. */
  readonly #open: Container[] = []
  /** The one that comes next. */
  readonly #part: Part = { name: '', replaced: undefined }
  readonly #kept: KeptParts

  constructor(text: string, kept: KeptParts) {
    this.#text = text
    this.#kept = kept
  }

  /** Reads up to so many tokens. True once the end is reached. */
  read(tokens: number): boolean {
    for (let count = 0; count < tokens; count += 1) {
      const code = this.#nextCode()
      if (this.#expected === 'nothing') {
        if (this.#at < this.#text.length) throw new SyntaxError('more than one value')
        return true
      }
      this.#token(code)
    }
    return false
  }

  #token(code: number): void {
    const expected = this.#expected
    if (expected === 'comma or end') this.#commaOrEnd(code)
    else if (expected === 'value') this.#readValue(code)
    else if (expected === 'name') this.#readName(code)
    else if (expected === 'name or end') code === RIGHT_BRACE ? this.#close() : this.#readName(code)
    else code === RIGHT_BRACKET ? this.#close() : this.#readValue(code)
  }

  #commaOrEnd(code: number): void {
    const isList = Array.isArray(this.#open.at(-1))
    if (code === COMMA) {
      this.#at += 1
      this.#expected = isList ? 'value' : 'name'
      return
    }
    if (code !== (isList ? RIGHT_BRACKET : RIGHT_BRACE)) throw new SyntaxError('no comma, no end')
    this.#close()
  }

  #readName(code: number): void {
    if (code !== QUOTE) throw new SyntaxError('no name')
    const name = this.#scalar(this.#endOfString()) as string
    this.#part.name = name
    this.#part.replaced = ownMember(this.#open.at(-1), name)
    if (this.#nextCode() !== COLON) throw new SyntaxError('no colon')
    this.#at += 1
    this.#expected = 'value'
  }

  #readValue(code: number): void {
    if (code === LEFT_BRACE) this.#begin(true)
    else if (code === LEFT_BRACKET) this.#begin(false)
    else {
      const value = this.#scalar(code === QUOTE ? this.#endOfString() : this.#endOfWord())
      if (this.#kept.scalar(value, this.#part)) this.#add(value)
      this.#expectMore()
    }
  }

  #begin(isMap: boolean): void {
    this.#at += 1
    const isKept = this.#kept.begin(isMap, this.#part)
    const container =
      isKept && this.#open.length < KEPT_DEPTH_MAX ? newContainer(isMap) : notKept(isMap)
    if (isKept) this.#add(container)
    this.#open.push(container)
    this.#part.replaced = undefined
    this.#expected = isMap ? 'name or end' : 'value or end'
  }

  #close(): void {
    this.#at += 1
    this.#kept.end()
    this.#open.pop()
    this.#expectMore()
  }

  #expectMore(): void {
    this.#part.replaced = undefined
    this.#expected = this.#open.length === 0 ? 'nothing' : 'comma or end'
  }

  /** To the container that is open. */
  #add(value: unknown): void {
    const container = this.#open.at(-1)
    if (container === undefined) this.value = value
    else if (container === LIST_NOT_KEPT || container === MAP_NOT_KEPT) return
    else if (Array.isArray(container)) container.push(value)
    // The name may be `__proto__`. What is set there is of JSON, as attribute values are.
    else {
      setOwn(container as Record<string, AttributeValue>, this.#part.name, value as AttributeValue)
    }
  }

  /** A text, a number, or a word. What it means, and whether it is one, is left to the engine. */
  #scalar(end: number): unknown {
    const value: unknown = JSON.parse(this.#text.slice(this.#at, end))
    this.#at = end
    return value
  }

  #endOfString(): number {
    const text = this.#text
    let end = text.indexOf('"', this.#at + 1)
    while (end !== -1 && this.#isEscaped(end)) end = text.indexOf('"', end + 1)
    if (end === -1) throw new SyntaxError('a text without an end')
    return end + 1
  }

  /** Whether an odd number of backslashes stands before a place. */
  #isEscaped(place: number): boolean {
    let start = place
    while (this.#text.charCodeAt(start - 1) === BACKSLASH) start -= 1
    return (place - start) % 2 === 1
  }

  #endOfWord(): number {
    let end = this.#at
    while (end < this.#text.length && isOfWord(this.#text.charCodeAt(end))) end += 1
    return end
  }

  /** The first one that is no space, from here on. */
  #nextCode(): number {
    let code = this.#text.charCodeAt(this.#at)
    while (isSpace(code)) {
      this.#at += 1
      code = this.#text.charCodeAt(this.#at)
    }
    return code
  }
}

function ownMember(container: Container | undefined, name: string): unknown {
  if (container === undefined || !Object.hasOwn(container, name)) return undefined
  return (container as Record<string, unknown>)[name]
}

function newContainer(isMap: boolean): Container {
  return isMap ? {} : []
}

function notKept(isMap: boolean): Container {
  return isMap ? MAP_NOT_KEPT : LIST_NOT_KEPT
}

function isOfWord(code: number): boolean {
  return !isSpace(code) && code !== COMMA && code !== RIGHT_BRACKET && code !== RIGHT_BRACE
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
