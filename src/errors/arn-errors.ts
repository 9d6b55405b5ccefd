/** Refusals of ARNs, in the service's words. */

import { AccessDeniedException, ValidationException } from './dynamo-error.js'
import { parametersInvalid } from './table-setting-errors.js'

/** An ARN in the place of a table's name: `part` is the one that does not fit, such as `AWS region`. */
export const arnMemberInvalid = (part: string, arn: string): ValidationException =>
  new ValidationException(`1 validation error detected: Invalid ${part} in '${arn}'`)

export const tableArnInvalid = (arn: string): ValidationException =>
  new ValidationException(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`)

export const arnAccountDenied = (): AccessDeniedException =>
  new AccessDeniedException('Access is denied')

// What operations on tags say

export const notAnArn = (text: string): ValidationException =>
  parametersInvalid(`ARNs must start with 'arn:': ${text}`)

export const arnOfAnotherService = (arn: string): ValidationException =>
  parametersInvalid(`Provided Arn is not a DynamoDB resource arn: ${arn}`)

export const arnOfAnotherKind = (arn: string): ValidationException =>
  parametersInvalid(
    `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
  )

/** A request that wants to write to a database that was opened to be read only. */
export const readOnlyDenied = (): AccessDeniedException =>
  new AccessDeniedException('The database is read only')
