/** Refusals of what is asked of replicas and of global tables, in the service's words. */

import { DynamoError, ResourceInUseException, ValidationException } from './dynamo-error.js'
import { parametersInvalid } from './table-setting-errors.js'

/** Replicas can't become equal while something is on its way over a link that is cut. */
export class LinkCut extends Error {
  override readonly name = 'LinkCut'
  readonly from: string
  readonly to: string

  constructor({ from, to }: { readonly from: string; readonly to: string }) {
    super(
      `Writes are on their way from ${from} to ${to}, and the link is cut: setLink('${from}', '${to}', {}) lets them arrive`,
    )
    this.from = from
    this.to = to
  }
}

/** A write to the item in another region is not acknowledged yet. The AWS SDK tries again. */
export class ReplicatedWriteConflictException extends DynamoError {
  override readonly name = 'ReplicatedWriteConflictException'
}

/** The service's text is not known for sure. */
export const replicatedWriteConflict = (): ReplicatedWriteConflictException =>
  new ReplicatedWriteConflictException(
    'One or more items in this request are being modified by a request in another Region.',
  )

/** There is no global table of the version 2017.11.29. */
export class GlobalTableNotFoundException extends DynamoError {
  override readonly name = 'GlobalTableNotFoundException'
}

export const globalTableNotFound = (name: string): GlobalTableNotFoundException =>
  new GlobalTableNotFoundException(`Global table with name: '${name}' does not exist.`)

export const globalTablesAreLegacy = (): ValidationException =>
  parametersInvalid(
    'DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables ' +
      'version 2019.11.21, instead of version 2017.11.29 (Legacy).',
  )

/** Of an UpdateGlobalTable without actions. */
export const replicaUpdatesEmpty = (): ValidationException =>
  new ValidationException('One or more parameter values were invalid')

// By the request alone

export const tooManyReplicaActions = (): ValidationException =>
  new ValidationException(
    'Update table operation with more than one create or delete replica actions not allowed',
  )

export const replicaActionsMixed = (): ValidationException =>
  new ValidationException(
    'Update table operation with more than one type of replica actions not allowed.',
  )

export const replicaRegionRepeated = (): ValidationException =>
  new ValidationException('Cannot target multiple regions with the same action')

export const replicaActionMissing = (): ValidationException =>
  new ValidationException(
    'There are no actions specified in the Replica Update Action of the request.',
  )

/** How the service's text goes on is not known. */
export const replicaIsLocal = (): ValidationException =>
  new ValidationException('Cannot add or delete the local region through ReplicaUpdates')

export const regionNotSupported = (
  region: string,
  regions: readonly string[],
): ValidationException =>
  new ValidationException(
    `Region ${region} is not supported. The latest version of global tables are only supported in the ` +
      `following regions: [${regions.join(', ')}]`,
  )

// By what there is

export const replicatedTableInUse = (): ResourceInUseException =>
  new ResourceInUseException('The resource which you are attempting to change is in use.')

/** The quotation marks and the words are the service's. */
export const replicaExistsAsTable = (table: string): ValidationException =>
  new ValidationException(
    `Failed to create a the new replica of table with name: ‘${table}’ because one or more replicas ` +
      'already existed as tables.',
  )

export const replicaExists = (table: string, regions: readonly string[]): ValidationException =>
  new ValidationException(
    `Global table with name: '${table}' already exists with replicas in regions: '${regions.join(', ')}'`,
  )

export const notAReplica = (regions: readonly string[]): ValidationException =>
  new ValidationException(
    'Update global table operation failed because one or more replicas were not part of the global table. ' +
      `Please retry the request without these replicas: [${regions.join(', ')}].`,
  )

/** The quotation marks are the service's. */
export const regionDisabled = (region: string): ValidationException =>
  new ValidationException(
    `Failed to access the region: ‘${region}’. User is missing the permissions since the region is disabled.`,
  )

export const writesNotScaled = (kind: 'Table' | 'GSI'): ValidationException =>
  new ValidationException(`${kind} write capacity should either be Pay-Per-Request or AutoScaled.`)

export const replicaHasFedAnother = (): ValidationException =>
  new ValidationException(
    'Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the ' +
      'table in the last 24 hours.',
  )

export const replicaIsComing = (table: string, region: string): ValidationException =>
  new ValidationException(
    'Create/Update/Delete of replica is not allowed while the replica is being added to table with name: ' +
      `‘${table}’ in region: ‘${region}’.`,
  )

export const replicaKeyMissing = (): ValidationException =>
  parametersInvalid('KMSMasterKeyId must be specified for each replica.')

export const replicaKeysMixed = (): ValidationException =>
  parametersInvalid('All replica keys must either be Customer Managed CMK or AWS Managed CMK.')

export const replicaEncryptionUpdating = (): ValidationException =>
  new ValidationException(
    'Operation cannot be performed while replica server-side encryption status is in UPDATING state. ' +
      'Please retry the request after the status is updated to ENABLED.',
  )

export const replicaProtected = (table: string, region: string): ValidationException =>
  new ValidationException(
    `Cannot delete table ${table} in region ${region} because it has deletion protection enabled. ` +
      'Disable deletion protection first.',
  )

/** The service's text is not known. */
export const streamOfReplicas = (table: string): ValidationException =>
  new ValidationException(
    `The stream of a table that has replicas can't be changed or disabled: TableName: ${table}`,
  )

export const replicationModeOfRegional = (mode: string): ValidationException =>
  new ValidationException(
    `Value '${mode}' at 'GlobalTableSettingsReplicationMode' failed to satisfy constraint: Only ENABLED and DISABLED ` +
      'settings replication are supported for a Regional Table.',
  )

/** The text is ours. */
export const replicationModeOfReplicas = (mode: string, own: string): ValidationException =>
  new ValidationException(
    `Value '${mode}' at 'GlobalTableSettingsReplicationMode' failed to satisfy constraint: Replicas of one account have ${own}.`,
  )

/** The text is ours. */
export const tableOfSeveralAccounts = (): ValidationException =>
  new ValidationException(
    'GlobalTableSourceArn is not supported: a database is one account, and global tables of several are of the cloud alone. ' +
      'UpdateTable with ReplicaUpdates adds replicas in other regions',
  )

/** Of calls of the native interface that would leave replicas of each other unequal. */
export const notOfReplicas = (call: string, table: string): ValidationException =>
  new ValidationException(
    `${call} is of one region alone, and ${table} has replicas: drop these before, or remove the items one by one`,
  )

/** Of a schema. */
export const replicasInvalid = (
  member: string,
  { value, regions }: { readonly value: unknown; readonly regions: readonly string[] },
): ValidationException =>
  new ValidationException(
    `${member} is a list of other regions, each of them once, and not ${shown(value)}. There are ${regions.join(', ')}`,
  )

export const replicasNotImported = (): ValidationException =>
  new ValidationException(
    'An import makes a table of one region: add replicas by UpdateTable when it is there',
  )

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(String).join(', ')}]` : String(value)
}
