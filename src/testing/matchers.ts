/** Matchers for `expect.extend` of vitest and of jest, whose failures say what there is instead. */

import { notARecording, notATable } from '../errors/recording-errors.js'
import type { SnapshotTable } from './snapshot.js'
import { shownValue, sortedItemsOf } from './snapshot.js'

/** What units a run may have consumed. What is left out may be any. */
export interface ConsumedExpectation {
  /** Read capacity units, exactly. */
  readonly read?: number | undefined
  /** Write capacity units, exactly. */
  readonly write?: number | undefined
  readonly atMost?:
    | {
        /** Read capacity units. */
        readonly read?: number | undefined
        /** Write capacity units. */
        readonly write?: number | undefined
      }
    | undefined
}

/**
 * The types of the matchers. In the module of vitest, `Matchers` is declared to extend it, and in the global namespace of jest:
 *
 * ```ts
 * interface Matchers<T> extends HashrangeMatchers<T> {} // vitest
 * interface Matchers<R, T> extends HashrangeMatchers<R> {} // jest
 * ```
 */
export interface HashrangeMatchers<Result> {
  /** The table has an item with this key, and with these attributes if they are given; it may have others. */
  toHaveItem(key: object, attributes?: object): Result
  /** The calls of the recording have consumed so many capacity units. */
  toHaveConsumed(expected: ConsumedExpectation): Result
}

/** What a test runner hands to a matcher. */
interface MatcherContext {
  readonly isNot?: boolean | undefined
  equals(a: unknown, b: unknown): boolean
  readonly utils: {
    printExpected(value: unknown): string
    printReceived(value: unknown): string
    diff(a: unknown, b: unknown): string | null | undefined
  }
}

interface Outcome {
  readonly pass: boolean
  message(): string
}

interface MatchedTable extends SnapshotTable {
  get(key: object): object | undefined
}

/** Keys that are told when there is no item. */
const NEAREST_MAX = 3
/** Items among which the nearest keys are looked for. */
const LOOKED_AT_MAX = 1000

/**
 * Matchers for tests of what code has left in tables, and of what it has cost.
 *
 * ```ts
 * expect.extend(hashrangeMatchers)
 * expect(orders).toHaveItem({ customerId: 'anna', orderId: '1' }, { status: 'PAID' })
 * expect(recording).toHaveConsumed({ atMost: { read: 10 } })
 * ```
 */
export const hashrangeMatchers = { toHaveItem, toHaveConsumed }

function toHaveItem(
  this: MatcherContext,
  table: unknown,
  key: object,
  attributes: object = {},
): Outcome {
  if (!isTable(table)) throw notATable('toHaveItem')
  const item = table.get(key) as Readonly<Record<string, unknown>> | undefined
  if (item === undefined) return { pass: false, message: () => missingText(this, table, key) }
  const own = Object.fromEntries(
    Object.keys(attributes).map(name => [name, shownValue(item[name])]),
  )
  const wanted = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, shownWanted(value)]),
  )
  const pass = this.equals(own, wanted)
  const { printReceived, diff } = this.utils
  const found = `${table.name} has the item\n\n${printReceived(shownValue(item))}`
  return {
    pass,
    message: () =>
      pass ? `${found}\n` : `${found}\n\nwith other attributes:\n\n${diff(wanted, own) ?? ''}\n`,
  }
}

function missingText({ utils }: MatcherContext, table: MatchedTable, key: object): string {
  const begin = `${table.name} has no item with the key ${utils.printExpected(key)}`
  const keys = nearestKeys(table, key)
  if (keys.length === 0) return `${begin}: it is empty.`
  return `${begin}. The nearest ${keys.length === 1 ? 'is' : 'are'}\n\n${keys.map(one => `  ${utils.printReceived(one)}`).join('\n')}\n`
}

function nearestKeys(table: MatchedTable, key: object): readonly object[] {
  const wanted = JSON.stringify(shownValue(key))
  const { partitionKey, sortKey } = table.describe().keySchema
  const names = sortKey === undefined ? [partitionKey.name] : [partitionKey.name, sortKey.name]
  const keys = sortedItemsOf(table)
    .slice(0, LOOKED_AT_MAX)
    .map(item => Object.fromEntries(names.map(name => [name, shownValue(item[name])])))
  const near = keys.map(one => ({ one, nearness: nearnessOf(JSON.stringify(one), wanted) }))
  near.sort((a, b) => b.nearness - a.nearness)
  return near.slice(0, NEAREST_MAX).map(({ one }) => one)
}

/** Pairs of letters that two texts have in common, of all that they have. */
function nearnessOf(a: string, b: string): number {
  const pairs = pairsIn(a)
  const others = pairsIn(b)
  let common = 0
  for (const pair of pairs) if (others.has(pair)) common += 1
  return common / Math.max(1, pairs.size + others.size)
}

function pairsIn(text: string): ReadonlySet<string> {
  return new Set(
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)),
  )
}

/** Such as `expect.any(String)`, which is asked rather than shown. */
function shownWanted(value: unknown): unknown {
  const isAsked = typeof value === 'object' && value !== null && 'asymmetricMatch' in value
  return isAsked ? value : shownValue(value)
}

function toHaveConsumed(
  this: MatcherContext,
  recording: unknown,
  { read, write, atMost = {} }: ConsumedExpectation,
): Outcome {
  if (!isRecording(recording)) throw notARecording()
  const { units } = recording
  const faults = [
    faultOf('read', units.read, { exactly: read, atMost: atMost.read }),
    faultOf('write', units.write, { exactly: write, atMost: atMost.write }),
  ].filter(fault => fault !== undefined)
  return {
    pass: faults.length === 0,
    message: () =>
      faults.length === 0
        ? `${units.read} read units and ${units.write} write units were consumed, as is wanted\n`
        : `${faults.join('\n')}\n\n${String(recording.report())}`,
  }
}

function faultOf(
  kind: string,
  consumed: number,
  {
    exactly,
    atMost,
  }: { readonly exactly: number | undefined; readonly atMost: number | undefined },
): string | undefined {
  if (exactly !== undefined && consumed !== exactly) {
    return `${consumed} ${kind} units were consumed rather than ${exactly}`
  }
  if (atMost !== undefined && consumed > atMost) {
    return `${consumed} ${kind} units were consumed rather than ${atMost} at most`
  }
  return undefined
}

interface MatchedRecording {
  readonly units: { readonly read: number; readonly write: number }
  report(): object
}

function isTable(value: unknown): value is MatchedTable {
  return hasMethods(value, ['get', 'scan', 'describe'])
}

function isRecording(value: unknown): value is MatchedRecording {
  return hasMethods(value, ['report', 'follow']) && 'units' in value
}

function hasMethods(value: unknown, names: readonly string[]): value is object {
  if (typeof value !== 'object' || value === null) return false
  return names.every(name => typeof Reflect.get(value, name) === 'function')
}
