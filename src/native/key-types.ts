/** What schemas as literals tell the compiler of keys. */

import type { KeyValue, NumberAttribute } from '../types/attribute.js'

/**
 * `Known`, but `Any` where `Value` is of a type that is not known yet, as in a function for items of any type `T`: there
 * the compiler can't decide what follows from `Value`, and takes what is true of all types.
 */
export type OrAny<Value, Known, Any = 'S' | 'N' | 'B'> =
  IsAnything<Value> extends 'no' ? Known : Any

type IsAnything<Value> = [unknown] extends [Value] ? 'yes' : 'no'

/** The key type for a property's type: `S` for string, `N` for numbers, `B` for `Uint8Array`. */
export type KeyTypeOf<Value> = Value extends string
  ? 'S'
  : Value extends NumberAttribute
    ? 'N'
    : Value extends Uint8Array
      ? 'B'
      : never

/** The name of the partition key of a schema. */
export type PartitionKeyOf<Schema> = Schema extends { readonly partitionKey: infer Definition }
  ? NameIn<Definition>
  : never

/** The name of the sort key of a schema; `never` if it has none. */
export type SortKeyOf<Schema> = Schema extends { readonly sortKey: infer Definition }
  ? NameIn<Definition>
  : never

/** A definition that may be empty is none as a literal: its names are not known. */
type NameIn<Definition> = object extends Definition ? string : keyof Definition & string

/** The key attributes of an item. Where their names are not known to the compiler, some attributes of it. */
export type Key<Shape, PartitionKey extends string, SortKey extends string> = [string] extends [
  PartitionKey,
]
  ? Partial<Shape>
  : { [Name in PartitionKey | SortKey]: KeyMember<Shape, Name> }

type KeyMember<Shape, Name extends string> = OrAny<
  Shape[Name & keyof Shape],
  Shape[Name & keyof Shape],
  AnyKeyValue
>

type AnyKeyValue = KeyValue | bigint

/** A condition on a sort key: a value that it equals, or an object with one of these. */
export type SortKeyCondition<Value> = Value | OneOf<SortKeyOperators<Value>>

type SortKeyOperators<Value> = {
  readonly '=': Value
  readonly '<': Bound<Value>
  readonly '<=': Bound<Value>
  readonly '>': Bound<Value>
  readonly '>=': Bound<Value>
  /** Both bounds are included. */
  readonly between: readonly [lower: Bound<Value>, upper: Bound<Value>]
} & ([Prefix<Value>] extends [never] ? unknown : { readonly beginsWith: Prefix<Value> })

/** A place in the order of the values, which need not be one of them: all strings are ordered. */
type Bound<Value> = Value extends string ? string : Value

/** What values can begin with: any string, or bytes. */
type Prefix<Value> = Value extends string ? string : Value extends Uint8Array ? Uint8Array : never

type OneOf<Members> = {
  [Name in keyof Members]: { readonly [Member in Name]: Members[Member] } & {
    readonly [Other in Exclude<keyof Members, Name>]?: undefined
  }
}[keyof Members]

/** Which item collection a query reads, and which part of it: the partition key's value, and a sort key condition. */
export type QueryKey<Shape, PartitionKey extends string, SortKey extends string> = [
  string,
] extends [PartitionKey]
  ? { readonly [Name in keyof Shape]?: SortKeyCondition<Shape[Name]> }
  : { readonly [Name in PartitionKey]: KeyMember<Shape, Name> } & {
      readonly [Name in SortKey]?: OrAny<
        Shape[Name & keyof Shape],
        SortKeyCondition<Shape[Name & keyof Shape]>,
        SortKeyCondition<AnyKeyValue>
      >
    }
