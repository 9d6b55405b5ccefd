/** What a test expects of a request that is refused. */

import { DynamoError } from '../../src/errors/dynamo-error.js'
import { type OperationName, parseRequest } from '../../src/validation/request.js'

/** The refusal as the service tells it: the exception's name and its text. */
export function refusalOf(operation: OperationName, json: unknown): string {
  try {
    parseRequest(operation, json)
  } catch (error) {
    if (!(error instanceof DynamoError)) throw error
    return `${error.name}: ${error.message}`
  }
  return 'accepted'
}
