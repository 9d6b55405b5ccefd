/** Refusals of request parameters that do not go together, in the service's words. */

import { ValidationException } from './dynamo-error.js'

/** Parameters of the older and of the newer kind in one request, by their names. */
export const parametersMixed = (
  nonExpressions: readonly string[],
  expressions: readonly string[],
): ValidationException =>
  new ValidationException(
    'Can not use both expression and non-expression parameters in the same request: ' +
      `Non-expression parameters: {${nonExpressions.join(', ')}} ` +
      `Expression parameters: {${expressions.join(', ')}}`,
  )

export const namesWithoutExpression = (): ValidationException =>
  new ValidationException('ExpressionAttributeNames can only be specified when using expressions')

/** `missing` are the expressions that could use the values, where the service names them. */
export const valuesWithoutExpression = (missing: readonly string[]): ValidationException => {
  const detail =
    missing.length === 0
      ? ''
      : `: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} null`
  return new ValidationException(
    `ExpressionAttributeValues can only be specified when using expressions${detail}`,
  )
}

export const conditionalOperatorAlone = (): ValidationException =>
  new ValidationException('ConditionalOperator cannot be used without Filter or Expected')

export const conditionalOperatorNeedless = (): ValidationException =>
  new ValidationException(
    'ConditionalOperator can only be used when Filter or Expected has two or more elements',
  )

/** Of an operation that does not know what the item becomes. */
export const returnValuesUnsupported = (): ValidationException =>
  new ValidationException('ReturnValues can only be ALL_OLD or NONE')

export const keyConditionsAbsent = (): ValidationException =>
  new ValidationException(
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  )

export const selectNeedsProjection = (): ValidationException =>
  new ValidationException(
    'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
  )

/** `parameter` is the projection that was given, `selected` what Select asks for. */
export const selectAgainstProjection = (parameter: string, selected: string): ValidationException =>
  new ValidationException(
    `Cannot specify the ${parameter} when choosing to get ${selected === 'COUNT' ? 'only the Count' : selected}`,
  )

export const selectNeedsIndex = (): ValidationException =>
  new ValidationException(
    'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
  )

export const indexNotFound = (name: string): ValidationException =>
  new ValidationException(`The table does not have the specified index: ${name}`)

/** An element of BatchWriteItem that is neither a put nor a delete, or both: the service says just this. */
export const writeRequestAmbiguous = (): ValidationException =>
  new ValidationException(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  )

export const tooManyBatchRequests = (
  operation: 'BatchGetItem' | 'BatchWriteItem',
): ValidationException =>
  new ValidationException(`Too many items requested for the ${operation} call`)

export const transactionActionAmbiguous = (): ValidationException =>
  new ValidationException('TransactItems can only contain one of Check, Put, Update or Delete')

export const transactionActionMissing = (): ValidationException =>
  new ValidationException(
    'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
  )
