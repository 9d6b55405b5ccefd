/** Refusals of PartiQL statements, in the service's words where they are known. */

import { DuplicateItemException, ValidationException } from './dynamo-error.js'

const refusal = (text: string): ValidationException => new ValidationException(text)

// Text. Places are written as line, column and length, such as `1:8:5`.

/** `fault` is empty where the text can't even be divided into tokens. */
export const statementMalformed = (fault: string): ValidationException =>
  refusal(`Statement wasn't well formed, can't be processed: ${fault}`)

/** An operation by the name that it has in the service's trees, such as `IsType`. */
export const operationUnsupported = (name: string): ValidationException =>
  refusal(`Unsupported operation: ${name}`)

export const clauseUnsupported = (name: string, place: string): ValidationException =>
  refusal(`Unsupported clause: ${name} at ${place}`)

export const functionUnrecognized = (name: string, place: string): ValidationException =>
  refusal(`Unrecognized function: ${name} at ${place}`)

export const pathComponentUnexpected = (place: string): ValidationException =>
  refusal(`Unexpected path component at ${place}`)

/** `index` is as written. */
export const listIndexUnallowed = (index: string, place: string): ValidationException =>
  refusal(`List index is not within the allowable range; index: [${index}] at ${place}`)

export const tooManyFromComponents = (): ValidationException =>
  statementMalformed('A path may contain at most 2 components in the FROM clause')

export const aliasUnsupported = (): ValidationException => refusal('Aliasing is not supported')

/** The service's text is not known: this is what its users report. */
export const parameterCountMismatch = (): ValidationException =>
  refusal("Number of parameters in request and statement don't match.")

// Literals. `path` begins with `root`.

/** What is not in a literal, such as a parameter. */
export const dataTypeUnsupported = (
  name: string,
  { path, place }: { readonly path: string; readonly place: string },
): ValidationException => refusal(`Unsupported data type: ${name} under key ${path} at ${place}`)

export const literalTooDeep = (path: string): ValidationException =>
  refusal(`Nesting Levels have exceeded supported limits under ${path}`)

/** What is wrong with a number. */
export const literalRefused = ({ message }: Error, path: string): ValidationException =>
  refusal(`${message} under ${path}`)

export const emptyBag = (): ValidationException => refusal('Empty bags are not supported')

/** The text is ours. */
export const bagMixed = (path: string): ValidationException =>
  refusal(`Bags must contain strings only, or numbers only, under ${path}`)

/** Members as written. */
export const duplicateBagNumbers = (
  members: readonly string[],
  path: string,
): ValidationException =>
  refusal(
    'One or more parameter values were invalid: ' +
      `Input collection [${members.join(', ')}] contains duplicates! under ${path}`,
  )

/** The text is ours. */
export const duplicateMapKey = (key: string, path: string): ValidationException =>
  refusal(`Duplicate key ${key} under ${path}`)

// SELECT

export const tooManyReads = (): ValidationException =>
  refusal('Too many decomposed read operations for a given query.')

export const readsOverlap = (): ValidationException =>
  refusal('Overlapping conditions with range keys are not supported in where clause')

export const statementKeyType = (name: string): ValidationException =>
  refusal(`Key attribute's data type should match its data type in table's schema: Key ${name}`)

/** The text is ours. */
export const duplicateColumn = (name: string): ValidationException =>
  refusal(`Duplicate attribute name in the SELECT list: ${name}`)

export const orderWithoutWhere = (): ValidationException =>
  refusal('Must have WHERE clause in the statement when using ORDER BY clause.')

export const orderNotByKey = (name: string): ValidationException =>
  refusal(`Attribute ${name} in ORDER BY clause must be part of the primary key`)

export const orderWithoutPartition = (): ValidationException =>
  refusal(
    'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
  )

export const orderOfSeveralPartitions = (): ValidationException =>
  refusal(
    'Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.',
  )

/** Other than Query and Scan, statements do not name the index. */
export const statementIndexNotFound = (): ValidationException =>
  refusal('The table does not have the specified index')

