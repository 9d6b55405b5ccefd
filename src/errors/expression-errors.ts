/**
 * Refusals of expressions and of their placeholders, in the service's words. What an expression meets only when it
 * runs, or when it meets the keys of a table, is said without the name of the expression.
 */

import type { TypeTag } from '../types/attribute.js'
import { ValidationException } from './dynamo-error.js'

/** The request parameters that hold expressions, as messages name them; statements are not named. */
export type ExpressionKind =
  | 'Statement'
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'

const invalid = (kind: ExpressionKind, fault: string): ValidationException =>
  new ValidationException(kind === 'Statement' ? fault : `Invalid ${kind}: ${fault}`)

// Text and limits

export const emptyExpression = (kind: ExpressionKind): ValidationException =>
  invalid(kind, 'The expression can not be empty;')

export const expressionTooLarge = (kind: ExpressionKind, size: number): ValidationException =>
  invalid(kind, `Expression size has exceeded the maximum allowed size; expression size: ${size}`)

export const syntaxError = (
  kind: ExpressionKind,
  { token, near }: { readonly token: string; readonly near: string },
): ValidationException => invalid(kind, `Syntax error; token: "${token}", near: "${near}"`)

export const tooManyOperators = (kind: ExpressionKind, count: number): ValidationException =>
  invalid(kind, `The expression contains too many operators; operator count: ${count}`)

export const tooManyInOperands = (kind: ExpressionKind, count: number): ValidationException =>
  invalid(kind, `The IN operator is provided with too many operands; number of operands: ${count}`)

export const pathTooDeep = (kind: ExpressionKind, levels: number): ValidationException =>
  invalid(kind, `The document path has too many nesting levels; nesting levels: ${levels}`)

/** `index` is as written. */
export const listIndexTooLarge = (kind: ExpressionKind, index: string): ValidationException =>
  invalid(kind, `List index is not within the allowable range; index: [${index}]`)

// Names, functions and placeholders

export const redundantParentheses = (kind: ExpressionKind): ValidationException =>
  invalid(kind, 'The expression has redundant parentheses;')

export const unknownFunction = (kind: ExpressionKind, name: string): ValidationException =>
  invalid(kind, `Invalid function name; function: ${name}`)

export const functionMisplaced = (kind: ExpressionKind, name: string): ValidationException =>
  invalid(
    kind,
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  )

export const functionNotForConditions = (kind: ExpressionKind, name: string): ValidationException =>
  invalid(kind, `The function is not allowed in a condition expression; function: ${name}`)

export const functionNotForUpdates = (kind: ExpressionKind, name: string): ValidationException =>
  invalid(kind, `The function is not allowed in an update expression; function: ${name}`)

export const reservedWord = (kind: ExpressionKind, word: string): ValidationException =>
  invalid(kind, `Attribute name is a reserved keyword; reserved keyword: ${word}`)

export const sectionRepeated = (kind: ExpressionKind, section: string): ValidationException =>
  invalid(kind, `The "${section}" section can only be used once in an update expression;`)

export const undefinedName = (kind: ExpressionKind, name: string): ValidationException =>
  invalid(
    kind,
    `An expression attribute name used in the document path is not defined; attribute name: ${name}`,
  )

export const undefinedValue = (kind: ExpressionKind, value: string): ValidationException =>
  invalid(
    kind,
    `An expression attribute value used in expression is not defined; attribute value: ${value}`,
  )

// Operands

export const wrongOperandCount = (
  kind: ExpressionKind,
  { name, count }: { readonly name: string; readonly count: number },
): ValidationException =>
  invalid(
    kind,
    'Incorrect number of operands for operator or function; ' +
      `operator or function: ${name}, number of operands: ${count}`,
  )

export const pathRequired = (kind: ExpressionKind, name: string): ValidationException =>
  invalid(kind, `Operator or function requires a document path; operator or function: ${name}`)

