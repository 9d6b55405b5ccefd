/** Refusals of what is asked of tables that are elsewhere, and failures of the way to them. */

import {
  DynamoError,
  ProvisionedThroughputExceededException,
  ValidationException,
} from './dynamo-error.js'

/** What `connect` was given is no client of the AWS SDK. */
export const notConnectable = (): ValidationException =>
  new ValidationException(
    'connect takes a client of the AWS SDK for JavaScript v3: a DynamoDBClient or a DynamoDBDocumentClient',
  )

/** What `connect` was given for streams is no client of the AWS SDK. */
export const streamsNotConnectable = (): ValidationException =>
  new ValidationException(
    'streams must be a DynamoDBStreamsClient of the AWS SDK for JavaScript v3',
  )

/** What `asyncDatabase` was given is none. */
export const notADatabase = (): ValidationException =>
  new ValidationException('asyncDatabase takes a Database, or what connect returns')

/** A package of the SDK can't be loaded. */
export class ClientMissing extends Error {
  override readonly name = 'ClientMissing'

  constructor(name: string, cause: unknown) {
    super(`hashrange/remote needs the package ${name}, which cannot be loaded`, { cause })
  }
}

/** What a client of the AWS SDK failed with that the embedded database has no exception for, such as a lack of credentials. */
export class ClientFailed extends DynamoError {
  /** As the client has it. */
  override readonly name: string
  /** Source: RFC 9110, section 15.6.3, "502 Bad Gateway". */
  override readonly statusCode = 502

  constructor(cause: unknown) {
    const { name, message } = (cause ?? {}) as Partial<Error>
    super(String(message ?? cause))
    this.name = String(name ?? 'Error')
    this.cause = cause
  }
}

/** The serialiser of the AWS SDK leaves such an attribute out, which would lose it. */
export const nameNotSent = (): ValidationException =>
  new ValidationException(
    'An attribute or map member named __proto__ cannot be sent: the AWS SDK for JavaScript drops it',
  )

/** Some requests of a batch were still not processed after the last attempt. */
export const batchUnprocessed = (left: number): ProvisionedThroughputExceededException =>
  new ProvisionedThroughputExceededException(
    `The capacity of the table did not suffice: ${left} of the requests were not processed, however often they were sent again`,
    [],
  )

/** What makes no sense of a scan that `segments` cut into parts. */
export const segmentsWith = (option: string): ValidationException =>
  new ValidationException(`segments cannot be given together with ${option}`)

/** A schema whose replicas nobody would make. */
export const replicasNotRemote = (): ValidationException =>
  new ValidationException(
    'replicas cannot be made of the schema of a table elsewhere: UpdateTable with ReplicaUpdates makes them',
  )

/** A page is one of one segment. */
export const pageOfSegments = (): ValidationException =>
  new ValidationException('A scan with segments has no single page: give segment and totalSegments')

/** A table did not come to be what it was to be within the time for that. */
export const tableNotReady = (wanted: string): Error =>
  new Error(`The table was not ${wanted} in time`)