export const statementIndexReadConsistently = (): ValidationException =>
  refusal('Strongly consistent read is not supported on Global Secondary Indexes')

export const statementIndexKeyParts = (): ValidationException =>
  refusal(
    'PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.',
  )

export const filterNotProjected = (index: string, names: readonly string[]): ValidationException =>
  refusal(
    'One or more parameter values were invalid: ' +
      `Secondary index ${index} does not project one or more filter attributes: [${names.join(', ')}]`,
  )

export const nextTokenMismatch = (): ValidationException =>
  refusal('NextToken does not match request')

export const nextTokenInvalid = (): ValidationException => refusal('Invalid NextToken')

// INSERT, UPDATE and DELETE

export const duplicateItem = (): DuplicateItemException =>
  new DuplicateItemException('Duplicate primary key exists in table')

/** The text is ours. */
export const insertNotOfTuple = (): ValidationException =>
  refusal('INSERT takes the VALUE of one tuple')

export const indexNotWritable = (): ValidationException =>
  refusal('This operation is not supported on an index')

export const keyEqualityMissing = (): ValidationException =>
  refusal('Where clause does not contain a mandatory equality on all key attributes')

export const keyEqualityRepeated = (name: string): ValidationException =>
  refusal(
    `Multiple conditions on same key ${name}. Only single item Update/Insert/Delete are supported`,
  )

/** `clause` is such as `MODIFIED OLD`. */
export const deleteReturning = (clause: string): ValidationException =>
  refusal(
    `Invalid returning clause: RETURNING ${clause} *. ` +
      'Only RETURNING ALL OLD * is allowed in DELETE statements.',
  )

/** `name` is such as `SET_ADD`. */
export const setFunctionTarget = (name: string, place: string): ValidationException =>
  refusal(`The first argument to ${name} must equal the assignment value at ${place}`)

export const setFunctionOperand = (name: string, place: string): ValidationException =>
  refusal(`The second argument to ${name} must be a value with type SET at ${place}`)

export const setFunctionOperandCount = (name: string, place: string): ValidationException =>
  refusal(`${name} must have exactly two arguments at ${place}`)

export const updatedItemTooDeep = (): ValidationException =>
  refusal('Nesting Levels have exceeded supported limits')

// Several statements

export const existsMisplaced = (): ValidationException =>
  refusal('EXISTS can only be used in ExecuteTransaction write requests.')

export const existsNotOfOneItem = (): ValidationException =>
  refusal('EXISTS() must contain a single item read with additional condition')

export const readsAndWritesInTransaction = (): ValidationException =>
  refusal(
    'ExecuteTransaction API does not support both read and write operations in the same request.',
  )

export const readsAndWritesInBatch = (): ValidationException =>
  refusal('Read and write requests together in the same batch is not supported.')

export const returningInTransaction = (): ValidationException =>
  refusal('RETURNING clause is not supported in ExecuteTransaction.')

export const indexInTransaction = (): ValidationException =>
  refusal('Reads on indices are not supported within transactions.')

export const selectWithoutKey = (
  operation: 'ExecuteTransaction' | 'BatchExecuteStatement',
): ValidationException =>
  refusal(`Select statements within ${operation} must specify the primary key in the where clause.`)

/** The bound that the number of statements is beyond. */
export const transactStatementsCount = (bound: {
  readonly min?: number
  readonly max?: number
}): ValidationException =>
  refusal(
    "1 validation error detected: Value at 'transactStatements' failed to satisfy constraint: " +
      `Member must have length ${bound.max === undefined ? `greater than or equal to ${bound.min}` : `less than or equal to ${bound.max}`}`,
  )

/** A refusal of one statement of a transaction, whose place is from 0 on. Other errors stay as they are. */
export const inTransaction = (error: unknown, place: number): unknown =>
  error instanceof ValidationException
    ? refusal(`Validation failed in TransactStatements[${place}]: ${error.message}`)
    : error
