/**
 * Lists of names of attributes by numbers: items travel without names, with the number of the list of those that are no key.
 *
 * Clients keep what numbers mean for as long as they run, also over a new start of the server. So a number comes of the names
 * alone, and never means others: a list that is not known is asked for again, or refused, rather than taken for another one.
 */

import { createHash } from 'node:crypto'
import { tooManyAttributeLists, unknownAttributeList } from '../errors/dax-errors.js'

/** That of the list without names, which clients know without asking. */
const EMPTY_ID = 1
/** UTF-16 code units of all names in all lists. */
const NAMES_LENGTH_MAX = 32 * 1024 * 1024

export class AttributeLists {
  readonly #namesById = new Map<number, readonly string[]>([[EMPTY_ID, []]])
  readonly #idByText = new Map<string, number>([['[]', EMPTY_ID]])
  #length = 0

  /** The number of a list, which is a new one if nobody has asked for these names yet. */
  idOf(names: readonly string[]): number {
    const text = JSON.stringify(names)
    return this.#idByText.get(text) ?? this.#define(text, names)
  }

  /** Throws a `ValidationException` for a number that has not been given to a list. */
  namesOf(id: number): readonly string[] {
    const names = this.#namesById.get(id)
    if (names === undefined) throw unknownAttributeList(id)
    return names
  }

  #define(text: string, names: readonly string[]): number {
    if (this.#length + text.length > NAMES_LENGTH_MAX) throw tooManyAttributeLists()
    this.#length += text.length
    let id = EMPTY_ID
    // Two lists of the same number are so rare that it need only be told apart here.
    for (let attempt = 0; this.#namesById.has(id); attempt += 1) {
      id = createHash('sha256').update(`${attempt}${text}`).digest().readUInt32BE()
    }
    this.#idByText.set(text, id)
    this.#namesById.set(id, [...names])
    return id
  }
}
