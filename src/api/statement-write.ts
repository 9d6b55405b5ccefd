/** INSERT, UPDATE and DELETE of statements: which item they are about, and what becomes of it. */

import { equalValues, isOwn, ownValue, setOwn } from '../encoding/value.js'
import type { Committer } from '../engine/commit.js'
import { keyNamesOf, primaryKeyOfItem, primaryKeyOfKey } from '../engine/keys.js'
import { type DynamoError, ValidationException } from '../errors/dynamo-error.js'
import {
  deleteReturning,
  duplicateItem,
  indexNotWritable,
  keyEqualityMissing,
  keyEqualityRepeated,
  updatedItemTooDeep,
} from '../errors/partiql-errors.js'
import { nestingTooDeep } from '../errors/value-errors.js'
import type { Values } from '../expressions/compiler.js'
import type { Condition } from '../expressions/condition.js'
import type {
  DeleteStatement,
  InsertStatement,
  Statement,
  UpdateStatement,
} from '../partiql/statement.js'
import type { Where } from '../partiql/where.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import type { StoredTable } from '../storage/table.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import { deleteItem } from './delete-item.js'
import { putItem } from './put-item.js'
import { type UpdateReturnValues, updateItem } from './update-item.js'
import type { Outcome } from './write-one.js'

export type WriteStatement = InsertStatement | UpdateStatement | DeleteStatement

/** A statement with its values, and what it writes to. */
interface StatementWrite {
  readonly statement: WriteStatement
  readonly values: Values
  readonly table: StoredTable
  /** Whether a failed condition tells the stored item. */
  readonly returnOldOnFailure: boolean
}

/**
 * @returns what the statement returns of the item, if there is anything
 * @throws DuplicateItemException if the item of an INSERT is there already
 * @throws ConditionalCheckFailedException if there is no item to update, or WHERE does not hold for it
 * @throws ValidationException for anything else that a statement may not do to the table
 */
export function executeWrite(
  committer: Committer,
  { statement, values, table, returnOldOnFailure }: StatementWrite,
): Outcome<Item | undefined> {
  switch (statement.kind) {
    case 'insert': {
      const item = statement.itemWith(values)
      return putItem(committer, { table, item, ...absenceIn(table) })
    }
    case 'update': {
      const { returning } = statement
      const returnValues = returning && RETURN_VALUES[`${returning.what} ${returning.version}`]
      return asStatement(() =>
        updateItem(committer, {
          table,
          key: wholeKeyOf(statement.where, values, table),
          update: statement.updateWith(values),
          // That the key is what it should be does not hold for no item: there is none to be made.
          condition: statement.where?.bind(values),
          returnOldOnFailure,
          returnValues,
        }),
      )
    }
    case 'delete':
      return deleteItem(committer, {
        table,
        key: wholeKeyOf(statement.where, values, table),
        condition: restOf(statement.where, values, table),
        returnOldOnFailure,
        returnValues: statement.returning && 'ALL_OLD',
      })
  }
}

/** The primary key of the item. Throws a `ValidationException` if it does not fit the schema, or is not all there. */
export function primaryKeyOfWrite({ statement, values, table }: StatementWrite): PrimaryKey {
  return statement.kind === 'insert'
    ? primaryKeyOfItem(table.keySchema, statement.itemWith(values))
    : primaryKeyOfKey(table.keySchema, wholeKeyOf(statement.where, values, table))
}

/** Throws a `ValidationException` for what no table allows. */
export function checkWrite(statement: Exclude<Statement, { readonly kind: 'select' }>): void {
  if (statement.kind === 'exists') return
  if (statement.from.index !== undefined) throw indexNotWritable()
  if (statement.kind !== 'delete' || statement.returning === undefined) return
  const { what, version } = statement.returning
  if (what !== 'ALL' || version !== 'OLD') throw deleteReturning(`${what} ${version}`)
}

/**
 * The key attributes that WHERE tells by equality, of those that there are.
 *
 * @throws ValidationException if one is to equal two different values
 */
export function keyOfWhere(where: Where | undefined, values: Values, table: StoredTable): Item {
  const key: Record<string, AttributeValue> = {}
  const names = keyNamesOf(table.keySchema)
  const slots = where?.equalityOn(names).slots ?? []
  for (const [place, name] of names.entries()) {
    for (const slot of slots[place] ?? []) {
      const value = values[slot] as AttributeValue
      const known = ownValue(key, name)
      if (known !== undefined && !equalValues(known, value)) throw keyEqualityRepeated(name)
      setOwn(key, name, value)
    }
  }
  return key
}

/** What WHERE wants beside the key, if anything. */
export function restOf(
  where: Where | undefined,
  values: Values,
  { keySchema }: StoredTable,
): Condition | undefined {
  return where?.equalityOn(keyNamesOf(keySchema)).rest?.(values)
}

/** The condition of an INSERT: that there is no item with its key. */
export function absenceIn({ keySchema }: StoredTable): {
  readonly condition: Condition
  readonly failure: () => DynamoError
} {
  const { name } = keySchema.partitionKey
  return {
    condition: { kind: 'expression', paths: [], test: item => !isOwn(item, name) },
    failure: duplicateItem,
  }
}

const RETURN_VALUES: Readonly<Record<string, UpdateReturnValues>> = {
  'ALL OLD': 'ALL_OLD',
  'ALL NEW': 'ALL_NEW',
  'MODIFIED OLD': 'UPDATED_OLD',
  'MODIFIED NEW': 'UPDATED_NEW',
}

function wholeKeyOf(where: Where | undefined, values: Values, table: StoredTable): Item {
  const key = keyOfWhere(where, values, table)
  if (Object.keys(key).length < keyNamesOf(table.keySchema).length) throw keyEqualityMissing()
  return key
}

/** Statements tell less of an item that becomes too deep. */
function asStatement<Result>(update: () => Result): Result {
  try {
    return update()
  } catch (error) {
    const isOfDepth = error instanceof ValidationException && error.message === NESTING
    throw isOfDepth ? updatedItemTooDeep() : error
  }
}

const NESTING = nestingTooDeep().message
