/** Refusals of table definitions, in the service's words. */

import { ValidationException } from './dynamo-error.js'

const constraint = (value: string, path: string, rule: string): string =>
  `Value '${value}' at '${path}' failed to satisfy constraint: Member must ${rule}`

const detected = (faults: readonly string[]): ValidationException =>
  new ValidationException(
    `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected: ${faults.join('; ')}`,
  )

export const tableNameMissing = (): ValidationException =>
  new ValidationException(
    "The parameter 'TableName' is required but was not present in the request",
  )

/** `rules` are those that the name breaks, such as `have length less than or equal to 255`. */
export const tableNameInvalid = (name: string, rules: readonly string[]): ValidationException =>
  detected(rules.map(rule => constraint(name, 'tableName', rule)))

export const keyNameInvalid = (name: string, rule: string): ValidationException =>
  detected([constraint(name, 'keySchema.1.member.attributeName', rule)])

export const keyTypeInvalid = (type: string): ValidationException =>
  detected([
    constraint(
      type,
      'attributeDefinitions.1.member.attributeType',
      'satisfy enum value set: [B, N, S]',
    ),
  ])

export const keysHaveSameName = (): ValidationException =>
  new ValidationException(
    'Both the Hash Key and the Range Key element in the KeySchema have the same name',
  )

/** The service's schema is a list, so the text is ours. */
export const keyDefinitionInvalid = (member: string): ValidationException =>
  new ValidationException(
    `One or more parameter values were invalid: ${member} must be an object with one member, the name of the key ` +
      "attribute with its type 'S', 'N' or 'B'",
  )

// The lists that the service's own interface has in the place of a schema

export const definitionRepeated = (name: string): ValidationException =>
  new ValidationException(`Attribute Name is duplicated: ${name}`)

export const keyWithoutDefinition = (): ValidationException =>
  new ValidationException('Invalid KeySchema: Some index key attribute have no definition')

interface KeysAndDefinitions {
  readonly keys: readonly string[]
  readonly definitions: readonly string[]
}

export const keyNotDefined = ({ keys, definitions }: KeysAndDefinitions): ValidationException =>
  new ValidationException(
    'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. ' +
      `Keys: [${keys.join(', ')}], AttributeDefinitions: [${definitions.join(', ')}]`,
  )

export const firstKeyNotHash = (): ValidationException =>
  new ValidationException('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')

export const secondKeyNotRange = (): ValidationException =>
  new ValidationException('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')

export const definitionsUnused = (): ValidationException =>
  new ValidationException(
    'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match ' +
      'number of attributes defined in AttributeDefinitions',
  )
