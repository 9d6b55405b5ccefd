/** What becomes of a request, as a value that can be compared: a result, or a refusal that is known. */

import { DynamoError } from '../../src/errors/dynamo-error.js'

/** The only names that a refusal of a request may have: nothing else may leave the library. */
const KNOWN: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'LimitExceededException',
  'PolicyNotFoundException',
  'ResourceInUseException',
  'ResourceNotFoundException',
  'SerializationException',
  'TransactionCanceledException',
  'UnknownOperationException',
  'ValidationException',
])
const TEXTLESS: ReadonlySet<string> = new Set([
  'SerializationException',
  'UnknownOperationException',
])

/** UTF-16 code units: the most that a refusal may say, whatever it is about. */
const MESSAGE_LENGTH_MAX = 20_000

export type Outcome =
  | { readonly result: unknown }
  | { readonly refusal: string; readonly message: string }

/** Throws for what no caller may ever see. */
export async function outcomeOf(answer: () => Promise<unknown>): Promise<Outcome> {
  try {
    const result = await answer()
    if (typeof result !== 'object' || result === null) throw new Error('an answer is an object')
    return { result: JSON.parse(JSON.stringify(result)) }
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
    return refusal(error.name, error.message)
  }
}

/** A refusal, which must be known, and must say something of a reasonable length. */
export function refusal(name: string, message: string): Outcome {
  if (!KNOWN.has(name)) throw new Error(`${name} is not a refusal: ${message}`)
  if (message === '' && !TEXTLESS.has(name)) throw new Error(`${name} says nothing`)
  if (message.length > MESSAGE_LENGTH_MAX) throw new Error(`${message.length} units of message`)
  if (!message.isWellFormed()) throw new Error(`half a character: ${message.slice(0, 500)}`)
  return { refusal: name, message }
}
