/** Refusals of whole requests, in the service's words. */

import type { Item } from '../types/attribute.js'
import { MISSING_OPERATIONS } from '../types/operation.js'
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DuplicateItemException,
  type DynamoError,
  IdempotentParameterMismatchException,
  ItemCollectionSizeLimitExceededException,
  ProvisionedThroughputExceededException,
  ResourceInUseException,
  ResourceNotFoundException,
  ThrottledError,
  TransactionCanceledException,
  TransactionConflictException,
  UnknownOperationException,
  ValidationException,
} from './dynamo-error.js'

/** The service has no text for what is no operation of its own, and we have one for what is. */
export const unknownOperation = (operation: string): UnknownOperationException =>
  new UnknownOperationException(
    MISSING_OPERATIONS.has(operation) ? `${operation} is not an operation of hashrange (yet).` : '',
  )

export const conditionFailed = (item: Item | undefined): ConditionalCheckFailedException =>
  new ConditionalCheckFailedException('The conditional request failed', item)

/** What operations on items say. */
export const tableNotFound = (): ResourceNotFoundException =>
  new ResourceNotFoundException('Requested resource not found')

/** What operations on tables say. */
export const tableNotFoundByName = (name: string): ResourceNotFoundException =>
  new ResourceNotFoundException(`Requested resource not found: Table: ${name} not found`)

export const tableExists = (name: string): ResourceInUseException =>
  new ResourceInUseException(`Table already exists: ${name}`)

export const duplicateKeys = (): ValidationException =>
  new ValidationException('Provided list of item keys contains duplicates')

export const duplicateTransactionItems = (): ValidationException =>
  new ValidationException('Transaction request cannot include multiple operations on one item')

export const tooFewActions = (): ValidationException =>
  new ValidationException(
    "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: " +
      'Member must have length greater than or equal to 1',
  )

/** In the form of the service that does not print the value. */
export const tooManyActions = (max: number): ValidationException =>
  new ValidationException(
    "1 validation error detected: Value at 'TransactItems' failed to satisfy constraint: " +
      `Member must have length less than or equal to ${max}`,
  )

/** The service's documentation says so; its exact text is not known. */
export const requestTokenReused = (): IdempotentParameterMismatchException =>
  new IdempotentParameterMismatchException(
    'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent ' +
      'token that was already used.',
  )

/** The service's exact text is not known; it has these words in it. */
export const transactionTooLarge = (): ValidationException =>
  new ValidationException(
    'The transaction payload is too large: its aggregate size cannot exceed 4 MB (4194304 bytes)',
  )

export const transactionCanceled = (
  reasons: readonly (DynamoError | undefined)[],
): TransactionCanceledException => {
  const cancellationReasons = reasons.map(cancellationReason)
  const codes = cancellationReasons.map(({ code }) => code).join(', ')
  return new TransactionCanceledException(
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    cancellationReasons,
  )
}

function cancellationReason(reason: DynamoError | undefined): CancellationReason {
  if (reason === undefined) return { code: 'None' }
  const { message } = reason
  if (reason instanceof ConditionalCheckFailedException) {
    const code = 'ConditionalCheckFailed'
    return reason.item === undefined ? { code, message } : { code, message, item: reason.item }
  }
  if (reason instanceof ResourceNotFoundException) return { code: 'ResourceNotFound', message }
  if (reason instanceof DuplicateItemException) return { code: 'DuplicateItem', message }
  if (reason instanceof ProvisionedThroughputExceededException) {
    return { code: 'ProvisionedThroughputExceeded', message }
  }
  if (reason instanceof ItemCollectionSizeLimitExceededException) {
    return { code: 'ItemCollectionSizeLimitExceeded', message }
  }
  if (reason instanceof TransactionConflictException) {
    return { code: 'TransactionConflict', message }
  }
  if (reason instanceof ThrottledError) return { code: 'ThrottlingError', message }
  return { code: 'ValidationError', message }
}
