/** What injected faults say, and what is wrong with a script of faults. */

import {
  ServiceUnavailableException,
  TransactionConflictException,
  ValidationException,
} from './dynamo-error.js'

/** Another transaction is being prepared for an item. */
export const transactionOngoing = (message?: string): TransactionConflictException =>
  new TransactionConflictException(message ?? 'Transaction is ongoing for the item')

/** The service's documentation says so. */
export const serviceUnavailable = (message?: string): ServiceUnavailableException =>
  new ServiceUnavailableException(
    message ?? 'The request has failed due to a temporary failure of the server.',
  )

/** The same refusal, with its place in the script before it. */
export const inScript = (place: string, { message }: Error): ValidationException =>
  new ValidationException(`${place}: ${message}`)

export const faultKeyInvalid = (): ValidationException =>
  new ValidationException(
    "key must be an object with key attributes, plain, as { id: 'a' }, or in wire form, as { id: { S: 'a' } }",
  )

export const faultUnfit = (
  fault: string,
  { operation, names }: { readonly operation: string; readonly names: readonly string[] },
): ValidationException =>
  new ValidationException(
    `operation is ${operation}, and for ${fault} must be one of ${names.join(', ')}`,
  )

export const faultBackwards = (what: string): ValidationException =>
  new ValidationException(`${what}: the first must not be over the second`)

/** A trace of something else is being replayed. */
export const callsDiffer = (
  call: number,
  { is, was }: { readonly is: string; readonly was: string },
): Error =>
  new Error(
    `The calls are not those of the trace of faults that is replayed: call ${call} is ${is}, and was ${was}`,
  )
