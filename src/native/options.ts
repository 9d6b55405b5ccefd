/** What reads and writes can be told, and what that makes of the types of items. */

import type { Expression } from '../expressions/template.js'
import { ANYTHING, FLAG, type OptionRules, optionsOf, WHOLE_NUMBER } from '../validation/options.js'
import type { OfAnyItem } from './item-types.js'

/** What any write can be told. */
export interface WriteOptions<ReturnValues extends string> {
  /** The write takes effect only if this holds for the stored item; for none, ask `attribute_not_exists(key)`. */
  readonly if?: Expression | undefined
  /** Which version of the item, or which part, the promise is fulfilled with. Default: none. */
  readonly returnValues?: ReturnValues | undefined
  /** `ALL_OLD`: a `ConditionalCheckFailedException` carries the stored item. */
  readonly returnValuesOnConditionCheckFailure?: 'ALL_OLD' | undefined
}

/** What any read can be told. */
export interface ReadOptions<Projection> {
  /** Names of top-level attributes to return, or an expression with paths. Default: all. */
  readonly projection?: Projection | undefined
  /** False counts the read as eventually consistent, at half the capacity units. Default: true. */
  readonly consistentRead?: boolean | undefined
}

/** What a scan can be told. */
export interface ScanOptions<Projection, KeyShape> extends ReadOptions<Projection> {
  /** Only items for which this holds are returned; all are read and counted. */
  readonly filter?: Expression | undefined
  /** Items evaluated at the most, before the filter, as the service's `Limit`. */
  readonly limit?: number | undefined
  /** Begins after the item with this key: the `lastEvaluatedKey` of a page. */
  readonly startKey?: KeyShape | undefined
  /** Of a parallel scan: which of `totalSegments` to read, from 0 on. */
  readonly segment?: number | undefined
  /** Of a parallel scan: how many segments there are. */
  readonly totalSegments?: number | undefined
}

/** What a query can be told. */
export interface QueryOptions<Projection, KeyShape>
  extends Omit<ScanOptions<Projection, KeyShape>, 'segment' | 'totalSegments'> {
  /** True: from the largest sort key to the smallest. */
  readonly reverse?: boolean | undefined
}

/** The attributes that an update sets, or removes if they are undefined: any but those of the key. */
export type Patch<Shape, KeyName extends string> =
  | ([string] extends [KeyName] ? Removable<Shape> : Removable<Omit<Shape, KeyName>>)
  | OfAnyItem<Shape>

/** What may be absent may be removed. */
type Removable<Shape> = {
  readonly [Name in keyof Shape]?:
    | Shape[Name]
    | (Record<never, never> extends Pick<Shape, Name> ? undefined : never)
}

/** Names of attributes, or an expression with paths. */
export type AnyProjection<Shape> = readonly (keyof Shape & string)[] | Expression | undefined

/** What a projection leaves of an item. */
export type Projected<Shape, Projection> = Projection extends readonly (infer Name)[]
  ? Pick<Shape, Name & keyof Shape>
  : Projection extends Expression
    ? Partial<Shape>
    : Shape

/** What a write is fulfilled with, by its `returnValues`; undefined where there was, or is, nothing to return. */
export type Returned<Shape, ReturnValues extends string> =
  | (ReturnValues extends 'UPDATED_OLD' | 'UPDATED_NEW' ? Partial<Shape> : Shape)
  | undefined

// What calls check their options by. What is checked by name only has a text of its own where it is used.

const WRITE = {
  if: ANYTHING,
  returnValues: ANYTHING,
  returnValuesOnConditionCheckFailure: ANYTHING,
}

export const putOptions = optionsOf<WriteOptions<string>>('put', WRITE)
export const updateOptions = optionsOf<WriteOptions<string>>('update', WRITE)
export const patchOptions = optionsOf<WriteOptions<string>>('patch', WRITE)
export const deleteOptions = optionsOf<WriteOptions<string>>('delete', WRITE)

const READ = { projection: ANYTHING, consistentRead: FLAG }
/** `Infinity` is no limit. */
const LIMIT = {
  allowed: 'a whole number from 1 on',
  accepts: (value: unknown) => Number.isInteger(value) || value === Number.POSITIVE_INFINITY,
}
const RANGE = { ...READ, filter: ANYTHING, limit: LIMIT, startKey: ANYTHING }

/** The rules for options of a scan, and of a query: those of indexes have more. */
export const SCAN: OptionRules<ScanOptions<unknown, object>> = {
  ...RANGE,
  segment: WHOLE_NUMBER,
  totalSegments: WHOLE_NUMBER,
}
export const QUERY: OptionRules<QueryOptions<unknown, object>> = { ...RANGE, reverse: FLAG }

export const getOptions = optionsOf<ReadOptions<unknown>>('get', READ)
export const getAllOptions = optionsOf<ReadOptions<unknown>>('getAll', READ)
export const scanOptions = optionsOf<ScanOptions<unknown, object>>('scan', SCAN)
export const queryOptions = optionsOf<QueryOptions<unknown, object>>('query', QUERY)