/** `path` is rendered: `[a, b, [1]]`. */
export const operandsNotDistinct = (
  kind: ExpressionKind,
  { operator, path }: { readonly operator: string; readonly path: string },
): ValidationException =>
  invalid(
    kind,
    'The first operand must be distinct from the remaining operands for this operator or function; ' +
      `operator: ${operator}, first operand: ${path}`,
  )

/** `type` is a type tag, or the list of them that the service prints for a path where a literal must be. */
export const wrongOperandType = (
  kind: ExpressionKind,
  { name, type }: { readonly name: string; readonly type: string },
): ValidationException =>
  invalid(
    kind,
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  )

/** The operand of ADD or DELETE, whose type the service spells out. */
export const wrongActionOperandType = (
  kind: ExpressionKind,
  { action, type }: { readonly action: 'ADD' | 'DELETE'; readonly type: TypeTag },
): ValidationException =>
  invalid(
    kind,
    `Incorrect operand type for operator or function; operator: ${action}, operand type: ${LONG_TYPES[type]}`,
  )

const LONG_TYPES: Readonly<Record<TypeTag, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
}

export const unknownTypeName = (kind: ExpressionKind, type: string): ValidationException =>
  invalid(
    kind,
    `Invalid attribute type name found; type: ${type}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
  )

/** The bounds are rendered as `{N:1}`. */
interface Bounds {
  readonly lower: string
  readonly upper: string
}

export const boundTypesDiffer = (kind: ExpressionKind, bounds: Bounds): ValidationException =>
  invalid(
    kind,
    'The BETWEEN operator requires same data type for lower and upper bounds; ' +
      `lower bound operand: AttributeValue: ${bounds.lower}, upper bound operand: AttributeValue: ${bounds.upper}`,
  )

export const boundsReversed = (kind: ExpressionKind, bounds: Bounds): ValidationException =>
  invalid(
    kind,
    'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
      `lower bound operand: AttributeValue: ${bounds.lower}, upper bound operand: AttributeValue: ${bounds.upper}`,
  )

// Several paths. They are rendered: `[a, b, [1]]`.

interface PathPair {
  readonly one: string
  readonly two: string
}

export const pathsOverlap = (kind: ExpressionKind, { one, two }: PathPair): ValidationException =>
  invalid(
    kind,
    'Two document paths overlap with each other; must remove or rewrite one of these paths; ' +
      `path one: ${one}, path two: ${two}`,
  )

export const pathsConflict = (kind: ExpressionKind, { one, two }: PathPair): ValidationException =>
  invalid(
    kind,
    'Two document paths conflict with each other; must remove or rewrite one of these paths; ' +
      `path one: ${one}, path two: ${two}`,
  )

// The maps of names and values

type PlaceholderMap = 'ExpressionAttributeNames' | 'ExpressionAttributeValues'

export const emptyPlaceholders = (map: PlaceholderMap): ValidationException =>
  new ValidationException(`${map} must not be empty`)

export const invalidPlaceholder = (map: PlaceholderMap, key: string): ValidationException =>
  new ValidationException(`${map} contains invalid key: Syntax error; key: "${key}"`)

/** The limit is documented, its message is not: the text is ours. */
export const placeholderTooLong = (map: PlaceholderMap, key: string): ValidationException =>
  new ValidationException(
    `${map} contains invalid key: The key is longer than 255 bytes; key: "${key}"`,
  )

/** The limit is documented, its message is not: the text is ours. */
export const placeholdersTooLarge = (map: PlaceholderMap): ValidationException =>
  new ValidationException(`${map} size has exceeded the maximum allowed size`)

export const unusedPlaceholders = (
  map: PlaceholderMap,
  keys: readonly string[],
): ValidationException =>
  new ValidationException(
    `Value provided in ${map} unused in expressions: keys: {${keys.join(', ')}}`,
  )

// Key conditions

export const operatorNotForKeys = (operator: string): ValidationException =>
  new ValidationException(`Invalid operator used in KeyConditionExpression: ${operator}`)

export const nestedKeyOperation = (): ValidationException =>
  new ValidationException('KeyConditionExpressions cannot contain nested operations')

export const keyNotFirstOperand = (operator: string): ValidationException =>
  new ValidationException(
    'Invalid condition in KeyConditionExpression: ' +
      `${operator} operator must have the key attribute as its first operand`,
  )

export const severalKeysInCondition = (): ValidationException =>
  new ValidationException(
    'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
  )

export const noKeyInCondition = (): ValidationException =>
  new ValidationException('Invalid condition in KeyConditionExpression: No key attribute specified')

export const nestedKeyPath = (): ValidationException =>
  invalid(
    'KeyConditionExpression',
    'KeyConditionExpressions cannot have conditions on nested attributes',
  )

export const severalConditionsOnKey = (): ValidationException =>
  invalid(
    'KeyConditionExpression',
    'KeyConditionExpressions must only contain one condition per key',
  )

export const tooManyKeyConditions = (counts: {
  readonly conditions: number
  readonly keys: number
}): ValidationException =>
  new ValidationException(
    `The number of query conditions (${counts.conditions}) exceeds the number of key attributes ` +
      `defined in the schema (${counts.keys})`,
  )

export const keyConditionMissing = (name: string): ValidationException =>
  new ValidationException(`Query condition missed key schema element: ${name}`)

/** An operator of the legacy key conditions. */
export const keyOperatorNotIndexable = (): ValidationException =>
  new ValidationException('Attempted conditional constraint is not an indexable operation')

/** `names` are the partition key attributes of an index that has several. */
export const partitionKeysWithoutEquality = (names: readonly string[]): ValidationException =>
  new ValidationException(
    `HASH key attributes ${names.join(', ')} must have equality conditions specified in the query`,
  )

/** `names` are the sort key attributes of an index that a condition on a later one, `next`, needs to be equal to values. */
export const sortKeysWithoutEquality = (
  names: readonly string[],
  next: string,
): ValidationException =>
  new ValidationException(
    `RANGE key attributes ${names.join(', ')} must have equality conditions specified in the query because a condition ` +
      `is present on key attribute ${next}`,
  )

export const keyConditionNotSupported = (): ValidationException =>
  new ValidationException('Query key condition not supported')

export const keyConditionTypeMismatch = (): ValidationException =>
  new ValidationException(
    'One or more parameter values were invalid: Condition parameter type does not match schema type',
  )

export const keyConditionEmptyValue = (
  name: string,
  kind: 'string' | 'binary',
): ValidationException =>
  new ValidationException(
    'One or more parameter values are not valid. ' +
      `The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
  )

