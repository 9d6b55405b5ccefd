/** Refusals of JSON values of the wrong type, in the service's words. */

import { SerializationException } from './dynamo-error.js'

/** The types of Java that the service's texts name. */
export type JavaScalar = 'String' | 'Integer' | 'Long' | 'Double' | 'Boolean' | 'Date'

const PACKAGE = 'com.amazonaws.dynamodb.v20120810'
const PARAMETERIZED_TYPE = 'sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl'

/** The full name of a structure such as `AttributeValue`, as texts have it. */
export const javaStructure = (name: string): string => `${PACKAGE}.${name}`

/** A body that is nothing at all. The service says no word. */
export const emptyBody = (): SerializationException => new SerializationException('')

export const bodyIsArray = (): SerializationException =>
  new SerializationException('Start of list found where not expected')

export const scalarNotConverted = (json: unknown, type: JavaScalar): SerializationException =>
  new SerializationException(`${tokenOf(json)} cannot be converted to ${type}`)

export const notABoolean = (): SerializationException =>
  new SerializationException('Unexpected token received from parser')

/** An object in the place of a scalar or a list. */
export const objectNotExpected = (): SerializationException =>
  new SerializationException('Start of structure or map found where not expected')

/** An array in the place of anything else. `type` is such as `class java.lang.String`. */
export const arrayNotExpected = (type: string): SerializationException =>
  new SerializationException(`Unrecognized collection type ${type}`)

/** A scalar in the place of a list, a map, or a structure that is a member. */
export const scalarNotExpected = (): SerializationException =>
  new SerializationException('Unexpected field type')

/** A scalar in the place of a structure in a list or a map. */
export const scalarInPayload = (): SerializationException =>
  new SerializationException('Unexpected value type in payload')

/** A scalar in the place of a list or a map in a list or a map. */
export const scalarForCollection = (): SerializationException =>
  new SerializationException(
    `class ${PARAMETERIZED_TYPE} cannot be cast to class java.lang.Class (${PARAMETERIZED_TYPE} and ` +
      "java.lang.Class are in module java.base of loader 'bootstrap')",
  )

export const notBase64 = (): SerializationException =>
  new SerializationException('only base-64-encoded strings are convertible to bytes')

export const base64Length = (length: number): SerializationException =>
  new SerializationException(
    `Base64 encoded length is expected a multiple of 4 bytes but found: ${length}`,
  )

/** The misspelling is the service's. */
export const base64Tail = (): SerializationException =>
  new SerializationException('Invalid last non-pad Base64 character dectected')

/** How the service's text ends is not known. */
export const base64Character = (character: string): SerializationException =>
  new SerializationException(`Invalid Base64 character: '${character}'`)

function tokenOf(json: unknown): string {
  if (typeof json === 'boolean') return json ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof json !== 'number') return 'STRING_VALUE'
  return Number.isInteger(json) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
}
