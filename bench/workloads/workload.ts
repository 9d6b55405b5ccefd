// What is a workload? Items to begin with, and an endless, seeded stream of operations: every
// engine is given the same ones.

import type { EngineWrite, Range } from '../engines/engine.js'
import type { Item, Key, KeyNames, Value } from '../generators/items.js'

export type Operation =
  | { readonly kind: 'get'; readonly key: Key }
  | { readonly kind: 'query'; readonly range: Range }
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'remove'; readonly key: Key }
  /** Read-modify-write by the client: a get, then a put of what was read with `values` changed. */
  | { readonly kind: 'modify'; readonly key: Key; readonly values: Readonly<Record<string, Value>> }
  | { readonly kind: 'set'; readonly key: Key; readonly values: Readonly<Record<string, Value>> }
  | { readonly kind: 'add'; readonly key: Key; readonly attribute: string; readonly by: number }
  | { readonly kind: 'transact'; readonly writes: readonly EngineWrite[] }

export interface Workload {
  readonly keyNames: KeyNames
  /** The items that make a table of `itemCount` of what was filled in before. */
  fill(itemCount: number): Iterable<Item>
  /** The next operations of a phase, at least so many, going on where the last call ended. */
  operations(phase: string, operationCount: number): readonly Operation[]
  /** Reads of an item, so that neither an engine nor the compiler can skip making it. */
  touch(item: Item): number
}

export const WORKLOAD_NAMES = [
  'orders',
  'ycsb',
  'shopping carts',
  'sessions',
  'leaderboard',
  'sensor ingest',
  'social feed',
] as const
export type WorkloadName = (typeof WORKLOAD_NAMES)[number]
