/** Schemas as literals, and the types that follow from them. */

import { memberUnknown, optionInvalid } from '../errors/option-errors.js'
import { keyDefinitionInvalid } from '../errors/table-errors.js'
import { expiryAttributeInvalid } from '../errors/ttl-errors.js'
import type { Item, KeyType, NumberAttribute } from '../types/attribute.js'
import type { KeyAttribute, KeySchema, StreamViewType, TimeToLiveSetting } from '../types/table.js'
import type { GlobalIndexSchema, LocalIndexSchema } from './index-types.js'
import type { KeyTypeOf, OrAny } from './key-types.js'
import type { Mistake } from './mistake.js'
import type { PointInTimeOptions } from './point-in-time.js'
import type { StrongReplicas } from './replicas.js'

/** Names one attribute, which every item has, with its type: `{ customerId: 'S' }`. */
export type KeyDefinition<Shape> = {
  readonly [Name in keyof Shape & string]?: OrAny<
    Shape[Name],
    undefined extends Shape[Name] ? never : KeyTypeOf<Shape[Name]>
  >
}

/** What a table is created with. */
export interface TableSchema<Shape> {
  /** The attribute that items are distributed by. */
  readonly partitionKey: KeyDefinition<Shape>
  /** The attribute that items with the same partition key are sorted by. */
  readonly sortKey?: KeyDefinition<Shape>
  /** Up to five indexes with the same partition key and another sort key, by name. */
  readonly localIndexes?: Readonly<Record<string, LocalIndexSchema<Shape>>>
  /** Up to twenty indexes with other keys, by name. */
  readonly globalIndexes?: Readonly<Record<string, GlobalIndexSchema<Shape>>>
  /**
   * The attribute that says when an item expires, in seconds since 1970. An expired item is there until it is swept, at
   * the next full minute unless `Database.open` was told otherwise.
   */
  readonly timeToLive?: NumberName<Shape>
  /** Turns on a stream of changes, and says what it shows of items beside their keys. Default: there is none. */
  readonly stream?: StreamViewType
  /**
   * Keeps the past of the table: `true` for 35 days, or as many as are given. Then it can be read as it was at any moment, by
   * `table.at`, and restored by `db.restore`. Default: false.
   */
  readonly pointInTimeRecovery?: boolean | PointInTimeOptions
  /**
   * Other regions, such as `eu-west-1`, in which there is a replica of the table: what is written to one of them is written to all,
   * the last writer of an item winning. Each has a stream then, of both versions of items unless `stream` says otherwise. Default:
   * none. `{ regions, consistency: 'STRONG' }` makes them strongly consistent: two other regions, or one and a `witness`.
   */
  readonly replicas?: readonly string[] | StrongReplicas
}

/** The names of attributes that are numbers where they are there. */
export type NumberName<Shape> = string extends keyof Shape
  ? string
  : {
      [Name in keyof Shape & string]: Exclude<Shape[Name], undefined> extends NumberAttribute
        ? Name
        : never
    }[keyof Shape & string]

/**
 * Refuses a member with a name that is not known, such as a misspelt one that would else mean nothing. Where the names of
 * the given or the known members are not known to the compiler themselves, nothing is refused.
 */
export type NoOtherMembers<Given, Known, Where extends string> = string extends keyof Given
  ? unknown
  : [keyof Known] extends [never]
    ? unknown
    : {
        readonly [Name in Exclude<keyof Given, keyof Known> &
          string]: Mistake<`'${Name}' is no ${Where}`>
      }

/** A schema's members as they should be: unknown ones are refused, also of its indexes, and keys of several attributes. */
export type NoOtherSchemaMembers<Schema> = {
  readonly [Member in keyof Schema]: Member extends keyof TableSchema<never>
    ? CheckedMember<Member, Schema[Member]>
    : Mistake<`'${Member & string}' is no member of a schema: partitionKey, sortKey, localIndexes, globalIndexes, timeToLive, stream, pointInTimeRecovery, replicas`>
}

/** The schema of a table of any items, in one step. What is given as a type there is taken for that of the schema. */
export type SchemaOfAnyItems<Schema> = 'partitionKey' extends keyof Schema
  ? TableSchema<Item> & NoOtherSchemaMembers<Schema>
  : Mistake<"a schema has a partitionKey, and a type of items comes in a step of its own: createTable<Order>()('Orders', { partitionKey: { id: 'S' } })">

