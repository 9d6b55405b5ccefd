/** Refusals of resource-based policies, in the service's words. Where it is silent, they begin as its own do. */

import { PolicyNotFoundException, ValidationException } from './dynamo-error.js'
import { parametersInvalid } from './table-setting-errors.js'

/** ARNs of another region or partition. */
export const policyArnInvalid = (arn: string): ValidationException =>
  parametersInvalid(`Invalid resource Arn: ${arn}`)

export const policyOfAnotherAccount = (): ValidationException =>
  new ValidationException(
    "This action is only supported by accounts that match the resource owner's account.",
  )

export const policyNotFound = (arn: string): PolicyNotFoundException =>
  new PolicyNotFoundException(`Requested policy not found: Policy of ${arn} not found`)

export const policyRevisionMismatch = (expected: string): PolicyNotFoundException =>
  new PolicyNotFoundException(
    `Requested policy not found: ExpectedRevisionId ${expected} did not match`,
  )

export const policyTooLarge = (bytesMax: number): ValidationException =>
  parametersInvalid(`Maximum policy size of ${bytesMax} bytes exceeded`)

const documentInvalid = (detail: string): ValidationException =>
  parametersInvalid(`Invalid policy document: ${detail}`)

export const policyNotJson = (): ValidationException =>
  documentInvalid('This policy contains invalid Json')

export const policyFieldMissing = (field: string): ValidationException =>
  documentInvalid(`Missing required field ${field}`)

export const policyWithoutStatements = (): ValidationException =>
  documentInvalid('Could not parse the policy: Statement is empty!')

/** `fault` is ours, as in `Effect must be Allow or Deny`. */
export const policyMalformed = (fault: string): ValidationException =>
  documentInvalid(`Could not parse the policy: ${fault}`)

export const statementIdsRepeated = (): ValidationException =>
  documentInvalid('The Statement Ids in the policy are not unique')

export const policyActionsInvalid = (names: readonly string[]): ValidationException =>
  documentInvalid(`The following action names are invalid: ${names.join(', ')}`)

export const policyResourceInvalid = (relativeId: string, arn: string): ValidationException =>
  documentInvalid(`The relative-id ${relativeId} is invalid for ARN ${arn}`)

export const policyPrincipalInvalid = (): ValidationException =>
  new ValidationException('Invalid principal in policy document.')

/** [U] In the words of another service of AWS, of which this parameter is, too. */
export const policyLocksOut = (): ValidationException =>
  new ValidationException(
    'The new resource policy will not allow you to update the resource policy in the future.',
  )

export const policyUnbounded = (): ValidationException =>
  new ValidationException(
    'Resource-based policy grants unbounded access in one or more elements. ' +
      'Please revise the policy to ensure least-privilege form of access',
  )
