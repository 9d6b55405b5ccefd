/** Refusals of definitions of secondary indexes, and of changes to them, in the service's words. */

import {
  LimitExceededException,
  ResourceNotFoundException,
  ValidationException,
} from './dynamo-error.js'
import { parametersInvalid } from './table-setting-errors.js'

/** `used` are the attributes that the table and its indexes have in their keys. */
export const definitionsNotUsed = ({
  definitions,
  used,
}: {
  readonly definitions: readonly string[]
  readonly used: readonly string[]
}): ValidationException =>
  parametersInvalid(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${definitions.join(', ')}], ` +
      `keys used: [${used.join(', ')}]`,
  )

// Keys

export const localIndexWithoutTableSortKey = (): ValidationException =>
  parametersInvalid(
    'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
  )

export const localIndexWithoutSortKey = (index: string): ValidationException =>
  parametersInvalid(`Index KeySchema does not have a range key for index: ${index}`)

export const localIndexOfOtherPartitionKey = (
  index: string,
  keys: { readonly index: string; readonly table: string },
): ValidationException =>
  parametersInvalid(
    `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index}. ` +
      `index hash key: ${keys.index}, table hash key: ${keys.table}`,
  )

export const tooManyIndexKeys = (type: 'HASH' | 'RANGE'): ValidationException =>
  parametersInvalid(`The KeySchema exceeds the maximum allowed number of ${type} key attributes`)

export const partitionKeysNotFirst = (): ValidationException =>
  parametersInvalid('All HASH key attributes must precede RANGE key attributes in the KeySchema')

export const indexKeysHaveSameName = (): ValidationException =>
  new ValidationException('The KeySchema contains multiple key attributes with the same name')

export const indexDefinitionsMissing = (index: string): ValidationException =>
  parametersInvalid(`AttributeDefinitions is not specified for index: ${index}`)

/** Both schemas as the service writes them. */
export const attributesRedefined = (existing: string, wanted: string): ValidationException =>
  parametersInvalid(
    'Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. ' +
      `Existing schema: ${existing} New schema: ${wanted}`,
  )

// Projections

export const projectionTypeMissing = (): ValidationException =>
  parametersInvalid('Unknown ProjectionType: null')

export const projectedNamesUnwanted = (type: string): ValidationException =>
  parametersInvalid(`ProjectionType is ${type}, but NonKeyAttributes is specified`)

export const projectedNamesMissing = (): ValidationException =>
  parametersInvalid('ProjectionType is INCLUDE, but NonKeyAttributes is not specified')

export const projectedNameRepeated = (name: string): ValidationException =>
  parametersInvalid(`Duplicate element in NonKeyAttributes: ${name}`)

/** The service's text is not certain. */
export const tooManyProjectedNames = (max: number): ValidationException =>
  parametersInvalid(`Number of projected attributes exceeds limit of ${max}`)

// Names and numbers of indexes

export const indexNameRepeated = (index: string): ValidationException =>
  parametersInvalid(`Duplicate index name: ${index}`)

export const tooManyLocalIndexes = (max: number): ValidationException =>
  parametersInvalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${max}`)

export const tooManyGlobalIndexes = (max: number): ValidationException =>
  parametersInvalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${max}`)

/** What UpdateTable says. */
export const globalIndexAboveLimit = (max: number): LimitExceededException =>
  new LimitExceededException(
    `Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of ${max}`,
  )

export const oneIndexAtATime = (): LimitExceededException =>
  new LimitExceededException(
    'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  )

// Actions of UpdateTable

export const indexActionMissing = (): ValidationException =>
  parametersInvalid(
    'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
      'GlobalSecondaryIndexUpdate.Delete must not be null',
  )

export const severalIndexActions = (): ValidationException =>
  parametersInvalid(
    'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
  )

export const severalActionsOnIndex = (index: string): ValidationException =>
  parametersInvalid(
    `Only one global secondary index update per index is allowed simultaneously. Index: ${index}`,
  )

export const indexExists = (): ValidationException =>
  new ValidationException('Attempting to create an index which already exists')

export const indexNotFoundByName = (index: string, table: string): ResourceNotFoundException =>
  new ResourceNotFoundException(`Requested resource not found: Index ${index} for table ${table}`)

export const indexIsLocal = (action: 'delete' | 'update', index: string): ValidationException =>
  new ValidationException(`Cannot ${action} an index that is not a GlobalSecondaryIndex: ${index}`)

// Throughput of indexes

type UnitsMember = 'ReadCapacityUnits' | 'WriteCapacityUnits'

export const indexUnitsOutOfBounds = (
  member: UnitsMember,
  { units, index }: { readonly units: number; readonly index: string },
): ValidationException =>
  new ValidationException(`Given value ${units} for ${member} is out of bounds for index ${index}`)

export const indexThroughputMissing = (index: string): ValidationException =>
  parametersInvalid(`ProvisionedThroughput is not specified for index: ${index}`)

export const indexThroughputUnwanted = (index: string): ValidationException =>
  parametersInvalid(
    `ProvisionedThroughput should not be specified for index: ${index} when BillingMode is PAY_PER_REQUEST`,
  )

/** What a switch of the table to PROVISIONED says. */
export const throughputOfIndexesMissing = (indexes: readonly string[]): ValidationException =>
  parametersInvalid(`ProvisionedThroughput must be specified for index: ${indexes.join(',')}`)

export const indexUpdateEmpty = (index: string): ValidationException =>
  parametersInvalid(
    `Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: ${index}`,
  )

export const indexUnitsOnDemand = (index: string): ValidationException =>
  parametersInvalid(
    `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${index} ` +
      'when BillingMode is PAY_PER_REQUEST',
  )

export const indexUpdateOnDemand = (index: string): ValidationException =>
  parametersInvalid(
    `The only Updates for index: ${index} when TableThroughputMode is PAY_PER_REQUEST can be to ` +
      'OnDemandThroughput, WarmThroughput',
  )

export const indexThroughputUnchanged = (
  index: string,
  { read, write }: { readonly read: number; readonly write: number },
): ValidationException =>
  new ValidationException(
    `The provisioned throughput for the index ${index} will not change. ` +
      'The requested value equals the current value. ' +
      `Current ReadCapacityUnits provisioned for index ${index}: ${read}. ` +
      `Requested ReadCapacityUnits: ${read}. ` +
      `Current WriteCapacityUnits provisioned for index ${index}: ${write}. ` +
      `Requested WriteCapacityUnits: ${write}. ` +
      'Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
  )
