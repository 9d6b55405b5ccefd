/**
 * Tables and items of what `terraform show -json` prints, of a plan or of a state, and of a state file. Terraform's own language is
 * not evaluated: its plan has the values.
 *
 * Sources: Terraform, "JSON output format"; AWS provider, `aws_dynamodb_table`, `aws_dynamodb_table_item`.
 */

import { SEED_REASONS } from '../errors/seed-errors.js'
import { type ItemWish, type SeedPlan, someOf, type TableWish, without } from './seed-plan.js'
import { isMap, listOf, type Members, membersOf, type Spot } from './spot.js'

/** A resource and its values. */
interface Resource {
  readonly type: string
  readonly values: Spot
}

/** Whether a value is what Terraform prints, or keeps. */
export function isTerraform(root: Spot): boolean {
  const isShown = root.at('planned_values').isMap || root.at('values').isMap
  if (isShown && typeof root.at('format_version').value === 'string') return true
  return Array.isArray(root.at('resources').value) && !root.at('terraform_version').isMissing
}

/** The tables and items of a plan or a state. Throws `WrongSeed` if something of them is not known yet. */
export function planOfTerraform(root: Spot): SeedPlan {
  const tables: TableWish[] = []
  const items: ItemWish[] = []
  const notes: string[] = []
  const insights: { readonly table: string; readonly index: unknown }[] = []
  for (const { type, values } of resourcesOf(root)) {
    switch (type) {
      case 'aws_dynamodb_table':
        tables.push(tableOf(values))
        break
      case 'aws_dynamodb_table_item':
        items.push(itemOf(values))
        break
      case 'aws_dynamodb_contributor_insights':
        insights.push({ table: known(values, 'table_name'), index: values.at('index_name').value })
        break
      default:
        if (type.startsWith('aws_dynamodb_')) notes.push(values.note(`${type} is left out`))
    }
  }
  const withInsights = tables.map(table => {
    const own = insights.filter(one => one.table === table.create.TableName)
    const action = { ContributorInsightsAction: 'ENABLE' }
    return {
      ...table,
      insights: own.map(({ index }) => without({ IndexName: index || null, ...action })),
    }
  })
  return { tables: withInsights, items, notes }
}

function resourcesOf(root: Spot): readonly Resource[] {
  const shown = root.at('planned_values').isMap ? root.at('planned_values') : root.at('values')
  if (shown.isMap) return resourcesOfModule(shown.at('root_module'))
  return managed(root.at('resources')).flatMap(resource =>
    resource
      .at('instances')
      .elements()
      .map(instance => ({ type: typeOf(resource), values: instance.at('attributes') })),
  )
}

function resourcesOfModule(root: Spot): readonly Resource[] {
  const resources: Resource[] = []
  // Not by recursion: a list that grows while it is walked through.
  const modules = [root]
  for (const module of modules) {
    modules.push(...module.at('child_modules').elements())
    for (const resource of managed(module.at('resources'))) {
      resources.push({ type: typeOf(resource), values: resource.at('values') })
    }
  }
  return resources
}

/** Without what is only looked up. */
function managed(resources: Spot): readonly Spot[] {
  return resources.elements().filter(resource => resource.at('mode').value !== 'data')
}

function typeOf(resource: Spot): string {
  return String(resource.at('type').value)
}

function tableOf(spot: Spot): TableWish {
  const name = known(spot, 'name')
  const { billing_mode: mode, stream_enabled: hasStream } = membersOf(spot.value)
  const billingMode = mode === 'PAY_PER_REQUEST' ? mode : 'PROVISIONED'
  const [ttl] = blocks(spot, 'ttl')
  const [recovery] = blocks(spot, 'point_in_time_recovery')
  return {
    spot,
    create: without({
      TableName: name,
      AttributeDefinitions: blocks(spot, 'attribute').map(attribute => ({
        AttributeName: attribute.name,
        AttributeType: attribute.type,
      })),
      KeySchema: keySchemaOf(membersOf(spot.value)),
      BillingMode: billingMode,
      ...throughputOf(membersOf(spot.value), billingMode),
      GlobalSecondaryIndexes: someOf(
        blocks(spot, 'global_secondary_index').map(index => indexOf(index, billingMode)),
      ),
      LocalSecondaryIndexes: someOf(
        blocks(spot, 'local_secondary_index').map(index => localIndexOf(index, spot)),
      ),
      StreamSpecification:
        hasStream === true
          ? { StreamEnabled: true, StreamViewType: spot.at('stream_view_type').value }
          : undefined,
      SSESpecification: encryptionOf(spot),
      TableClass: spot.at('table_class').value || undefined,
      DeletionProtectionEnabled: spot.at('deletion_protection_enabled').value,
      Tags: tagsOf(spot),
    }),
    timeToLive: ttl?.enabled === true ? String(ttl.attribute_name) : undefined,
    pointInTime:
      recovery?.enabled === true
        ? without({
            PointInTimeRecoveryEnabled: true,
            RecoveryPeriodInDays: recovery.recovery_period_in_days || undefined,
          })
        : undefined,
  }
}

