/**
 * Refusals of the parameters that expressions have replaced, in the service's words.
 */

import type { TypeTag } from '../types/attribute.js'
import { ValidationException } from './dynamo-error.js'

const invalid = (fault: string): ValidationException =>
  new ValidationException(`One or more parameter values were invalid: ${fault}`)

// AttributesToGet

export const attributeNameRepeated = (name: string): ValidationException =>
  invalid(`Duplicate value in attribute name: ${name}`)

// AttributeUpdates

export const updateValueMissing = (): ValidationException =>
  invalid('Only DELETE action is allowed when no attribute value is specified')

export const deleteValueUnsupported = (type: TypeTag): ValidationException =>
  invalid(`DELETE action with value is not supported for the type ${type}`)

export const addValueUnsupported = (type: TypeTag): ValidationException =>
  invalid(`ADD action is not supported for the type ${type}`)

export const updateTypeMismatch = (): ValidationException =>
  new ValidationException('Type mismatch for attribute to update')

// Expected

export const valueAndValueList = (name: string): ValidationException =>
  invalid(`Value and AttributeValueList cannot be used together for Attribute: ${name}`)

export const existsAndOperator = (name: string): ValidationException =>
  invalid(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`)

export const operatorWithoutValues = (name: string, operator: string): ValidationException =>
  invalid(
    `Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
  )

export const valueListWithoutOperator = (name: string): ValidationException =>
  invalid(`AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`)

/** `exists` is the member as it was given; undefined if it was not. */
export const expectedValueMissing = (
  name: string,
  exists: boolean | undefined,
): ValidationException =>
  invalid(`Value must be provided when Exists is ${exists ?? null} for Attribute: ${name}`)

export const expectedValueNeedless = (name: string): ValidationException =>
  invalid(`Value cannot be used when Exists is false for Attribute: ${name}`)

// Comparison operators

export const operatorArity = (operator: string): ValidationException =>
  invalid(`Invalid number of argument(s) for the ${operator} ComparisonOperator`)

export const operatorTypesDiffer = (): ValidationException =>
  invalid('AttributeValues inside AttributeValueList must be of same type')

export const operatorType = (operator: string, type: TypeTag): ValidationException =>
  invalid(`ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`)

export const legacyBoundsReversed = (): ValidationException =>
  new ValidationException(
    'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
  )

// KeyConditions

export const keyConditionsCount = (): ValidationException =>
  new ValidationException('Conditions can be of length 1 or 2 only')