// Key attributes in paths

export const keyDereferenced = (label: 'Key' | 'IndexKey', name: string): ValidationException =>
  new ValidationException(
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: " +
      `${label}: ${name}`,
  )

/** `filter` is how the service names the parameter. */
export const keyInFilter = (
  filter: 'Filter Expression' | 'QueryFilter',
  name: string,
): ValidationException =>
  new ValidationException(
    `${filter} can only contain non-primary key attributes: Primary key attribute: ${name}`,
  )

export const keyUpdated = (name: string): ValidationException =>
  new ValidationException(
    'One or more parameter values were invalid: ' +
      `Cannot update attribute ${name}. This attribute is part of the key`,
  )

// Running an update

export const updatePathInvalid = (): ValidationException =>
  new ValidationException(
    'The document path provided in the update expression is invalid for update',
  )

export const updateOperandMissing = (): ValidationException =>
  new ValidationException(
    'The provided expression refers to an attribute that does not exist in the item',
  )

export const updateOperandType = (): ValidationException =>
  new ValidationException('An operand in the update expression has an incorrect data type')

// The `expr` template. The service has none, so the texts are ours.

export const templateValueUndefined = (position: number): ValidationException =>
  new ValidationException(
    `The value number ${position} of an expr template is undefined, which is not an attribute value`,
  )

export const templatePlaceholder = (placeholder: string): ValidationException =>
  new ValidationException(
    `An expr template holds the placeholder ${placeholder}; ` +
      'interpolate the value itself, or a name by expr.name()',
  )
