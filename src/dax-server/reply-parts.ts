/** What replies of several operations have: capacity that was consumed, sizes of item collections, items and keys. */

import type { Path } from '../expressions/path.js'
import { projectionFor } from '../service/projection.js'
import { type PlainMap, type PlainValue, writeAttributeValue } from './attribute-output.js'
import type { CborWriter } from './cbor-writer.js'

interface Units {
  readonly CapacityUnits?: number
  readonly ReadCapacityUnits?: number
  readonly WriteCapacityUnits?: number
}

/** As the API has it. */
export interface ConsumedCapacity extends Units {
  readonly TableName: string
  readonly Table?: Units
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Units>>
  readonly LocalSecondaryIndexes?: Readonly<Record<string, Units>>
}

/** As the API has it. */
export interface ItemCollectionMetrics {
  readonly ItemCollectionKey: PlainMap
  readonly SizeEstimateRangeGB: readonly number[]
}

/** The paths of a projection, in their order; undefined without one. Throws a `ValidationException` if it is none. */
export function pathsOf(request: Readonly<Record<string, unknown>>): readonly Path[] | undefined {
  return projectionFor(
    {
      ProjectionExpression: request.ProjectionExpression as string | undefined,
      ExpressionAttributeNames: request.ExpressionAttributeNames as
        | Record<string, string>
        | undefined,
    },
    { layer: 'current' },
  )?.paths
}

/** Appends capacity of one table as a byte string, for all operations but transactions. */
export function writeCapacity(writer: CborWriter, capacity: ConsumedCapacity): void {
  const { TableName, Table, CapacityUnits = 0 } = capacity
  writer.nested(() => {
    writer.text(TableName)
    writer.float(CapacityUnits)
    if (Table === undefined) writer.nothing()
    else writer.float(Table.CapacityUnits ?? 0)
    for (const indexes of [capacity.GlobalSecondaryIndexes, capacity.LocalSecondaryIndexes]) {
      if (indexes === undefined) writer.nothing()
      else writeMap(writer, indexes, (to, units) => to.float(units.CapacityUnits ?? 0))
    }
  })
}

/** The members of capacity by their numbers, in transactions. */
const CAPACITY_MEMBERS: Readonly<Record<string, number>> = {
  CapacityUnits: 1,
  ReadCapacityUnits: 2,
  WriteCapacityUnits: 3,
  TableName: 4,
  Table: 5,
  GlobalSecondaryIndexes: 6,
  LocalSecondaryIndexes: 7,
}

/** Appends capacity of tables as transactions have it: reads and writes apart, and members by numbers; null if there is none. */
export function writeTransactCapacities(writer: CborWriter, capacities: unknown): void {
  if (capacities === undefined) {
    writer.nothing()
    return
  }
  const tables = capacities as readonly object[]
  writer.array(tables.length)
  for (const table of tables) writeTransactCapacity(writer, table)
}

function writeTransactCapacity(writer: CborWriter, members: object): void {
  const given = Object.entries(members).filter(([, value]) => value !== undefined)
  writer.map(given.length)
  for (const [name, value] of given) {
    const number = Object.hasOwn(CAPACITY_MEMBERS, name) ? CAPACITY_MEMBERS[name] : undefined
    if (number === undefined) writer.text(name)
    else writer.integer(number)
    if (typeof value === 'number') writer.float(value)
    else if (typeof value === 'string') writer.text(value)
    else writeTransactCapacity(writer, value)
  }
}

/** Appends the size of an item collection as a byte string. */
export function writeMetrics(writer: CborWriter, metrics: ItemCollectionMetrics): void {
  const [value] = Object.values(metrics.ItemCollectionKey)
  const [lower = 0, upper = 0] = metrics.SizeEstimateRangeGB
  writer.nested(() => {
    writeAttributeValue(writer, value as PlainValue)
    writer.float(lower)
    writer.float(upper)
  })
}

/** Appends what is told of tables, by their names. */
export function writeMap<Value>(
  writer: CborWriter,
  members: Readonly<Record<string, Value>>,
  write: (writer: CborWriter, value: Value, name: string) => void,
): void {
  const entries = Object.entries(members)
  writer.map(entries.length)
  for (const [name, value] of entries) {
    writer.text(name)
    write(writer, value, name)
  }
}

/** Appends all of a list. */
export function writeList<Value>(
  writer: CborWriter,
  values: readonly Value[],
  write: (writer: CborWriter, value: Value) => void,
): void {
  writer.array(values.length)
  for (const value of values) write(writer, value)
}
