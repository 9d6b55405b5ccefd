/** Refusals of reads of secondary indexes, and of items that do not fit them, in the service's words. */

import type { TypeTag } from '../types/attribute.js'
import { ItemCollectionSizeLimitExceededException, ValidationException } from './dynamo-error.js'

/** An index that does not hold all of its items yet. */
export const indexFilling = (index: string): ValidationException =>
  new ValidationException(`Cannot read from backfilling global secondary index: ${index}`)

export const indexReadConsistently = (): ValidationException =>
  new ValidationException('Consistent reads are not supported on global secondary indexes')

/** Whole items are asked for, and the index has only parts of them. */
export const indexHasLessThanAll = (index: string): ValidationException =>
  new ValidationException(
    'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary ' +
      `index ${index} because its projection type is not ALL`,
  )

export const attributesNotProjected = (
  index: string,
  names: readonly string[],
): ValidationException =>
  new ValidationException(
    `One or more parameter values were invalid: Global secondary index ${index} does not project [${names.join(', ')}]`,
  )

// Items that do not fit

export const indexKeyTypeMismatch = (fault: {
  readonly index: string
  readonly attribute: string
  readonly expected: TypeTag
  readonly actual: TypeTag
}): ValidationException =>
  new ValidationException(
    `One or more parameter values were invalid: Type mismatch for Index Key ${fault.attribute} ` +
      `Expected: ${fault.expected} Actual: ${fault.actual} IndexName: ${fault.index}`,
  )

export const indexKeyEmpty = (
  kind: 'string' | 'binary',
  { index, attribute }: { readonly index: string; readonly attribute: string },
): ValidationException =>
  new ValidationException(
    'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
      `The AttributeValue for a key attribute cannot contain an empty ${kind} value. ` +
      `IndexName: ${index}, IndexKey: ${attribute}`,
  )

/** Of an item that is put. `size` and `max` are in bytes. */
export const indexKeyTooLarge = (fault: {
  readonly index: string
  readonly attribute: string
  readonly size: number
  readonly max: number
}): ValidationException =>
  new ValidationException(
    `One or more parameter values were invalid: Size limit exceeded for Index Key ${fault.attribute} ` +
      `Actual Size: ${fault.size} bytes Max Size: ${fault.max} bytes IndexName: ${fault.index}`,
  )

/** Whether a refusal says that an update makes the key of an index empty. */
export const isIndexKeyUpdatedToEmpty = (error: unknown): boolean =>
  error instanceof ValidationException &&
  (['string', 'binary'] as const).some(
    kind => error.message === indexKeyUpdatedToEmpty(kind).message,
  )

export const indexKeyUpdatedToEmpty = (kind: 'string' | 'binary'): ValidationException =>
  new ValidationException(
    'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a ' +
      `value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value.`,
  )

export const indexKeyUpdatedToOtherType = (): ValidationException =>
  new ValidationException(
    'The update expression attempted to update the secondary index key to unsupported type',
  )

export const indexKeyUpdatedToTooLarge = (): ValidationException =>
  new ValidationException(
    'The update expression attempted to update the secondary index key beyond allowed size limits',
  )

export const itemCollectionTooLarge = (): ItemCollectionSizeLimitExceededException =>
  new ItemCollectionSizeLimitExceededException('Collection size exceeded.')

// Definitions in schemas as literals, which the service does not have, so the texts are ours

export const indexNameInvalid = (name: string): ValidationException =>
  new ValidationException(
    `1 validation error detected: Value '${name}' at 'indexName' failed to satisfy constraint: ` +
      'Member must have 3 to 255 characters and satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
  )

/** `member` is a list of indexes, the name of one, or its projection. */
export const indexDefinitionInvalid = (member: string): ValidationException =>
  new ValidationException(
    member === 'projection'
      ? "One or more parameter values were invalid: projection must be 'ALL', 'KEYS_ONLY' or an array of names"
      : `One or more parameter values were invalid: ${member} must be an object`,
  )

export const localIndexNotAdded = (name: string): ValidationException =>
  new ValidationException(
    `One or more parameter values were invalid: ${name} has no partitionKey. A local index can be made only together ` +
      'with its table; a global one can be added, and has a partitionKey of its own',
  )