function itemOf(spot: Spot): ItemWish {
  const text = spot.at('item')
  const item = parsed(known(spot, 'item'))
  if (!isMap(item))
    throw text.wrong(SEED_REASONS.wrongType("an item in the service's JSON, as a text"))
  return { spot, table: known(spot, 'table_name'), item }
}

/** Newer versions of the provider have key schemas of indexes as blocks. */
function keySchemaOf(block: Members): readonly Members[] {
  const { key_schema: schema, hash_key: hash, range_key: range } = block
  if (Array.isArray(schema) && schema.length > 0) {
    return schema.map(membersOf).map(key => ({
      AttributeName: key.attribute_name,
      KeyType: key.key_type,
    }))
  }
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    ...(isGiven(range) ? [{ AttributeName: range, KeyType: 'RANGE' }] : []),
  ]
}

function indexOf(index: Members, billingMode: string): Members {
  return {
    IndexName: index.name,
    KeySchema: keySchemaOf(index),
    Projection: projectionOf(index),
    ...throughputOf(index, billingMode),
  }
}

function localIndexOf(index: Members, table: Spot): Members {
  return {
    IndexName: index.name,
    KeySchema: keySchemaOf({ hash_key: table.at('hash_key').value, ...index }),
    Projection: projectionOf(index),
  }
}

function projectionOf(index: Members): Members {
  const { projection_type: ProjectionType, non_key_attributes: names } = index
  const hasNames = Array.isArray(names) && names.length > 0
  return without({ ProjectionType, NonKeyAttributes: hasNames ? names : undefined })
}

function throughputOf(block: Members, billingMode: string): Members {
  const { read_capacity: reads, write_capacity: writes } = block
  const [onDemand] = listOf(block.on_demand_throughput)
  const [warm] = listOf(block.warm_throughput)
  const provisioned = without({ ReadCapacityUnits: reads, WriteCapacityUnits: writes })
  return without({
    ProvisionedThroughput: billingMode === 'PROVISIONED' ? provisioned : undefined,
    OnDemandThroughput:
      onDemand &&
      without({
        MaxReadRequestUnits: onDemand.max_read_request_units || undefined,
        MaxWriteRequestUnits: onDemand.max_write_request_units || undefined,
      }),
    WarmThroughput:
      warm &&
      without({
        ReadUnitsPerSecond: warm.read_units_per_second,
        WriteUnitsPerSecond: warm.write_units_per_second,
      }),
  })
}

function encryptionOf(spot: Spot): Members | undefined {
  const [encryption] = blocks(spot, 'server_side_encryption')
  if (encryption?.enabled !== true) return undefined
  const { kms_key_arn: key } = encryption
  return isGiven(key) ? { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key } : { Enabled: true }
}

function tagsOf(spot: Spot): readonly Members[] | undefined {
  const { tags_all: all, tags } = membersOf(spot.value)
  const pairs = Object.entries(membersOf(isMap(all) ? all : tags))
  return someOf(pairs.map(([Key, Value]) => ({ Key, Value })))
}

/** A text that has to be known before the plan is applied. */
function known(spot: Spot, name: string): string {
  const { value } = spot.at(name)
  if (!isGiven(value)) throw spot.wrong(SEED_REASONS.knownAfterApply(name))
  return String(value)
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

function blocks(spot: Spot, name: string): readonly Members[] {
  return spot
    .at(name)
    .elements()
    .map(({ value }) => membersOf(value))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
