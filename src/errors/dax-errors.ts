/** What is wrong with what is asked of caches in front of clients. */

import { ValidationException } from './dynamo-error.js'

/** What `accelerate` was given is no client of the AWS SDK. */
export const notAcceleratable = (): ValidationException =>
  new ValidationException(
    'Only clients of the AWS SDK for JavaScript v3 can be accelerated: a DynamoDBClient or a DynamoDBDocumentClient',
  )
