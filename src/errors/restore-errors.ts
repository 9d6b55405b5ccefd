/** Refusals of restores, in the service's words. */

import { requestInvalid } from './backup-errors.js'
import { TableAlreadyExistsException, TableInUseException } from './backup-exceptions.js'
import { LimitExceededException, ValidationException } from './dynamo-error.js'

export const twoRestoreSources = (): ValidationException =>
  new ValidationException('Must provide exactly one of: sourceTableArn, sourceTableName')

export const sourceArnInvalid = (): ValidationException =>
  new ValidationException('sourceTableArn is not a valid ARN')

export const sourceOfAnotherAccount = (): ValidationException =>
  new ValidationException(
    "This action is only supported by accounts that match the resource owner's account",
  )

/** How the service ends the second sentence is not known. */
export const twoRestoreTimes = (): ValidationException =>
  requestInvalid(
    'Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request. ' +
      'Please specify only one of them.',
  )

export const restoreTimeMissing = (): ValidationException =>
  requestInvalid(
    'Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both',
  )

/** There is a table of the name that a restored one is to have. */
export const targetExists = (table: string): TableAlreadyExistsException =>
  new TableAlreadyExistsException(`Table already exists: ${table}`)

/** `source` is the ARN of the backup, or of the table whose past is restored. */
export const targetBeingRestored = (table: string, source: string): TableInUseException =>
  new TableInUseException(`Table: ${table} is already being restored from backup: ${source}`)

export const tooManyRestores = (max: number): LimitExceededException =>
  new LimitExceededException(
    `Subscriber limit exceeded: Only ${max} restore operations can be done simultaneously`,
  )

export const encryptionNotChosen = (): ValidationException =>
  requestInvalid('sseSpecificationOverride must be provided for cross-region restores')

// What is to be otherwise than in the source. `index` is the name of the index that it is about, if it is not the table.

export const indexNotOfSource = (index: string): ValidationException =>
  requestInvalid(
    `Index ${index} does not match a secondary index that existed in the source table and ` +
      'cannot be created during the restore operation',
  )

export const throughputNotOverridable = (index?: string): ValidationException =>
  requestInvalid(
    `Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED${ofIndex(index)}`,
  )

export const throughputOverriddenOnDemand = (index?: string): ValidationException =>
  requestInvalid(
    `Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST${ofIndex(index)}`,
  )

export const throughputNotOverridden = (): ValidationException =>
  requestInvalid('Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED')

export const throughputOfIndexMissing = (index: string): ValidationException =>
  requestInvalid(`Must specify provisioned throughput for index ${index}`)

type OnDemandMember = 'MaxReadRequestUnits' | 'MaxWriteRequestUnits'

export const onDemandNotOverridable = (
  member: OnDemandMember,
  index?: string,
): ValidationException =>
  requestInvalid(
    `Cannot override ${member} for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST${ofIndex(index)}`,
  )

export const onDemandOverrideOutOfRange = (
  member: OnDemandMember,
  index?: string,
): ValidationException =>
  requestInvalid(
    `Requested ${member} for OnDemandThroughput is outside of valid range${ofIndex(index)}`,
  )

function ofIndex(index: string | undefined): string {
  return index === undefined ? '' : ` for index ${index}`
}
