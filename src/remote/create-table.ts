/** Tables are made elsewhere of schemas as literals, or found to be there with the same schema. */

import { settingsOnDemand } from '../engine/table-settings.js'
import { ResourceInUseException, ResourceNotFoundException } from '../errors/dynamo-error.js'
import { tableHasOtherSchema } from '../errors/native-errors.js'
import { tableNotReady } from '../errors/remote-errors.js'
import type { CreateOptions } from '../native/create.js'
import { withIndexes } from '../native/index-schema.js'
import { type PointInTimeOptions, pointInTimeOf } from '../native/point-in-time.js'
import { keySchemaOf, streamViewOf, timeToLiveOf } from '../native/schema.js'
import { schemaDifferences } from '../native/schema-difference.js'
import type { KeyType } from '../types/attribute.js'
import type {
  IndexDescription,
  KeyAttribute,
  KeySchema,
  StreamViewType,
  TableSettings,
} from '../types/table.js'
import { FLAG, optionsOf } from '../validation/options.js'
import type { Sender } from './sender.js'
import { describeTable, type GivenSchema, type SdkIndex, type SdkTable } from './table-facts.js'
import { describedTable } from './table-info.js'

/** A schema with what else tables have. */
export interface WholeSchema extends GivenSchema {
  readonly timeToLive?: string | undefined
  readonly stream?: StreamViewType | undefined
  readonly pointInTimeRecovery?: boolean | PointInTimeOptions | undefined
}

interface Described {
  readonly keySchema: KeySchema
  readonly settings: TableSettings
}

const createOptions = optionsOf<CreateOptions>('createTable', { ifNotExists: FLAG })
/** Milliseconds. */
const LOOK_FIRST = 20
const LOOK_LAST = 2_000
/** Ten minutes: a table with many indexes takes some of them. */
const READY_MAX = 600_000
const REPEATABLE = { isRepeatable: true }
const ONCE = { isRepeatable: false }

/**
 * Makes a table, or finds the one that there is, and waits until it can be used.
 *
 * @throws ValidationException if the name or the schema is not allowed, or the table that there is has another one
 * @throws ResourceInUseException if there is a table of this name
 */
export async function createRemoteTable(
  sender: Sender,
  given: { readonly name: string; readonly schema: WholeSchema; readonly options: CreateOptions },
): Promise<void> {
  const { name, schema } = given
  const { ifNotExists = false } = createOptions(given.options)
  const wanted = wantedOf(schema, sender.clock.now())
  try {
    await sender.send('CreateTable', createInputOf(name, wanted), ONCE)
  } catch (error) {
    if (!ifNotExists || !(error instanceof ResourceInUseException)) throw error
    await whenActive(sender, name)
    const differences = schemaDifferences(await existingOf(sender, name), wanted)
    if (differences.length > 0) throw tableHasOtherSchema(name, differences)
    return
  }
  await whenActive(sender, name)
  await addSettings(sender, name, wanted.settings)
}

/** Removes a table, and waits until it is gone. Throws a `ResourceNotFoundException` if there is none. */
export async function dropRemoteTable(sender: Sender, name: string): Promise<void> {
  await sender.send('DeleteTable', { TableName: name }, ONCE)
  await lookUntil(sender, `gone`, async () => {
    try {
      await describeTable(sender, name)
      return false
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return true
      throw error
    }
  })
}

/** Waits until a table and its indexes can be used. */
async function whenActive(sender: Sender, name: string): Promise<void> {
  await lookUntil(sender, `active: ${name}`, async () => {
    const { TableStatus, GlobalSecondaryIndexes = [] } = await describeTable(sender, name)
    return (
      TableStatus === 'ACTIVE' &&
      GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
    )
  })
}

async function lookUntil(
  sender: Sender,
  wanted: string,
  look: () => Promise<boolean>,
): Promise<void> {
  const until = sender.clock.now() + READY_MAX
  for (let pause = LOOK_FIRST; !(await look()); pause = Math.min(LOOK_LAST, pause * 2)) {
    if (sender.clock.now() > until) throw tableNotReady(wanted)
    await sender.sleep(pause)
  }
}

function wantedOf(schema: WholeSchema, now: number): Described {
  const keySchema = keySchemaOf(schema)
  const view = streamViewOf(schema)
  const settings = {
    ...settingsOnDemand(keySchema, now),
    timeToLive: timeToLiveOf(schema),
    stream: view && { viewType: view, createdAt: now, isEnabled: true },
    pointInTime: pointInTimeOf(schema.pointInTimeRecovery ?? false, now),
  }
  return { keySchema, settings: withIndexes(settings, schema, keySchema, now) }
}

