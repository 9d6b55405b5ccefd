/**
 * Errors that clients of the SDK throw, as the native interface has them: of the same classes, under the service's names. And what
 * each of them says of whether the request may be sent again.
 */

import {
  ConditionalCheckFailedException,
  DuplicateItemException,
  ExpiredIteratorException,
  IdempotentParameterMismatchException,
  InternalServerError,
  ItemCollectionSizeLimitExceededException,
  LimitExceededException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceInUseException,
  ResourceNotFoundException,
  ThrottlingException,
  type ThrottlingReason,
  TransactionCanceledException,
  TransactionConflictException,
  TrimmedDataAccessException,
  ValidationException,
} from '../errors/dynamo-error.js'
import { itemOfSdk, type SdkMap } from './values.js'

/** An exception of the SDK, as far as it is looked at. */
interface SdkException {
  readonly name: string
  readonly message: string
  /** Of failures of the network, such as `ECONNRESET`. */
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly Item?: SdkMap
  readonly ThrottlingReasons?: readonly { readonly reason?: string; readonly resource?: string }[]
  readonly throttlingReasons?: SdkException['ThrottlingReasons']
  readonly CancellationReasons?: readonly SdkReason[]
}

interface SdkReason {
  readonly Code?: string
  readonly Message?: string
  readonly Item?: SdkMap
}

/**
 * What is known of a request that failed: `refused`, and would be again; `undone`, nothing has happened, and it may succeed later;
 * or `unknown`, it may have taken effect or not.
 */
type Failure = 'refused' | 'undone' | 'unknown'

const UNDONE: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ProvisionedThroughputExceeded',
  'ThrottlingException',
  'ThrottlingError',
  'Throttling',
  'RequestLimitExceeded',
  'TransactionConflictException',
  'TransactionConflict',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
])
const UNKNOWN: ReadonlySet<string> = new Set([
  'InternalServerError',
  'InternalServerException',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'RequestTimeout',
])
/** The connection was cut, or there was none. Source: Node's documentation, "Common system errors". */
const CUT: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** What became of a request that was answered with this error. */
export function failureOf(error: unknown): Failure {
  if (!isException(error)) return 'refused'
  const { name, code = '', $metadata, CancellationReasons } = error
  if (name === 'TransactionCanceledException') {
    // Nothing of it has taken effect, and its token is not used up: it runs anew if it is sent again. The client of the SDK does not
    // do so by itself. Only conflicts and throttling pass, and nothing else may be among the reasons: a condition that failed would
    // fail again. Source: DynamoDB Developer Guide, "Amazon DynamoDB Transactions: How it works", "Transaction conflict handling" and
    // "Idempotency".
    const codes = (CancellationReasons ?? []).map(({ Code = 'None' }) => Code)
    const faults = codes.filter(one => one !== 'None')
    return faults.length > 0 && faults.every(one => UNDONE.has(one)) ? 'undone' : 'refused'
  }
  if (UNDONE.has(name)) return 'undone'
  if (UNKNOWN.has(name) || CUT.has(code)) return 'unknown'
  return ($metadata?.httpStatusCode ?? 0) >= 500 ? 'unknown' : 'refused'
}

/** The error as an embedded table would throw it; what is no refusal of the service is returned as it is. */
export function asNative(error: unknown): unknown {
  if (!isException(error)) return error
  const made = nativeOf(error)
  if (made === undefined) return error
  // What the client tells besides, such as the number of the request, is kept there.
  Object.defineProperty(made, 'cause', { value: error, configurable: true, writable: true })
  return made
}

function isException(error: unknown): error is SdkException {
  return (
    typeof error === 'object' && error !== null && typeof Reflect.get(error, 'name') === 'string'
  )
}

function nativeOf(error: SdkException): Error | undefined {
  const { name, Item, CancellationReasons = [] } = error
  const message = String(error.message ?? '')
  switch (name) {
    case 'ConditionalCheckFailedException':
      return new ConditionalCheckFailedException(message, Item && itemOfSdk(Item))
    case 'TransactionCanceledException':
      return new TransactionCanceledException(message, CancellationReasons.map(reasonOf))
    case 'ProvisionedThroughputExceededException':
      return new ProvisionedThroughputExceededException(message, throttlingReasonsOf(error))
    case 'ThrottlingException':
      return new ThrottlingException(message, throttlingReasonsOf(error))
    case 'RequestLimitExceeded':
      return new RequestLimitExceeded(message, throttlingReasonsOf(error))
    default: {
      const exception = PLAIN.get(name)
      return exception && new exception(message)
    }
  }
}

const PLAIN: ReadonlyMap<string, new (message: string) => Error> = new Map<
  string,
  new (
    message: string,
  ) => Error
>([
  ['ValidationException', ValidationException],
  ['ResourceNotFoundException', ResourceNotFoundException],
  ['ResourceInUseException', ResourceInUseException],
  ['DuplicateItemException', DuplicateItemException],
  ['InternalServerError', InternalServerError],
  ['ItemCollectionSizeLimitExceededException', ItemCollectionSizeLimitExceededException],
  ['IdempotentParameterMismatchException', IdempotentParameterMismatchException],
  ['LimitExceededException', LimitExceededException],
  ['TransactionConflictException', TransactionConflictException],
  ['ExpiredIteratorException', ExpiredIteratorException],
  ['TrimmedDataAccessException', TrimmedDataAccessException],
])

function reasonOf({ Code = 'None', Message, Item }: SdkReason) {
  return {
    code: Code,
    ...(Message === undefined || Message === null ? {} : { message: Message }),
    ...(Item === undefined ? {} : { item: itemOfSdk(Item) }),
  }
}

function throttlingReasonsOf(error: SdkException): readonly ThrottlingReason[] {
  const reasons = error.ThrottlingReasons ?? error.throttlingReasons ?? []
  return reasons.map(({ reason = '', resource = '' }) => ({ reason, resource }))
}
