/** The placeholders of one request: those that its expressions share, each with what it stands for. */

import type { WireValue } from '../encoding/wire-value.js'
import { isReservedWord } from '../expressions/reserved-words.js'
import type { EncodedValue } from './expression-node.js'

/** Names that are no longer than a placeholder would be. They stand for themselves, unless they are reserved. */
const SHORT_NAME = /^[A-Za-z][A-Za-z0-9_]?$/
/** What placeholders are of. */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_'

/**
 * Gives names and values their placeholders, the shortest that there are: an expression of 4 KB, which is the most that the
 * service takes, should not become longer on its way.
 */
export class ExpressionNames {
  readonly #names = new Map<string, string>()
  readonly #values = new Map<string, string>()
  readonly #wireValues: [placeholder: string, value: WireValue][] = []

  /** How an attribute name or a member of a map stands in the text. */
  name(name: string): string {
    if (SHORT_NAME.test(name) && !isReservedWord(name.toUpperCase())) return name
    return placeholderOf(this.#names, '#', name)
  }

  /** How a value stands in the text. Equal ones share a placeholder. */
  value({ value, identity }: EncodedValue): string {
    const count = this.#values.size
    const placeholder = placeholderOf(this.#values, ':', identity)
    if (this.#values.size > count) this.#wireValues.push([placeholder, value])
    return placeholder
  }

  /** ExpressionAttributeNames; undefined if there are none, since the service refuses an empty map. */
  names(): Readonly<Record<string, string>> | undefined {
    if (this.#names.size === 0) return undefined
    return Object.fromEntries([...this.#names].map(([name, placeholder]) => [placeholder, name]))
  }

  /** ExpressionAttributeValues; undefined if there are none. */
  values(): Readonly<Record<string, WireValue>> | undefined {
    return this.#wireValues.length === 0 ? undefined : Object.fromEntries(this.#wireValues)
  }
}

function placeholderOf(known: Map<string, string>, sign: string, what: string): string {
  const found = known.get(what)
  if (found !== undefined) return found
  const placeholder = sign + wordOf(known.size)
  known.set(what, placeholder)
  return placeholder
}

/** The words in the order of their lengths: 63 of one character, then those of two. */
function wordOf(ordinal: number): string {
  const digit = DIGITS.charAt(ordinal % DIGITS.length)
  return ordinal < DIGITS.length ? digit : wordOf(Math.floor(ordinal / DIGITS.length) - 1) + digit
}
