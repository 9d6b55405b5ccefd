/** Refusals of changes to a table that is being changed, or has been changed too often, in the service's words. */

import { LimitExceededException, ResourceInUseException } from './dynamo-error.js'

/** What most refusals because of a change that is under way begin with. */
export const stillInUse = (fault: string): ResourceInUseException =>
  new ResourceInUseException(`Attempt to change a resource which is still in use: ${fault}`)

export const tableBeingCreated = (name: string): ResourceInUseException =>
  stillInUse(`Table is being created: ${name}`)

/** A table of the name is being restored. */
export const tableBeingUsed = (name: string): ResourceInUseException =>
  stillInUse(`Table is being used: ${name}`)

export const tableBeingDeleted = (name: string): ResourceInUseException =>
  stillInUse(`Table is being deleted: ${name}`)

export const tableBeingUpdated = (name: string): ResourceInUseException =>
  stillInUse(`Table: ${name} is in the process of being updated.`)

export const throughputBeingUpdated = (name: string): ResourceInUseException =>
  stillInUse(`Table IOPS are currently being updated. Table: ${name}`)

export const billingModeBeingUpdated = (): ResourceInUseException =>
  stillInUse('OnDemandThroughput cannot be updated while BillingMode update is in progress')

/** `tableClass` is the one that the table is given. */
export const tableClassBeingUpdated = (name: string, tableClass: string): ResourceInUseException =>
  stillInUse(
    `Can't update table class when a table class update is in progress. Table: ${name} ` +
      `TableClassUpdateInProgress: ${tableClass}`,
  )

export const encryptionBeingUpdated = (): ResourceInUseException =>
  stillInUse('Server-Side Encryption is still being updated')

/** A change of a table's stream that is under way. */
interface StreamChange {
  readonly table: string
  /** Its label. */
  readonly stream: string
  readonly operation: string
}

const streamChange = ({ table, stream, operation }: StreamChange): string =>
  `Table: ${table} Stream: ${stream} Operation: ${operation}`

export const streamBeingUpdated = (change: StreamChange): ResourceInUseException =>
  stillInUse(`A stream status change is currently in progress. ${streamChange(change)}`)

export const throughputWithStreamChange = (change: StreamChange): ResourceInUseException =>
  stillInUse(`Can't change table IOPS when stream status is being updated. ${streamChange(change)}`)

export const indexesWithStreamChange = (change: StreamChange): ResourceInUseException =>
  stillInUse(
    `Can't create or delete an index when stream status is being updated. ${streamChange(change)}`,
  )

export const deletionWithStreamChange = (): ResourceInUseException =>
  stillInUse('Cannot delete table while stream is being enabled/disabled.')

export const streamWithThroughputChange = (table: string): ResourceInUseException =>
  stillInUse(`Can't enable or disable stream while table IOPS are being updated. Table: ${table}`)

// Limits of the account

const overLimit = (fault: string): LimitExceededException =>
  new LimitExceededException(`Subscriber limit exceeded: ${fault}`)

export const throughputAboveMaximum = (
  member: 'ReadCapacityUnits' | 'WriteCapacityUnits',
  requested: { readonly units: number; readonly region: string; readonly max: number },
): LimitExceededException =>
  new LimitExceededException(
    `The requested ${member}, ${requested.units}, is above the per table maximum for the account in ` +
      `${requested.region}. Per table maximum: ${requested.max}. ` +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  )

/** `index` is undefined if the limit is the table's own. */
export const onDemandAboveMaximum = (
  direction: 'Read' | 'Write',
  { region, index }: { readonly region: string; readonly index: string | undefined },
): LimitExceededException =>
  overLimit(
    `Requested Max${direction}RequestUnits for OnDemandThroughput for ` +
      `${index === undefined ? 'table' : `index ${index}`} exceeds ` +
      `TableMax${direction}CapacityUnits of the account in region ${region}`,
  )

// Limits on how often a table may be changed. Times are in milliseconds since 1970.

interface Changes {
  readonly count: number
  readonly last: number
  readonly next: number
}

export const tooManyDecreases = ({ count, last, next }: Changes): LimitExceededException =>
  overLimit(
    'Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each ' +
      'subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. ' +
      `Number of decreases today: ${count}. Last decrease at ${dateText(last)}. ` +
      `Next decrease can be made at ${dateText(next)}`,
  )

export const tooManyEncryptionChanges = (
  { count, last, next }: Changes,
  now: number,
): LimitExceededException =>
  overLimit(
    `Encryption mode changes are limited in the 24h window ending at ${dateText(now)}. ` +
      'After the first 4 change, each subsequent change in the same window can be performed at most once every ' +
      `21600 seconds. Number of updates today: ${count}. Last change at ${dateText(last)}. ` +
      `Next changes can be made at ${dateText(next)}.`,
  )

export const tooManyTableClassChanges = (): LimitExceededException =>
  overLimit('Updates to TableClass are limited to 2 times in 30 day(s).')

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
]

/**
 * Such as `Wednesday, July 25, 2018 8:48:14 AM UTC`. The names stand here, as to make a formatter takes longer than all the rest
 * of a refusal, and auto scaling is refused each minute once the decreases of a day are used up.
 */
function dateText(time: number): string {
  const date = new Date(time)
  const [minutes, seconds] = [date.getUTCMinutes(), date.getUTCSeconds()].map(number =>
    String(number).padStart(2, '0'),
  )
  const hours = date.getUTCHours()
  return (
    `${WEEKDAYS[date.getUTCDay()]}, ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ` +
    `${date.getUTCFullYear()} ${hours % 12 || 12}:${minutes}:${seconds} ${hours < 12 ? 'AM' : 'PM'} UTC`
  )
}
