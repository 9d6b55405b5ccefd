/**
 * What tables hold, as plain data in a stable order that prints well: for snapshots of test runners. Tables come by name, items
 * in the order of their keys rather than of hashes, attributes by name, members of sets in order; binary values are short texts.
 */

import { compareBytes, compareStrings } from '../encoding/value.js'
import { notATable } from '../errors/recording-errors.js'
import { atDoor } from '../errors/stack.js'
import { type AttributeValue, type Item, isBinary, NUMBER_BRAND } from '../types/attribute.js'
import type { KeySchema } from '../types/table.js'

/** What is read of a table. */
export interface SnapshotTable {
  readonly name: string
  scan(): Iterable<object>
  describe(): { readonly keySchema: KeySchema }
}

/** What is read of a database. */
export interface SnapshotDatabase {
  tables(): string[]
  table(name: string): SnapshotTable
}

/** An item as plain data: attributes by name. */
export type ItemSnapshot = Readonly<Record<string, unknown>>

/** Bytes of binary values that are shown. */
const BYTES_SHOWN = 24

/**
 * All items of a table, or of all tables of a database by their names, as data that is the same whenever they are:
 *
 * ```ts
 * expect(snapshotOf(db)).toMatchSnapshot()
 * ```
 *
 * Numbers are numbers, and texts where those can't hold them; sets are `Set`s with their members in order; of a long binary value
 * there are the first bytes and the length.
 *
 * @throws ValidationException if it is neither
 */
export function snapshotOf(table: SnapshotTable): readonly ItemSnapshot[]
export function snapshotOf(
  database: SnapshotDatabase,
): Readonly<Record<string, readonly ItemSnapshot[]>>
export function snapshotOf(
  source: SnapshotTable | SnapshotDatabase,
): readonly ItemSnapshot[] | Readonly<Record<string, readonly ItemSnapshot[]>> {
  return atDoor(snapshotOf as (source: never) => unknown, () => {
    if (hasMethod(source, 'scan')) return itemsOf(source as SnapshotTable)
    if (!hasMethod(source, 'tables')) throw notATable('snapshotOf')
    const database = source as SnapshotDatabase
    const names = [...database.tables()].sort(compareStrings)
    return Object.fromEntries(names.map(name => [name, itemsOf(database.table(name))]))
  })
}

/** The items of a table in the order of their keys. */
export function sortedItemsOf(table: SnapshotTable): readonly Item[] {
  const { partitionKey, sortKey } = table.describe().keySchema
  const names = sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name]
  const items = [...table.scan()] as Item[]
  return items.sort((a, b) => {
    for (const name of names) {
      const order = compareValues(a[name], b[name])
      if (order !== 0) return order
    }
    return 0
  })
}

/** A value as plain data. */
export function shownValue(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (isBinary(value)) return shownBytes(value)
  if (NUMBER_BRAND in value) return String(value)
  if (Array.isArray(value)) return value.map(shownValue)
  if (Symbol.iterator in value) return shownSet(value as Iterable<AttributeValue>)
  const names = Object.keys(value).sort(compareStrings)
  return Object.fromEntries(
    names.map(name => [name, shownValue((value as Readonly<Record<string, unknown>>)[name])]),
  )
}

function itemsOf(table: SnapshotTable): readonly ItemSnapshot[] {
  return sortedItemsOf(table).map(item => shownValue(item) as ItemSnapshot)
}

function shownSet(set: Iterable<AttributeValue>): ReadonlySet<unknown> {
  return new Set([...set].sort(compareValues).map(shownValue))
}

function shownBytes(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, BYTES_SHOWN)).toString('base64')
  return bytes.length > BYTES_SHOWN
    ? `<binary ${shown}… ${bytes.length} bytes>`
    : `<binary ${shown}>`
}

/** Of values of one type among strings, numbers and bytes. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
  if (isBinary(a) && isBinary(b)) return compareBytes(a, b)
  const difference = Number(a) - Number(b)
  if (difference !== 0) return difference
  // Numbers that a double does not tell apart.
  return integerOf(a) < integerOf(b) ? -1 : integerOf(a) > integerOf(b) ? 1 : 0
}

function integerOf(value: unknown): bigint {
  const text = String(value)
  return /^-?\d+$/.test(text) ? BigInt(text) : 0n
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'
  )
}
