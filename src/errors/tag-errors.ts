/** Refusals of tags, in the service's words. */

import { ResourceNotFoundException, ValidationException } from './dynamo-error.js'

export const tagKeyInvalid = (key: string): ValidationException =>
  new ValidationException(`The Tag Key provided is invalid, Key: ${key}`)

/** `value` is `null` if there is none. */
export const tagValueInvalid = (value: string): ValidationException =>
  new ValidationException(`The Tag Value provided is invalid, Value: ${value}`)

export const tagKeyReserved = (key: string): ValidationException =>
  new ValidationException(`Tag Key cannot be prefixed with aws:, Key: ${key}`)

export const tagKeyRepeated = (key: string): ValidationException =>
  new ValidationException(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${key}`)

/** The service spells it so. */
export const tagsEmpty = (): ValidationException =>
  new ValidationException('Atleast one Tag needs to be provided as Input.')

/** The service spells it so. */
export const tagKeysEmpty = (): ValidationException =>
  new ValidationException('Atleast one Tag Key needs to be provided as Input.')

export const tooManyTags = (): ValidationException =>
  new ValidationException('Number of Tags exceed the current limit for the provided ResourceArn')

export const taggedResourceNotFound = (arn: string): ResourceNotFoundException =>
  new ResourceNotFoundException(`Requested resource not found: ResourceArn: ${arn} not found`)
