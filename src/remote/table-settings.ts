/** Changes of the settings of tables elsewhere. Each waits until the table can be used again, and the change is there. */

import { LimitExceededException, ResourceInUseException } from '../errors/dynamo-error.js'
import { expiryDisabledAlready } from '../errors/ttl-errors.js'
import { withAddedIndex } from '../native/index-schema.js'
import { type PointInTimeOptions, pointInTimeOf } from '../native/point-in-time.js'
import { type CapacityOptions, capacityChangeOf } from '../native/scaling.js'
import { streamViewOf, timeToLiveOf } from '../native/schema.js'
import type { IndexDescription, StreamViewType, Units } from '../types/table.js'
import { describedBy, timeToLiveIn } from './described-table.js'
import type { RemotePlace } from './remote-place.js'
import type { Sender } from './sender.js'
import { attributesInputOf, indexInputOf } from './table-input.js'
import { whenActive } from './table-states.js'

const REPEATABLE = { isRepeatable: true }
const ONCE = { isRepeatable: false }
/** Other changes of the table that may come between. */
const TURNS_MAX = 100

/** Adds a global index, and waits until it is filled. */
export async function addIndex(
  place: RemotePlace,
  given: { readonly name: string; readonly definition: unknown },
): Promise<void> {
  const { sender, name } = place
  const settings = withAddedIndex(await describedBy(sender, name), given, sender.clock.now())
  const index = settings.indexes?.find(one => one.name === given.name) as IndexDescription
  const { throughput = settings.throughput } = index
  const isProvisioned = settings.billingMode === 'PROVISIONED'
  const Create = {
    ...indexInputOf(index),
    ...(isProvisioned && { ProvisionedThroughput: throughputOf(throughput) }),
  }
  await updateTable(place, {
    AttributeDefinitions: attributesInputOf([...index.partitionKeys, ...index.sortKeys]),
    GlobalSecondaryIndexUpdates: [{ Create }],
  })
  place.facts.forget()
}

/** Removes a global index, and waits until it is gone. */
export async function dropIndex(place: RemotePlace, index: string): Promise<void> {
  const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName: index } }]
  await updateTable(place, { GlobalSecondaryIndexUpdates })
  place.facts.forget()
}

/** `view` is undefined to turn the stream off. */
export async function setStream(
  place: RemotePlace,
  view: StreamViewType | undefined,
): Promise<void> {
  const StreamViewType = streamViewOf({ stream: view })
  const StreamSpecification =
    StreamViewType === undefined
      ? { StreamEnabled: false }
      : { StreamEnabled: true, StreamViewType }
  await updateTable(place, { StreamSpecification })
}

/** Sets the billing mode, and what is provisioned. */
export async function setCapacity(
  place: RemotePlace,
  capacity: CapacityOptions | 'PAY_PER_REQUEST',
): Promise<void> {
  const table = { region: '', description: { name: place.name } }
  const { billingMode, units, indexes = {} } = capacityChangeOf(table, capacity)
  const updates = Object.entries(indexes).map(([IndexName, one]) => ({
    Update: { IndexName, ProvisionedThroughput: throughputOf(one) },
  }))
  await updateTable(place, {
    BillingMode: billingMode,
    ...(units && { ProvisionedThroughput: throughputOf(units) }),
    ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
  })
}

/** `attribute` is undefined to let nothing expire any more. */
export async function setTimeToLive(
  { sender, name }: RemotePlace,
  attribute: string | undefined,
): Promise<void> {
  const wanted = timeToLiveOf({ timeToLive: attribute })?.attribute
  if (wanted !== undefined) {
    await sendTimeToLive(sender, name, { attribute: wanted, isOn: true })
    return
  }
  const current = await timeToLiveIn(sender, name)
  if (current === undefined) throw expiryDisabledAlready()
  await sendTimeToLive(sender, name, { attribute: current, isOn: false })
}

/** `wanted` is false to keep no past any more. */
export async function setPointInTimeRecovery(
  { sender, name }: RemotePlace,
  wanted: PointInTimeOptions | boolean,
): Promise<void> {
  const setting = pointInTimeOf(wanted, sender.clock.now())
  await sendPastKept(sender, name, setting?.days)
}

/** Turns expiry on or off. A second one of the same is refused, so it is not sent again. */
export async function sendTimeToLive(
  sender: Sender,
  name: string,
  { attribute, isOn }: { readonly attribute: string; readonly isOn: boolean },
): Promise<void> {
  const TimeToLiveSpecification = { Enabled: isOn, AttributeName: attribute }
  await sender.send('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification }, ONCE)
}

/** Keeps the past of a table for so many days, or no longer. */
export async function sendPastKept(
  sender: Sender,
  name: string,
  days: number | undefined,
): Promise<void> {
  const PointInTimeRecoverySpecification =
    days === undefined
      ? { PointInTimeRecoveryEnabled: false }
      : { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: days }
  const input = { TableName: name, PointInTimeRecoverySpecification }
  await sender.send('UpdateContinuousBackups', input, REPEATABLE)
}

/** While something else of a table is changed, the service takes no further change of it: then that is waited for. */
async function updateTable({ sender, name }: RemotePlace, change: object): Promise<void> {
  const input = { TableName: name, ...change }
  for (let turn = 1; ; turn += 1) {
    await whenActive(sender, name)
    try {
      await sender.send('UpdateTable', input, ONCE)
      break
    } catch (error) {
      if (!isBusy(error) || turn >= TURNS_MAX) throw error
    }
  }
  await whenActive(sender, name)
}

/** Source: DynamoDB API reference, "UpdateTable": a table that is being changed, and one index at a time. */
function isBusy(error: unknown): boolean {
  if (error instanceof ResourceInUseException) return true
  return error instanceof LimitExceededException && error.message.includes('simultaneously')
}

function throughputOf({ read, write }: Units): object {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write }
}