function createInputOf(name: string, { keySchema, settings }: Described): object {
  const { partitionKey, sortKey } = keySchema
  const { attributes, indexes = [], stream } = settings
  const locals = indexes.filter(({ kind }) => kind === 'local').map(indexInputOf)
  const globals = indexes.filter(({ kind }) => kind === 'global').map(indexInputOf)
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map(one => ({
      AttributeName: one.name,
      AttributeType: one.type,
    })),
    KeySchema: keyInputOf([partitionKey], sortKey ? [sortKey] : []),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
    }),
  }
}

function indexInputOf({ name, partitionKeys, sortKeys, projection }: IndexDescription): object {
  const { type, names } = projection
  return {
    IndexName: name,
    KeySchema: keyInputOf(partitionKeys, sortKeys),
    Projection: {
      ProjectionType: type,
      ...(type === 'INCLUDE' && { NonKeyAttributes: [...names] }),
    },
  }
}

function keyInputOf(
  partitionKeys: readonly KeyAttribute[],
  sortKeys: readonly KeyAttribute[],
): object[] {
  return [
    ...partitionKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' })),
    ...sortKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' })),
  ]
}

/** What a table can't be made with, but is to have. */
async function addSettings(
  sender: Sender,
  name: string,
  { timeToLive, pointInTime }: TableSettings,
): Promise<void> {
  if (timeToLive !== undefined) {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: timeToLive.attribute }
    await sender.send('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification }, REPEATABLE)
  }
  if (pointInTime !== undefined) {
    const PointInTimeRecoverySpecification = {
      PointInTimeRecoveryEnabled: true,
      RecoveryPeriodInDays: pointInTime.days,
    }
    const input = { TableName: name, PointInTimeRecoverySpecification }
    await sender.send('UpdateContinuousBackups', input, REPEATABLE)
  }
}

/** The table that there is, as far as it is compared with a schema. */
async function existingOf(sender: Sender, name: string): Promise<Described> {
  const table = await describeTable(sender, name)
  const { keySchema, stream } = describedTable(table)
  const indexes = [
    ...(table.LocalSecondaryIndexes ?? []).map(index => indexOf(table, index, 'local')),
    ...(table.GlobalSecondaryIndexes ?? []).map(index => indexOf(table, index, 'global')),
  ]
  const timeToLive = await timeToLiveIn(sender, name)
  const days = await daysKept(sender, name)
  const settings = {
    ...settingsOnDemand(keySchema, 0),
    indexes,
    stream: stream && { viewType: stream.viewType, createdAt: 0, isEnabled: true },
    timeToLive: timeToLive === undefined ? undefined : { attribute: timeToLive, changedAt: [] },
    pointInTime: days === undefined ? undefined : { days, since: 0 },
  }
  return { keySchema, settings }
}

function indexOf(
  { AttributeDefinitions = [] }: SdkTable,
  { IndexName = '', KeySchema = [], Projection = {} }: SdkIndex,
  kind: 'local' | 'global',
): IndexDescription {
  const typed = (keyType: string): KeyAttribute[] =>
    KeySchema.filter(key => key.KeyType === keyType).map(({ AttributeName: name = '' }) => ({
      name,
      type: AttributeDefinitions.find(one => one.AttributeName === name)?.AttributeType as KeyType,
    }))
  const { ProjectionType = 'ALL', NonKeyAttributes = [] } = Projection
  return {
    name: IndexName,
    kind,
    partitionKeys: typed('HASH'),
    sortKeys: typed('RANGE'),
    projection: {
      type: ProjectionType as IndexDescription['projection']['type'],
      names: NonKeyAttributes,
    },
    createdAt: 0,
  }
}

async function timeToLiveIn(sender: Sender, name: string): Promise<string | undefined> {
  const { TimeToLiveDescription: told } = await sender.send<{
    readonly TimeToLiveDescription?: {
      readonly TimeToLiveStatus?: string
      readonly AttributeName?: string
    }
  }>('DescribeTimeToLive', { TableName: name }, REPEATABLE)
  const isOn = told?.TimeToLiveStatus === 'ENABLED' || told?.TimeToLiveStatus === 'ENABLING'
  return isOn ? told?.AttributeName : undefined
}

async function daysKept(sender: Sender, name: string): Promise<number | undefined> {
  const { ContinuousBackupsDescription: told } = await sender.send<{
    readonly ContinuousBackupsDescription?: {
      readonly PointInTimeRecoveryDescription?: {
        readonly PointInTimeRecoveryStatus?: string
        readonly RecoveryPeriodInDays?: number
      }
    }
  }>('DescribeContinuousBackups', { TableName: name }, REPEATABLE)
  const { PointInTimeRecoveryStatus, RecoveryPeriodInDays = 35 } =
    told?.PointInTimeRecoveryDescription ?? {}
  return PointInTimeRecoveryStatus === 'ENABLED' ? RecoveryPeriodInDays : undefined
}
