/**
 * The names of the key attributes of tables, as calls tell them: one that has a Key and was not refused has those of its table,
 * so nobody need be asked. What is put into a table before its names are known waits until they are.
 */

import type { WireMap } from '../encoding/wire-value.js'

/** Of one table. What was put longest ago is forgotten first, as if it had never been cached. */
const WAITING_MAX = 1_000

export class KeyNames {
  readonly #names = new Map<string, readonly string[]>()
  readonly #waiting = new Map<string, (() => void)[]>()

  /** The key of an item; undefined if it is not known which of its attributes are the key. */
  keyOf(table: string, item: WireMap): WireMap | undefined {
    const names = this.#names.get(table)
    if (names === undefined) return undefined
    const key: Record<string, WireMap[string]> = {}
    for (const name of names) {
      const value = Object.hasOwn(item, name) ? item[name] : undefined
      if (value === undefined) return undefined
      key[name] = value
    }
    return key
  }

  isKnown(table: string): boolean {
    return this.#names.has(table)
  }

  /** A call with this key was not refused. What waits for it is done, in its order. */
  learn(table: string, key: WireMap): void {
    const names = Object.keys(key)
    const known = this.#names.get(table)
    if (known?.length === names.length && known.every(name => Object.hasOwn(key, name))) return
    this.#names.set(table, names)
    const waiting = this.#waiting.get(table) ?? []
    this.#waiting.delete(table)
    for (const run of waiting) run()
  }

  /** An item without the attributes that were the key has been put: the table is another one. */
  forget(table: string): void {
    this.#names.delete(table)
  }

  whenKnown(table: string, run: () => void): void {
    const waiting = this.#waiting.get(table) ?? []
    this.#waiting.set(table, waiting)
    waiting.push(run)
    if (waiting.length > WAITING_MAX) waiting.shift()
  }

  /** Drops all that waits. */
  clear(): void {
    this.#waiting.clear()
  }
}
