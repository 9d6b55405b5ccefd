/** What DescribeTable answers as the input of a CreateTable that would make such a table. */

import { without } from './seed-plan.js'
import { isMap, type Members, membersOf } from './spot.js'

/** What every table on demand is ready for from the beginning: it is not to be asked for. Source: API reference, "WarmThroughput". */
const WARM_ANYWAY = { reads: 12_000, writes: 4000 }

/** Drops what the service adds: statuses, times, counts and names of its own. */
export function createInputOf(table: Members): Members {
  const mode = membersOf(table.BillingModeSummary).BillingMode
  const isOnDemand = mode === 'PAY_PER_REQUEST' || unitsOf(table) === undefined
  const settingsOf = (owner: Members): Members =>
    without({
      ProvisionedThroughput: isOnDemand ? undefined : unitsOf(owner),
      OnDemandThroughput: onDemandOf(owner.OnDemandThroughput),
      WarmThroughput: isOnDemand ? warmOf(owner.WarmThroughput) : undefined,
    })
  const stream = membersOf(table.StreamSpecification)
  return without({
    TableName: table.TableName,
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    BillingMode: isOnDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...settingsOf(table),
    GlobalSecondaryIndexes: indexesOf(table.GlobalSecondaryIndexes, settingsOf),
    LocalSecondaryIndexes: indexesOf(table.LocalSecondaryIndexes, () => ({})),
    StreamSpecification: stream.StreamEnabled === true ? stream : undefined,
    SSESpecification: encryptionOf(table.SSEDescription),
    TableClass: membersOf(table.TableClassSummary).TableClass,
    DeletionProtectionEnabled: table.DeletionProtectionEnabled,
  })
}

/** The units of a table or an index; undefined of one on demand, which has 0. */
function unitsOf({ ProvisionedThroughput }: Members): Members | undefined {
  const { ReadCapacityUnits, WriteCapacityUnits } = membersOf(ProvisionedThroughput)
  const isProvisioned = Number(ReadCapacityUnits) > 0 && Number(WriteCapacityUnits) > 0
  return isProvisioned ? { ReadCapacityUnits, WriteCapacityUnits } : undefined
}

function onDemandOf(limits: unknown): Members | undefined {
  if (!isMap(limits)) return undefined
  const { MaxReadRequestUnits, MaxWriteRequestUnits } = limits
  return without({ MaxReadRequestUnits, MaxWriteRequestUnits })
}

function warmOf(warm: unknown): Members | undefined {
  const { ReadUnitsPerSecond, WriteUnitsPerSecond } = membersOf(warm)
  const isMore =
    Number(ReadUnitsPerSecond) > WARM_ANYWAY.reads ||
    Number(WriteUnitsPerSecond) > WARM_ANYWAY.writes
  return isMore ? { ReadUnitsPerSecond, WriteUnitsPerSecond } : undefined
}

function indexesOf(indexes: unknown, settingsOf: (index: Members) => Members): unknown {
  if (!Array.isArray(indexes) || indexes.length === 0) return undefined
  return indexes.map(membersOf).map(index => {
    const { IndexName, KeySchema, Projection } = index
    return { IndexName, KeySchema, Projection, ...settingsOf(index) }
  })
}

function encryptionOf(description: unknown): Members | undefined {
  const { Status, SSEType, KMSMasterKeyArn } = membersOf(description)
  if (SSEType !== 'KMS' || Status === 'DISABLED') return undefined
  return without({ Enabled: true, SSEType, KMSMasterKeyId: KMSMasterKeyArn })
}
