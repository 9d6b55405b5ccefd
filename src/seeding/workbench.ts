/**
 * Tables of a data model of NoSQL Workbench, and its sample data as items.
 *
 * Source: DynamoDB developer guide, "Importing an existing data model", and models that the program exports.
 */

import { type ItemWish, type SeedPlan, someOf, type TableWish, without } from './seed-plan.js'
import { isMap, type Members, membersOf, type Spot } from './spot.js'

/** Whether a value is a data model. */
export function isDataModel(root: Spot): boolean {
  return Array.isArray(root.at('DataModel').value)
}

/** The tables of a data model. Throws `WrongSeed` if something of them is missing. */
export function planOfDataModel(root: Spot): SeedPlan {
  const tables = root.at('DataModel').elements()
  return { tables: tables.map(tableOf), items: tables.flatMap(itemsOf), notes: [] }
}

function tableOf(spot: Spot): TableWish {
  const globalIndexes = spot.at('GlobalSecondaryIndexes').elements()
  const localIndexes = spot.at('LocalSecondaryIndexes').elements()
  const { BillingMode, ProvisionedCapacitySettings } = membersOf(spot.value)
  const { ProvisionedThroughput } = membersOf(ProvisionedCapacitySettings)
  const isProvisioned = BillingMode === 'PROVISIONED' && isMap(ProvisionedThroughput)
  const throughput = isProvisioned ? { ProvisionedThroughput } : {}
  return {
    spot,
    create: without({
      TableName: spot.at('TableName').string(),
      AttributeDefinitions: attributesOf(spot, [...globalIndexes, ...localIndexes]),
      KeySchema: keySchemaOf(spot),
      ...throughput,
      GlobalSecondaryIndexes: someOf(
        globalIndexes.map(one => ({ ...indexOf(one), ...throughput })),
      ),
      LocalSecondaryIndexes: someOf(localIndexes.map(indexOf)),
    }),
  }
}

function itemsOf(spot: Spot): readonly ItemWish[] {
  const table = spot.at('TableName').string()
  return spot
    .at('TableData')
    .elements()
    .map(item => ({ spot: item, table, item: membersOf(item.value) }))
}

function keysOf(spot: Spot): readonly Spot[] {
  const keys = spot.at('KeyAttributes')
  return [keys.at('PartitionKey'), keys.at('SortKey')].filter(({ isMissing }) => !isMissing)
}

function keySchemaOf(spot: Spot): readonly Members[] {
  return keysOf(spot).map((key, index) => ({
    AttributeName: key.at('AttributeName').value,
    KeyType: index === 0 ? 'HASH' : 'RANGE',
  }))
}

/** Those of all keys: what an index has as a key may be described with the other attributes only. */
function attributesOf(table: Spot, indexes: readonly Spot[]): readonly Members[] {
  const described = table.at('NonKeyAttributes').elements()
  const types = new Map<unknown, unknown>()
  for (const one of [...described, ...[table, ...indexes].flatMap(keysOf)]) {
    const { AttributeName, AttributeType } = membersOf(one.value)
    if (AttributeType !== undefined) types.set(AttributeName, AttributeType)
  }
  const names = new Set(
    [table, ...indexes].flatMap(keysOf).map(key => key.at('AttributeName').value),
  )
  return [...names].map(name => without({ AttributeName: name, AttributeType: types.get(name) }))
}

function indexOf(spot: Spot): Members {
  const { ProjectionType = 'ALL', NonKeyAttributes } = membersOf(spot.at('Projection').value)
  const hasNames = Array.isArray(NonKeyAttributes) && NonKeyAttributes.length > 0
  return {
    IndexName: spot.at('IndexName').value,
    KeySchema: keySchemaOf(spot),
    Projection: without({ ProjectionType, NonKeyAttributes: hasNames ? NonKeyAttributes : null }),
  }
}
