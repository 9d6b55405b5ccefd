/** What schemas as literals tell the compiler of secondary indexes. */

import type { Key, KeyTypeOf, OrAny, PartitionKeyOf, SortKeyOf } from './key-types.js'
import type { Projected } from './options.js'

/** Names attributes with their types; an item without one of them is not in the index. */
type IndexKeyDefinition<Shape> = {
  readonly [Name in keyof Shape & string]?: OrAny<
    Shape[Name],
    KeyTypeOf<Exclude<Shape[Name], undefined>>
  >
}

/** Which attributes stand in the index beside the keys: all (the default), no others, or those of these names. */
type ProjectionDefinition<Shape> = 'ALL' | 'KEYS_ONLY' | readonly (keyof Shape & string)[]

/** An index with the partition key of its table, and another sort key. */
export interface LocalIndexSchema<Shape> {
  /** One attribute, as in `{ total: 'N' }`. */
  readonly sortKey: IndexKeyDefinition<Shape>
  /** `'ALL'` (the default), `'KEYS_ONLY'`, or names of attributes that are in the index beside the keys. */
  readonly projection?: ProjectionDefinition<Shape>
}

/** An index with keys of its own. */
export interface GlobalIndexSchema<Shape> {
  /** Up to four attributes, as in `{ status: 'S' }`. */
  readonly partitionKey: IndexKeyDefinition<Shape>
  /** Up to four attributes: entries are in the order of the first, then of the second, and so on. */
  readonly sortKey?: IndexKeyDefinition<Shape>
  /** `'ALL'` (the default), `'KEYS_ONLY'`, or names of attributes that are in the index beside the keys. */
  readonly projection?: ProjectionDefinition<Shape>
}

/** What the compiler knows of any index: its name, the names of its keys, and the projection as the schema has it. */
export interface AnyIndex {
  readonly kind: 'local' | 'global'
  readonly name: string
  readonly partitionKey: string
  readonly sortKey: string
  readonly projection: unknown
}

/** What the compiler knows of a local index. */
export interface LocalIndex<
  Name extends string,
  PartitionKey extends string,
  SortKey extends string,
  Projection,
> extends AnyIndex {
  readonly kind: 'local'
  readonly name: Name
  readonly partitionKey: PartitionKey
  readonly sortKey: SortKey
  readonly projection: Projection
}

/** What the compiler knows of a global index. */
export interface GlobalIndex<
  Name extends string,
  PartitionKey extends string,
  SortKey extends string,
  Projection,
> extends AnyIndex {
  readonly kind: 'global'
  readonly name: Name
  readonly partitionKey: PartitionKey
  readonly sortKey: SortKey
  readonly projection: Projection
}

/** What the compiler knows of the indexes of a schema. Says nothing of items, so that nobody infers items from it. */
export type IndexesOf<Schema> = [Schema] extends [unknown] // so that editors show the result, and not the schema
  ? LocalIndexesOf<Schema> | GlobalIndexesOf<Schema>
  : never

type LocalIndexesOf<Schema> = Schema extends { readonly localIndexes: infer Indexes }
  ? {
      [Name in keyof Indexes & string]: LocalIndex<
        Name,
        PartitionKeyOf<Schema>,
        SortKeyOf<Indexes[Name]>,
        ProjectionOf<Indexes[Name]>
      >
    }[keyof Indexes & string]
  : UnknownIndex<Schema, 'localIndexes'>

type GlobalIndexesOf<Schema> = Schema extends { readonly globalIndexes: infer Indexes }
  ? {
      [Name in keyof Indexes & string]: GlobalIndex<
        Name,
        PartitionKeyOf<Indexes[Name]>,
        SortKeyOf<Indexes[Name]>,
        ProjectionOf<Indexes[Name]>
      >
    }[keyof Indexes & string]
  : UnknownIndex<Schema, 'globalIndexes'>

/** What the compiler knows of a global index by its name and definition. */
export type AddedIndex<Name extends string, Definition> = GlobalIndex<
  Name,
  PartitionKeyOf<Definition>,
  SortKeyOf<Definition>,
  ProjectionOf<Definition>
>

/** Any, of a schema that may have indexes but isn't a literal. */
type UnknownIndex<Schema, Member> = Member extends keyof Schema ? AnyIndex : never

type ProjectionOf<Definition> = Definition extends { readonly projection: infer Projection }
  ? Projection
  : 'ALL'

/** Of several indexes the one of a name; where their names are not known to the compiler, any. */
export type IndexNamed<Indexes extends AnyIndex, Name extends string> = [Indexes] extends [never]
  ? AnyIndex
  : Indexes extends unknown
    ? Name extends Indexes['name']
      ? Indexes
      : never
    : never

/** The names of all key attributes of an entry: those of the index, and those of the table. */
type KeysIn<Index extends AnyIndex, TableKey extends string> =
  | Index['partitionKey']
  | Index['sortKey']
  | TableKey

/** Items that have all these attributes: those without one are not in the index. */
type WithKeys<Shape, Names extends string> = string extends Names
  ? Shape
  : Shape & { readonly [Name in Names & keyof Shape]-?: Exclude<Shape[Name], undefined> }

/** The key attributes of an entry. */
export type EntryKey<Shape, TableKey extends string, Index extends AnyIndex> = Key<
  WithKeys<Shape, KeysIn<Index, TableKey>>,
  KeysIn<Index, TableKey>,
  never
>

/** What stands in the index of an item. */
type EntryOf<
  Shape,
  TableKey extends string,
  Index extends AnyIndex,
> = Index['projection'] extends 'KEYS_ONLY'
  ? Pick<WithKeys<Shape, KeysIn<Index, TableKey>>, KeysIn<Index, TableKey> & keyof Shape>
  : Index['projection'] extends readonly (infer Included)[]
    ? Pick<
        WithKeys<Shape, KeysIn<Index, TableKey>>,
        (KeysIn<Index, TableKey> | Included) & keyof Shape
      >
    : WithKeys<Shape, KeysIn<Index, TableKey>>

/** What can be read through the index when it is asked for: a local index fetches whole items from the table. */
export type ReadableOf<
  Shape,
  TableKey extends string,
  Index extends AnyIndex,
> = Index['kind'] extends 'global'
  ? EntryOf<Shape, TableKey, Index>
  : WithKeys<Shape, KeysIn<Index, TableKey>>

/** What a read of the index returns of an item. */
export type IndexItem<
  Shape,
  TableKey extends string,
  Index extends AnyIndex,
  Projection,
  Whole,
> = Projection extends undefined
  ? Whole extends true
    ? ReadableOf<Shape, TableKey, Index>
    : EntryOf<Shape, TableKey, Index>
  : Projected<ReadableOf<Shape, TableKey, Index>, Projection>
