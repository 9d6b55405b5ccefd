/** Refusals of what a table is to be set to, in the service's words, where the request alone tells that it is wrong. */

import { ValidationException } from './dynamo-error.js'

/** What most rules between the members of a request begin with. */
export const parametersInvalid = (fault: string): ValidationException =>
  new ValidationException(`One or more parameter values were invalid: ${fault}`)

/** What the service can do and this library cannot. The text is ours. */
export const notSupportedYet = (member: string): ValidationException =>
  new ValidationException(`${member} is not supported yet`)

// Billing mode and throughput

export const throughputOnDemand = (): ValidationException =>
  parametersInvalid(
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  )

/** What CreateTable says. */
export const throughputMissing = (): ValidationException =>
  parametersInvalid(
    'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
  )

/** What UpdateTable says. */
export const throughputMissingInUpdate = (): ValidationException =>
  parametersInvalid('ProvisionedThroughput must be specified when BillingMode is PROVISIONED')

export const unitsOutOfBounds = (
  member: 'ReadCapacityUnits' | 'WriteCapacityUnits',
  units: number,
): ValidationException =>
  new ValidationException(`Given value ${units} for ${member} is out of bounds`)

type OnDemandMember = 'MaxReadRequestUnits' | 'MaxWriteRequestUnits'
type WarmMember = 'ReadUnitsPerSecond' | 'WriteUnitsPerSecond'

/** The name of the index that a setting is of; undefined if it is the table's own. */
type OfIndex = string | undefined

/** What CreateTable says. */
export const onDemandWhenProvisioned = (
  member: OnDemandMember,
  index: OfIndex,
): ValidationException =>
  parametersInvalid(
    `${member} for OnDemandThroughput${index === undefined ? '' : ` for index: ${index}`} ` +
      'cannot be specified when table BillingMode is PROVISIONED.',
  )

/** What UpdateTable says. */
export const onDemandWhenProvisionedInUpdate = (
  member: OnDemandMember,
  index: OfIndex,
): ValidationException =>
  parametersInvalid(
    `${member} for OnDemandThroughput${index === undefined ? '' : ` for index: ${index}`} ` +
      'cannot be specified when the table BillingMode is PROVISIONED',
  )

export const onDemandOutOfRange = (member: OnDemandMember, index: OfIndex): ValidationException =>
  parametersInvalid(
    `Requested ${member} for OnDemandThroughput for ` +
      `${index === undefined ? 'table' : `index : ${index}`} is outside of valid range`,
  )

const warmTooLow = (
  member: WarmMember,
  { index, least }: { readonly index: OfIndex; readonly least: string },
): ValidationException =>
  parametersInvalid(
    `Requested ${member} for WarmThroughput for ${index === undefined ? 'table' : `index ${index}`} ` +
      `is lower than ${least}`,
  )

/** The page that the service names is not known. */
export const warmBelowOnDemand = (member: WarmMember, index: OfIndex): ValidationException =>
  warmTooLow(member, {
    index,
    least:
      'initial throughput for OnDemand. ' +
      'See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html',
  })

export const warmBelowProvisioned = (member: WarmMember, index: OfIndex): ValidationException => {
  const provisioned = member === 'ReadUnitsPerSecond' ? 'ReadCapacityUnits' : 'WriteCapacityUnits'
  return warmTooLow(member, { index, least: `${provisioned} of ProvisionedThroughput` })
}

export const warmDecreased = (member: WarmMember, index: OfIndex): ValidationException =>
  warmTooLow(member, {
    index,
    least: 'current WarmThroughput, decreasing WarmThroughput is not supported',
  })

export const throughputUnchanged = (units: {
  readonly read: number
  readonly write: number
}): ValidationException =>
  new ValidationException(
    'The provisioned throughput for the table will not change. The requested value equals the current value. ' +
      `Current ReadCapacityUnits provisioned for the table: ${units.read}. ` +
      `Requested ReadCapacityUnits: ${units.read}. ` +
      `Current WriteCapacityUnits provisioned for the table: ${units.write}. ` +
      `Requested WriteCapacityUnits: ${units.write}. ` +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  )

// Streams

export const streamViewMissing = (): ValidationException =>
  parametersInvalid('Table is being created with a stream enabled, UpdateViewType is required')

export const streamViewUnwanted = (): ValidationException =>
  parametersInvalid(
    'Table is being created with a stream disabled, UpdateViewType should not be specified',
  )

export const streamViewMissingInUpdate = (): ValidationException =>
  parametersInvalid('If stream is being enabled then UpdateViewType is required')

export const streamViewUnwantedInUpdate = (): ValidationException =>
  parametersInvalid('If stream is being disabled, then UpdateViewType must not be specified')

export const streamAlreadyEnabled = (table: string): ValidationException =>
  new ValidationException(`Table already has an enabled stream: TableName: ${table}`)

export const streamNotEnabled = (table: string): ValidationException =>
  new ValidationException(`Table has no stream to disable: TableName: ${table}`)

// Encryption, class, protection

export const encryptionMemberUnwanted = (
  member: 'SSEType' | 'KMSMasterKeyId',
): ValidationException => parametersInvalid(`${member} can not be specified if Enabled is false`)

export const encryptionTypeMissing = (): ValidationException =>
  parametersInvalid('SSEType KMS is required if KMSMasterKeyId is specified')

export const encryptionTypeNotSupported = (): ValidationException =>
  parametersInvalid('SSEType AES256 is not supported')

export const encryptedByDefault = (): ValidationException =>
  parametersInvalid('Table is already encrypted by default')

export const encryptedWithThisKey = (): ValidationException =>
  parametersInvalid(
    'Table is already encrypted with given KMSMasterKeyId. ' +
      'Use KMSMasterKeyId parameter if you want to change Master Key',
  )

export const tableClassInvalid = (): ValidationException =>
  new ValidationException(
    'Invalid table-class parameter provided. Please try again with a valid table-class value: ' +
      '[STANDARD, STANDARD_INFREQUENT_ACCESS].',
  )

export const tableProtected = (): ValidationException =>
  new ValidationException(
    'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  )

// What an update may do at once

export const nothingToUpdate = (members: readonly string[]): ValidationException => {
  const last = members.at(-1)
  return new ValidationException(
    `At least one of ${members.slice(0, -1).join(', ')} or ${last} is required`,
  )
}

/** `what` is what the service calls the change, such as `TableClass modification`. */
export const notTheOnlyChange = (what: string): ValidationException =>
  parametersInvalid(`${what} must be the only operation in the request`)

export const onDemandNotAlone = (): ValidationException =>
  parametersInvalid(
    'OnDemandThroughput can only be combined with BillingMode in an UpdateTable request',
  )

export const streamWithThroughput = (): ValidationException =>
  parametersInvalid('You cannot modify stream status while updating table IOPS')

export const indexWithThroughput = (): ValidationException =>
  parametersInvalid('You cannot create or delete index while updating table IOPS')

export const indexWithStream = (): ValidationException =>
  parametersInvalid('You cannot create or delete index while changing stream status')

export const indexWithWarmThroughput = (): ValidationException =>
  parametersInvalid(
    'Create global secondary index cannot be specified when updating WarmThroughput',
  )

export const emptyIndexList = (
  member: 'LocalSecondaryIndexes' | 'GlobalSecondaryIndexes' | 'GlobalSecondaryIndexUpdates',
): ValidationException => parametersInvalid(`List of ${member} is empty`)
