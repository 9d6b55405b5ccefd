/**
 * Refusals as replies: numbers by which the client knows what went wrong and whether to try again, a text, and what the service
 * told.
 *
 * ```
 * error   = numbers text (null | [requestId name status] | [requestId name status reasons])
 * reasons = code, message and item of each action of a transaction, one behind the other
 * ```
 */

import type { WireMap } from '../encoding/wire-value.js'
import type { DynamoError } from '../errors/dynamo-error.js'
import { envelopeOf } from '../transport/error-envelope.js'
import type { AttributeLists } from './attribute-lists.js'
import type { CborWriter } from './cbor-writer.js'
import { writeItem } from './items.js'
import type { KeySchema } from './keys.js'
import { plainMapOf } from './plain-form.js'
import { writeList } from './reply-parts.js'

/** The last number of what the service has refused, by its name. Those from 57 to 60 [U]: the client does without them. */
const SERVICE_NUMBERS: Readonly<Record<string, number>> = {
  ProvisionedThroughputExceededException: 40,
  ResourceNotFoundException: 41,
  ConditionalCheckFailedException: 43,
  ResourceInUseException: 45,
  ValidationException: 46,
  InternalServerError: 47,
  ItemCollectionSizeLimitExceededException: 48,
  LimitExceededException: 49,
  ThrottlingException: 50,
  TransactionConflictException: 57,
  TransactionCanceledException: 58,
  TransactionInProgressException: 59,
  IdempotentParameterMismatchException: 60,
  RequestLimitExceeded: 61,
}

/** A refusal of the service begins so, and one of its own faults, which may be tried again. */
const REFUSED = [4, 37, 38, 39] as const
const FAILED = [1, 37, 38, 39] as const
/** A client that is not let in. It signs the next request anew. */
const NOT_AUTHORIZED = [4, 23, 31, 33] as const

/** What is told of a refusal beside what it says itself. */
interface ErrorSurroundings {
  readonly requestId: string
  readonly lists: AttributeLists
  /** Those of the actions of a transaction. */
  readonly schemas?: readonly KeySchema[] | undefined
}

interface Reason {
  readonly Code: string
  readonly Message?: string
  readonly Item?: WireMap
}

/** Appends a refusal of a request. */
export function writeRefusal(
  writer: CborWriter,
  error: DynamoError,
  { requestId, lists, schemas = [] }: ErrorSurroundings,
): void {
  const { CancellationReasons: reasons } = envelopeOf(error) as {
    readonly CancellationReasons?: readonly Reason[]
  }
  const number = Object.hasOwn(SERVICE_NUMBERS, error.name)
    ? SERVICE_NUMBERS[error.name]
    : undefined
  const numbers = [
    ...(error.statusCode < 500 ? REFUSED : FAILED),
    ...(number === undefined ? [] : [number]),
  ]
  writeNumbers(writer, numbers, error)
  writer.array(reasons === undefined ? 3 : 4)
  writeDetails(writer, error, requestId)
  if (reasons === undefined) return
  writer.array(reasons.length * 3)
  for (const [index, { Code, Message, Item }] of reasons.entries()) {
    writer.text(Code)
    if (Message === undefined) writer.nothing()
    else writer.text(Message)
    if (Item === undefined) writer.nothing()
    else writeItem(writer, plainMapOf(Item), { schema: schemas[index] ?? [], lists })
  }
}

/** Appends that a client is not let in. */
export function writeNotAuthorized(
  writer: CborWriter,
  error: DynamoError,
  requestId: string,
): void {
  writeNumbers(writer, NOT_AUTHORIZED, error)
  writer.array(3)
  writeDetails(writer, error, requestId)
}

function writeNumbers(
  writer: CborWriter,
  numbers: readonly number[],
  { message }: DynamoError,
): void {
  writeList(writer, numbers, (to, number) => to.integer(number))
  writer.text(message)
}

function writeDetails(
  writer: CborWriter,
  { name, statusCode }: DynamoError,
  requestId: string,
): void {
  writer.text(requestId)
  writer.text(name)
  writer.integer(statusCode)
}
