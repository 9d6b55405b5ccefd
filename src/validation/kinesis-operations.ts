/** The operations on the Kinesis data streams that are told of the changes of tables. */

import { STREAM_ARN, TABLE_BY_NAME } from './common-shapes.js'
import type { Operation } from './operation.js'
import { oneOf, required, structure } from './shape.js'

const TABLE_AND_STREAM = { TableName: TABLE_BY_NAME, StreamArn: required(STREAM_ARN) }
const CONFIGURATION = {
  ApproximateCreationDateTimePrecision: oneOf('MILLISECOND', 'MICROSECOND'),
}

/** EnableKinesisStreamingDestination, and DisableKinesisStreamingDestination, which knows the configuration to refuse it. */
export const SWITCH_KINESIS_STREAMING: Operation = {
  members: {
    ...TABLE_AND_STREAM,
    EnableKinesisStreamingConfiguration: structure(
      'EnableKinesisStreamingConfiguration',
      CONFIGURATION,
    ),
  },
  tableNameIsParameter: true,
}

export const UPDATE_KINESIS_STREAMING: Operation = {
  members: {
    ...TABLE_AND_STREAM,
    // That it is absent is judged by the operation, in words of its own.
    UpdateKinesisStreamingConfiguration: structure(
      'UpdateKinesisStreamingConfiguration',
      CONFIGURATION,
    ),
  },
  tableNameIsParameter: true,
}
