/** Refusals of operations on streams, in the service's words. */

import { CONSTRAINT_NOT_NULL, constraintFailedNewer } from './constraint-errors.js'
import {
  ExpiredIteratorException,
  ResourceNotFoundException,
  TrimmedDataAccessException,
  ValidationException,
} from './dynamo-error.js'

export const streamArnInvalid = (): ValidationException =>
  new ValidationException('Invalid StreamArn')

export const streamNotFound = (arn: string): ResourceNotFoundException =>
  new ResourceNotFoundException(`Requested resource not found: Stream: ${arn} not found`)

export const shardNotFound = (): ResourceNotFoundException =>
  new ResourceNotFoundException('Requested resource not found: Shard does not exist')

export const shardFilterIncomplete = (member: 'Type' | 'ShardId'): ValidationException =>
  constraintFailedNewer(`ShardFilter.${member}`, CONSTRAINT_NOT_NULL)

export const shardFilterIdInvalid = (): ValidationException =>
  new ValidationException('Invalid ShardFilter.ShardId')

export const sequenceNumberInvalid = (): ValidationException =>
  new ValidationException('Invalid SequenceNumber')

export const sequenceNumberMissing = (type: string): ValidationException =>
  new ValidationException(`SequenceNumber is required for ShardIteratorType ${type}`)

export const sequenceNumberUnwanted = (type: string): ValidationException =>
  new ValidationException(`SequenceNumber must not be given for ShardIteratorType ${type}`)

export const iteratorInvalid = (): ValidationException =>
  new ValidationException('Invalid ShardIterator')

export const iteratorExpired = (): ExpiredIteratorException =>
  new ExpiredIteratorException('Shard iterator has expired')

/** Records after the position are older than streams keep them. */
export const dataTrimmed = (): TrimmedDataAccessException =>
  new TrimmedDataAccessException('The data you are trying to access has been trimmed')

/** Changes that somebody wants to go on from are older than streams keep them, `after` being the last record that was read. */
export const changesLost = (
  shardId: string,
  after: string | undefined,
): TrimmedDataAccessException =>
  new TrimmedDataAccessException(
    `Changes ${after === undefined ? '' : `after ${after} `}of the shard ${shardId} are lost: the stream keeps them for 24 hours, and they were not read within that time`,
  )
