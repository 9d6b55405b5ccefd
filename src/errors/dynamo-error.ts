/**
 * The service's exceptions as classes. A `DynamoError` is a refusal: the caller asked for something that the service
 * would not do, and nothing was changed. The texts stand in the files beside this one, by subject.
 *
 * Source of names, codes and statuses: the DynamoDB API reference, "Common errors" and the errors of each operation.
 */

import type { Item } from '../types/attribute.js'
import { shortened } from './shortened.js'

/** UTF-16 code units of a message. The service's own texts have a few hundred; the rest is what a request had. */
const MESSAGE_LENGTH_MAX = 16_384

/** Why a request was throttled, and what it would have used. */
export interface ThrottlingReason {
  /** Such as `TableReadProvisionedThroughputExceeded`. */
  readonly reason: string
  /** The ARN of the table or the index. */
  readonly resource: string
}

/** By this, copies of this library in one process know the refusals of each other. */
const REFUSAL_BRAND: unique symbol = Symbol.for('hashrange.DynamoError.1')

/** Any exception of the service. `name` and `code` are the service's, `statusCode` is that of the HTTP answer. */
export abstract class DynamoError extends Error {
  abstract override readonly name: string
  readonly statusCode: number = 400
  /** Only of requests that were throttled. */
  declare readonly throttlingReasons?: readonly ThrottlingReason[]

  /** The end of a message is cut off if it is far too long. */
  constructor(message: string) {
    super(shortened(message, MESSAGE_LENGTH_MAX))
  }

  /** @internal What other copies of this library know it by. */
  get [REFUSAL_BRAND](): true {
    return true
  }

  /** The service's error code: the same text as `name`. */
  get code(): string {
    return this.name
  }
}

/**
 * Whether an error is a refusal, be it of another copy of this library: of the one that a database is of, where this one
 * serves it. Which refusal it is, its name tells then, and not its class.
 */
export function isRefusal(error: unknown): error is DynamoError {
  return typeof error === 'object' && error !== null && REFUSAL_BRAND in error
}

/** The request breaks a rule of the data model, of an expression, or of the operation. */
export class ValidationException extends DynamoError {
  override readonly name = 'ValidationException'
}

/** The table does not exist. */
export class ResourceNotFoundException extends DynamoError {
  override readonly name = 'ResourceNotFoundException'
}

/** The table exists already, or is being changed. */
export class ResourceInUseException extends DynamoError {
  override readonly name = 'ResourceInUseException'
}

/** The condition of a write did not hold. */
export class ConditionalCheckFailedException extends DynamoError {
  override readonly name = 'ConditionalCheckFailedException'
  /** The stored item, if the request asked for it and there is one. */
  declare readonly item: Item | undefined

  constructor(message: string, item?: Item) {
    super(message)
    // What is not there is not printed.
    if (item !== undefined) this.item = item
  }
}

/** A statement inserts an item whose key there is already. */
export class DuplicateItemException extends DynamoError {
  override readonly name = 'DuplicateItemException'
}

/** Why one action of a cancelled transaction was, or was not, at fault. */
export interface CancellationReason {
  /** `None` where the action was not at fault; else the service's code, such as `ConditionalCheckFailed`. */
  readonly code: string
  /** The service's text; absent where `code` is `None`. */
  readonly message?: string | undefined
  /** The stored item, if the action asked for it on a failed condition and there is one. */
  readonly item?: Item | undefined
}

/** No action of the transaction took effect. */
export class TransactionCanceledException extends DynamoError {
  override readonly name = 'TransactionCanceledException'
  /** One reason for each action, in the order of the request. */
  readonly cancellationReasons: readonly CancellationReason[]

  constructor(message: string, cancellationReasons: readonly CancellationReason[]) {
    super(message)
    this.cancellationReasons = cancellationReasons
  }
}

/** A client request token has been used for another request. */
export class IdempotentParameterMismatchException extends DynamoError {
  override readonly name = 'IdempotentParameterMismatchException'
}

/** The body is no JSON, or has values of the wrong JSON types. Some have no text: the message is then empty. */
export class SerializationException extends DynamoError {
  override readonly name = 'SerializationException'
}

/** There is no such operation. The message is empty if the service has none either. */
export class UnknownOperationException extends DynamoError {
  override readonly name = 'UnknownOperationException'
}

/** The request is not signed. */
export class MissingAuthenticationTokenException extends DynamoError {
  override readonly name = 'MissingAuthenticationTokenException'
}

/** The signature lacks a part, or a part is malformed. */
export class IncompleteSignatureException extends DynamoError {
  override readonly name = 'IncompleteSignatureException'
}

/** The signature is complete, and is not that of the request. */
export class InvalidSignatureException extends DynamoError {
  override readonly name = 'InvalidSignatureException'
}

/** The access key or the session token is unknown. */
export class UnrecognizedClientException extends DynamoError {
  override readonly name = 'UnrecognizedClientException'
}

/** The service failed, not the caller. */
export class InternalServerError extends DynamoError {
  override readonly name = 'InternalServerError'
  override readonly statusCode = 500
}

/** The service can't be reached just now. */
export class ServiceUnavailableException extends DynamoError {
  override readonly name = 'ServiceUnavailableException'
  override readonly statusCode = 503
}

/** Another transaction is under way for an item of the request. */
export class TransactionConflictException extends DynamoError {
  override readonly name = 'TransactionConflictException'
}

/** More than the account may have, or more often than it may be done. */
export class LimitExceededException extends DynamoError {
  override readonly name = 'LimitExceededException'
}

/** The items of one partition key, with their entries in local indexes, would be over 10 GB. */
export class ItemCollectionSizeLimitExceededException extends DynamoError {
  override readonly name = 'ItemCollectionSizeLimitExceededException'
}

/** A request for which there is no capacity just now. It may be tried again later. */
export abstract class ThrottledError extends DynamoError {
  override readonly throttlingReasons: readonly ThrottlingReason[]

  constructor(message: string, throttlingReasons: readonly ThrottlingReason[]) {
    super(message)
    this.throttlingReasons = throttlingReasons
  }
}

/** A table or an index has used up the throughput that is provisioned for it. */
export class ProvisionedThroughputExceededException extends ThrottledError {
  override readonly name = 'ProvisionedThroughputExceededException'
}

/** A table or an index that is paid for by the request is asked for more than it can give as yet, or may give. */
export class ThrottlingException extends ThrottledError {
  override readonly name = 'ThrottlingException'
}

/** The account is asked for more than it may give. */
export class RequestLimitExceeded extends ThrottledError {
  override readonly name = 'RequestLimitExceeded'
}

/** The caller may not do this, or not with what belongs to another account. */
export class AccessDeniedException extends DynamoError {
  override readonly name = 'AccessDeniedException'
}

/** An iterator was given out too long ago. */
export class ExpiredIteratorException extends DynamoError {
  override readonly name = 'ExpiredIteratorException'
}

/** There is no resource-based policy, or not the revision that was expected. */
export class PolicyNotFoundException extends DynamoError {
  override readonly name = 'PolicyNotFoundException'
}

/** Records of a stream that were there are no longer kept. */
export class TrimmedDataAccessException extends DynamoError {
  override readonly name = 'TrimmedDataAccessException'
}

/** An option of a trigger is not what the service's event source mapping takes. */
export class InvalidParameterValueException extends DynamoError {
  override readonly name = 'InvalidParameterValueException'
}
