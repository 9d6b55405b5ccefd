/** Refusals of the native interface that the service has no words for. */

import { ValidationException } from './dynamo-error.js'

export const notAnExpression = (option: string): ValidationException =>
  new ValidationException(`${option} must be an expression made by the template tag expr`)

export const notAProjection = (): ValidationException =>
  new ValidationException(
    'projection must be names of attributes, or an expression made by the template tag expr',
  )

export const sortConditionInvalid = (name: string): ValidationException =>
  new ValidationException(
    `The condition on ${name} must be a value, or an object with one member: '=', '<', '<=', '>', '>=', ` +
      'between: [lower, upper], or beginsWith',
  )

export const notAPatch = (): ValidationException =>
  new ValidationException(
    'A patch must be an object with the attributes to set, or undefined to remove',
  )

export const notAKeyObject = (): ValidationException =>
  new ValidationException('The key must be an object with the key attributes')

export const transactionActionInvalid = (): ValidationException =>
  new ValidationException(
    'An action of a transaction must have one of put, update, delete and check (or get), which names a table of this ' +
      'database',
  )

/** `member` is the one that is missing: `set` of an update, `if` of a check. */
export const transactionActionIncomplete = (
  kind: 'update' | 'check',
  member: 'set' | 'if',
): ValidationException =>
  new ValidationException(
    `An action of a transaction with ${kind} must have ${member}, an expression made by the template tag expr`,
  )

export const tableNotNamed = (): ValidationException =>
  new ValidationException("table needs the name of a table, as in db.table('Orders')")

/** `call` is the method of a table that takes several keys or items. */
export const notIterable = (
  call: 'putAll' | 'deleteAll' | 'getAll',
  what: 'items' | 'keys',
): ValidationException =>
  new ValidationException(`${call} needs an array, or another iterable, of ${what}`)

export const listenerInvalid = (): ValidationException =>
  new ValidationException('A listener must be a function')

export const notAHeatMap = (): ValidationException =>
  new ValidationException(
    'drawHeat needs what heat() of a table returns, as in drawHeat(orders.heat())',
  )

export const notActions = (): ValidationException =>
  new ValidationException(
    'A transaction needs an array of actions, as in [{ put: orders, item }] or [{ get: orders, key }]',
  )

export const schemaMissing = (): ValidationException =>
  new ValidationException(
    "createTable needs a name and a schema, as in db.createTable('Orders', { partitionKey: { id: 'S' } })",
  )

/** `differences` are as in `sortKey is { b: 'S' }, not { c: 'S' }`. */
export const tableHasOtherSchema = (
  name: string,
  differences: readonly string[],
): ValidationException =>
  new ValidationException(`Table ${name} is there with another schema: ${differences.join('; ')}`)

export const streamMissing = (table: string): ValidationException =>
  new ValidationException(
    `${table} has no stream: create it with stream: 'NEW_AND_OLD_IMAGES', or turn one on with table.setStream('NEW_AND_OLD_IMAGES')`,
  )

export const streamStartInvalid = (from: string): ValidationException =>
  new ValidationException(
    `from is ${from}, and must be 'start', 'now', or the checkpoint of a change`,
  )

/** The database has been closed. */
export class DatabaseClosed extends Error {
  override readonly name = 'DatabaseClosed'

  constructor() {
    super('The database is closed')
  }
}

/** What `inRegion` was given is no name. */
export const regionNotNamed = (): ValidationException =>
  new ValidationException('inRegion takes the name of a region, such as eu-west-1')

/** What `intercept` was given is no function. */
export const notAnInterceptor = (): ValidationException =>
  new ValidationException('intercept takes a function of a call and of what answers it')

/** What `attach` and `detach` were given is no client of the AWS SDK. */
export const notAClient = (): ValidationException =>
  new ValidationException(
    'Only clients of the AWS SDK for JavaScript v3 can be attached and detached: a DynamoDBClient or a DynamoDBDocumentClient',
  )

export const notASqlTemplate = (): ValidationException =>
  new ValidationException(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it shows a template
    'sql is a template tag: write db.sql`SELECT * FROM Orders WHERE customerId = ${id}`',
  )

/** `place` is from 1 on. */
export const notASqlValue = (place: number): ValidationException =>
  new ValidationException(
    `The value interpolated at position ${place} is an expression of expr: statements take values, and names made by expr.name`,
  )

/** `place` is from 1 on. */
export const sqlValueUndefined = (place: number): ValidationException =>
  new ValidationException(`The value interpolated at position ${place} is undefined`)

/** The kind of a statement that is read as if it were a SELECT, as in `update`. */
export const notASelect = (kind: string): ValidationException =>
  new ValidationException(
    `Only SELECT has rows to be read: ${kind.toUpperCase()} takes effect where it is awaited, and then tells what it returns`,
  )

export const notAStatement = (): ValidationException =>
  new ValidationException(
    'explain needs a statement made by db.sql, or the text of one, with values for its parameters',
  )
