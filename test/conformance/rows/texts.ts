/** Words that refusals have in common, and values that requests have. */

import type { Json } from '../row.js'

/** How the current layer tells a refusal that the request alone decides, on PutItem, UpdateItem and DeleteItem. */
export const DETECTED = '1 validation error detected: '
export const INVALID = 'One or more parameter values were invalid: '
export const NO_TABLE = 'ResourceNotFoundException: Requested resource not found'
export const CONDITION_FAILED = 'ConditionalCheckFailedException: The conditional request failed'

/** So many maps around a text. */
export function nested(levels: number): Json {
  return levels === 0 ? { S: 'a' } : { M: { a: nested(levels - 1) } }
}

/** That an item does not have the keys of its table is told in one of these ways. */
export const KEY_SCHEMA = 'The provided key element does not match the schema'
export const EMPTY_KEY =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk'
export const TWICE = 'Transaction request cannot include multiple operations on one item'

/** Reasons of a cancelled transaction. */
export const NONE = { Code: 'None' }
export const invalid = (Message: string): Json => ({ Code: 'ValidationError', Message })
export const failed = (Item?: Json): Json => ({
  Code: 'ConditionalCheckFailed',
  Message: 'The conditional request failed',
  ...(Item && { Item }),
})

/** The refusal of a transaction for its reasons. */
export function cancelled(...CancellationReasons: readonly Json[]) {
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ')
  return {
    text: `TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons,
  }
}
