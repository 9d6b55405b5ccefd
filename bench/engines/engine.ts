// What must an engine be able to do to take part? The operations that the workloads are made of,
// in the terms all of them share: a table with a partition key and a sort key.

import type { Item, Key, KeyNames, Value } from '../generators/items.js'

export const ENGINE_NAMES = [
  'hashrange',
  'hashrange-before',
  'hashrange-log',
  'lmdb',
  'sqlite',
  'ceiling',
] as const
export type EngineName = (typeof ENGINE_NAMES)[number]

export interface EngineOptions {
  readonly keyNames: KeyNames
  /** An empty directory of the engine's own. */
  readonly directory: string
}

/** Consecutive items of one partition key, upwards from `from` or, reversed, downwards from it. */
export interface Range {
  readonly partition: string
  readonly from: string
  readonly limit: number
  readonly reverse?: boolean | undefined
}

export type EngineWrite =
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'remove'; readonly key: Key }

/**
 * Reads answer at once, and see every earlier write. Writes are called within the body of
 * `group`, and are acknowledged when the promise of `group` resolves.
 */
export interface Engine {
  readonly name: EngineName
  get(key: Key): Item | undefined
  query(range: Range): readonly Item[]
  put(item: Item): void
  remove(key: Key): void
  /** Sets attributes of an item that exists. */
  set(key: Key, values: Readonly<Record<string, Value>>): void
  /** Adds to a number attribute of an item that exists. */
  add(key: Key, attribute: string, by: number): void
  /** All of the writes or none, also when other groups run beside this one. */
  transact(writes: readonly EngineWrite[]): void
  /** One client's operation, or those of many clients at once: the engine may batch the writes. */
  group(body: () => void): Promise<void>
  /** Puts by the engine's fastest way for many items without interest in each. */
  putAll(items: readonly Item[]): Promise<void>
  /** Waits for what the engine does beside its answers, where there is such a thing. */
  settle?(): Promise<void>
  /** Bytes in files. */
  diskBytes(): number
  /** A copy that shares nothing that can be written, where the engine has such a thing. */
  fork?(): Promise<Engine>
  close(): Promise<void>
}

/** The text of a key attribute. */
export function keyText(item: Item, attribute: string): string {
  const value = item[attribute]
  if (typeof value !== 'string') throw new TypeError(`${attribute} is not a string`)
  return value
}

export function numberOf(item: Item, attribute: string): number {
  const value = item[attribute]
  if (typeof value !== 'number') throw new TypeError(`${attribute} is not a number`)
  return value
}

/** The item to change; the workloads change only what exists. */
export function existing(item: Item | undefined, key: Key): Item {
  if (item === undefined) throw new Error(`no item ${key.partition} ${key.sort}`)
  return item
}
