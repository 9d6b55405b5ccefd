/** What reads and writes can be told, and what that makes of the types of items. */

import type { Expression } from '../expressions/template.js'

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
  readonly totalSegments?: number | undefined
}

/** What a query can be told. */
export interface QueryOptions<Projection, KeyShape>
  extends Omit<ScanOptions<Projection, KeyShape>, 'segment' | 'totalSegments'> {
  /** True: from the largest sort key to the smallest. */
  readonly reverse?: boolean | undefined
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