type CheckedMember<Member, Given> = Member extends 'partitionKey' | 'sortKey'
  ? OneAttribute<Given>
  : Member extends 'localIndexes'
    ? { readonly [Name in keyof Given]: CheckedLocalIndex<Given[Name]> }
    : Member extends 'globalIndexes'
      ? { readonly [Name in keyof Given]: CheckedGlobalIndex<Given[Name]> }
      : Member extends 'pointInTimeRecovery'
        ? CheckedPointInTime<Given>
        : Member extends 'replicas'
          ? CheckedReplicas<Given>
          : unknown

type CheckedPointInTime<Given> = Given extends boolean
  ? unknown
  : {
      readonly [Member in keyof Given]: Member extends keyof PointInTimeOptions
        ? unknown
        : Mistake<`'${Member & string}' is no member of pointInTimeRecovery: days`>
    }

type CheckedReplicas<Given> = Given extends readonly unknown[]
  ? unknown
  : {
      readonly [Member in keyof Given]: Member extends keyof StrongReplicas
        ? unknown
        : Mistake<`'${Member & string}' is no member of replicas: regions, witness, consistency`>
    }

type CheckedLocalIndex<Index> = {
  readonly [Member in keyof Index]: Member extends keyof LocalIndexSchema<never>
    ? Member extends 'sortKey'
      ? OneAttribute<Index[Member]>
      : unknown
    : Mistake<`'${Member & string}' is no member of a local index: sortKey, projection`>
}

type CheckedGlobalIndex<Index> = {
  readonly [Member in keyof Index]: Member extends keyof GlobalIndexSchema<never>
    ? unknown
    : Mistake<`'${Member & string}' is no member of a global index: partitionKey, sortKey, projection`>
}

/** A table's key, or a local index's, is one attribute: the first name is taken for it, and others are refused. */
type OneAttribute<Definition> = object extends Definition
  ? unknown
  : string extends keyof Definition
    ? unknown
    : IsUnion<keyof Definition> extends false
      ? unknown
      : Mistake<'a key is one attribute, such as { customerId: "S" }; the other one goes to sortKey'>

type IsUnion<Names, All = Names> = Names extends unknown
  ? [All] extends [Names]
    ? false
    : true
  : never

const MEMBERS: readonly string[] = [
  'partitionKey',
  'sortKey',
  'timeToLive',
  'stream',
  'pointInTimeRecovery',
  'localIndexes',
  'globalIndexes',
  'replicas',
]

/**
 * The schema as the engine has it. Throws a `ValidationException` if a key is not defined by one member, or for a member
 * that there is not.
 */
export function keySchemaOf(schema: {
  readonly partitionKey: object
  readonly sortKey?: object | undefined
}): KeySchema {
  // Callers without types may hand in anything.
  const unknown = Object.keys(schema ?? {}).find(name => !MEMBERS.includes(name))
  if (unknown !== undefined) {
    throw memberUnknown("A table's schema", { name: unknown, names: MEMBERS })
  }
  const partitionKey = keyAttributeOf('partitionKey', schema?.partitionKey)
  if (schema.sortKey === undefined) return { partitionKey }
  return { partitionKey, sortKey: keyAttributeOf('sortKey', schema.sortKey) }
}

/** The setting for the attribute by which items expire, if there is one. */
export function timeToLiveOf({
  timeToLive,
}: {
  readonly timeToLive?: string | undefined
}): TimeToLiveSetting | undefined {
  if (timeToLive === undefined) return undefined
  const isName = typeof timeToLive === 'string' && timeToLive !== '' && timeToLive.length <= 255
  if (!isName) throw expiryAttributeInvalid()
  return { attribute: timeToLive, changedAt: [] }
}

const VIEW_TYPES: readonly string[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']

/** What the stream of a table is to show, if there is to be one. Throws a `ValidationException` for anything else. */
export function streamViewOf({
  stream,
}: {
  readonly stream?: StreamViewType | undefined
}): StreamViewType | undefined {
  if (stream === undefined || VIEW_TYPES.includes(stream)) return stream
  throw optionInvalid('stream', { value: stream, allowed: `one of ${VIEW_TYPES.join(', ')}` })
}

function keyAttributeOf(member: string, definition: unknown): KeyAttribute {
  const entries = Object.entries(definition ?? {})
  const [entry] = entries
  if (entry === undefined || entries.length > 1) throw keyDefinitionInvalid(member)
  // The operation refuses what is no key type.
  return { name: entry[0], type: entry[1] as KeyType }
}
