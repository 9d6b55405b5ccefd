/** Refusals of Kinesis data streams as destinations, in the service's words. */

import { ValidationException } from './dynamo-error.js'

/** It begins so whatever is to be done with the destination. */
const stateInvalid = (fault: string): ValidationException =>
  new ValidationException(
    `Table is not in a valid state to enable Kinesis Streaming Destination: ${fault}`,
  )

export const destinationNotDisabled = (): ValidationException =>
  stateInvalid(
    'EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.',
  )

export const destinationNotActive = (): ValidationException =>
  stateInvalid('KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.')

interface Names {
  readonly table: string
  readonly streamArn: string
}

export const destinationNotFound = ({ table, streamArn }: Names): ValidationException =>
  stateInvalid(
    `No streaming destination with streamArn: ${streamArn} found for table with tableName: ${table}`,
  )

export const destinationNotUpdatable = ({ table, streamArn }: Names): ValidationException =>
  stateInvalid(
    'Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. ' +
      `TableName: ${table}, kdsArn: ${streamArn}`,
  )

export const destinationUpdateEmpty = (): ValidationException =>
  new ValidationException(
    'Streaming destination cannot be updated with given parameters: ' +
      'UpdateKinesisStreamingConfiguration cannot be null or contain only null values',
  )

interface SamePrecision {
  readonly precision: string
  readonly tableId: string
  readonly streamArn: string
}

export const precisionSetAlready = ({
  precision,
  tableId,
  streamArn,
}: SamePrecision): ValidationException =>
  new ValidationException(
    `Invalid Request: Precision is already set to the desired value of ${precision} for ` +
      `tableId: ${tableId}, kdsArn: ${streamArn}`,
  )

export const disabledWithConfiguration = (): ValidationException =>
  new ValidationException(
    'Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters',
  )

/** What is told of a stream that this database knows no way to. The text is ours. */
export const destinationUnknownText = (streamArn: string): string =>
  `The Kinesis data stream ${streamArn} was not found: the database was opened without a target for it, ` +
  'which its option kinesis can have'
