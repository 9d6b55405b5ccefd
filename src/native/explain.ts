/** What a statement becomes: which operations with which keys, what is tested of each item, and what it costs. */

import { keysOfSelect, type SelectPlan } from '../api/select-plan.js'
import { keyOfWhere, restOf } from '../api/statement-write.js'
import { readUnits } from '../capacity/units.js'
import { keyAttributesOf, primaryKeyOfKey } from '../engine/keys.js'
import { ConditionalCheckFailedException, DuplicateItemException } from '../errors/dynamo-error.js'
import { existsMisplaced } from '../errors/partiql-errors.js'
import {
  type BoundStatement,
  bindStatement,
  type SelectStatement,
  type Statement,
} from '../partiql/statement.js'
import { textOfKey, textOfRead, textOfWhere } from '../partiql/texts.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredTable } from '../storage/table.js'
import { showAs } from '../types/inspect.js'
import { PAGE_SIZE_MAX } from '../types/limits.js'
import { type SqlText, statementTextOfString } from './sql-text.js'
import {
  Statement as NativeStatement,
  type StatementDoor,
  selectPlanOf,
  writeOf,
} from './statement.js'

type Operation = 'GetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem' | 'DeleteItem'

const WRITES: ReadonlySet<Operation> = new Set(['PutItem', 'UpdateItem', 'DeleteItem'])

/** What `Explanation` tells. */
interface Told {
  readonly operation: Operation
  readonly table: string
  readonly index?: string | undefined
  readonly keyConditions: readonly string[]
  readonly filter?: string | undefined
  readonly columns?: readonly string[] | undefined
  readonly isDescending?: boolean | undefined
  readonly itemCount?: number | undefined
  readonly readUnits?: number | undefined
  readonly writeUnits?: number | undefined
  readonly refusal?: string | undefined
}

/** What a statement becomes. `String(explanation)` says it in lines, and JSON has all its members. */
export class Explanation {
  /** What is done: of Query once for each of `keyConditions`, one after another. */
  readonly operation: Operation
  readonly table: string
  /** The index that is read. */
  readonly index?: string
  /** What each operation reads or writes, as `customerId = 'c1' AND orderId > '2026'`; empty for a scan. */
  readonly keyConditions: readonly string[]
  /** What is tested of each item that was read, after it was paid for; of a write the condition on the stored item. */
  readonly filter?: string
  /** The attributes that are read; without it whole items. */
  readonly columns?: readonly string[]
  /** Whether items are read in the descending order of the sort key. */
  readonly isDescending?: boolean
  /** How many items are evaluated, before the filter. */
  readonly itemCount?: number
  /**
   * What reading all pages would cost now: by the sizes that the storage knows, without anything being read. What a local
   * index has to fetch from its table is not in it.
   */
  readonly readUnits?: number
  /** What the write would cost now, on the table and its indexes: it was made on a fork. */
  readonly writeUnits?: number
  /** What the write would be refused with now, if it would be. */
  readonly refusal?: string

  static {
    showAs<Explanation>(Explanation, 'Explanation', explanation => ({
      members: { ...explanation },
    }))
  }

  /** @internal Made by `Database.explain`. */
  constructor(told: Told) {
    this.operation = told.operation
    this.table = told.table
    this.keyConditions = told.keyConditions
    // What is not there is no member, so that it prints well.
    const { operation, table, keyConditions, ...others } = told
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined) Object.assign(this, { [name]: value })
    }
  }

  /** @internal The same of a table whose items are not here: what they would cost is not known. */
  withoutCosts(): Explanation {
    const { itemCount: _, readUnits: __, writeUnits: ___, refusal: ____, ...others } = this
    return new Explanation(others)
  }

  /** Lines for people. */
  toString(): string {
    const { operation, index, keyConditions, filter, columns, isDescending, refusal } = this
    const source = index === undefined ? this.table : `${this.table}.${index}`
    const times = keyConditions.length > 1 ? ` ×${keyConditions.length}` : ''
    const isWrite = WRITES.has(operation)
    const units = isWrite ? this.writeUnits : this.readUnits
    const cost = units === undefined ? [] : [counted(units, isWrite ? 'write unit' : 'read unit')]
    const evaluated =
      this.itemCount === undefined ? [] : [`${counted(this.itemCount, 'item')} evaluated`]
    return [
      `${operation}${times} of ${source}${isDescending === true ? ', descending' : ''}`,
      ...keyConditions.map(condition => `  key: ${condition}`),
      ...(filter === undefined ? [] : [`  ${isWrite ? 'if' : 'filter'}: ${filter}`]),
      ...(columns === undefined ? [] : [`  columns: ${columns.join(', ')}`]),
      ...(cost.length === 0 ? [] : [`  ${[...cost, ...evaluated].join(', ')}`]),
      ...(refusal === undefined ? [] : [`  refused: ${refusal}`]),
    ].join('\n')
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

interface ExplainOptions {
  /** Of a statement that is given as text. */
  readonly parameters: readonly unknown[]
  readonly door: StatementDoor
  /** Makes a copy of the database. */
  readonly fork: () => StatementDoor
}

/** Throws a `DynamoError` if the statement, or its table, does not allow it. */
export function explain(
  given: NativeStatement<unknown> | string,
  { parameters, door, fork }: ExplainOptions,
): Explanation {
  const sql = NativeStatement.isOne(given) ? given : statementTextOfString(given, parameters)
  const bound = NativeStatement.isOne(given)
    ? NativeStatement.boundOf(given)
    : bindStatement(sql.text, sql.parameters)
  const { statement } = bound
  if (statement.kind === 'exists') throw existsMisplaced()
  if (statement.kind === 'select') return explainSelect({ sql, bound, door }, statement)
  return explainWrite({ sql, bound, door: fork() }, statement)
}

/** A statement, and what it is run on. */
interface Explained {
  readonly sql: SqlText
  readonly bound: BoundStatement
  readonly door: StatementDoor
}

function explainSelect({ sql, bound, door }: Explained, statement: SelectStatement): Explanation {
  const plan = selectPlanOf(door, bound)
  const { table, index } = plan.options
  const [first] = plan.reads
  const keys = keysOfSelect(table, index)
  const found = statement.where?.readsBy(keys[0], keys[1])
  const { itemCount, units } = costOf(plan)
  return new Explanation({
    operation: plan.key === undefined ? (first?.operation ?? 'Query') : 'GetItem',
    table: statement.from.table,
    index: index?.name,
    keyConditions: found?.reads.map(read => textOfRead(read, keys, bound.values)) ?? [],
    filter: first?.options.filter && textOfWhere(sql.text, sql.parameters),
    columns: plan.columns?.paths.map(path => path.join('.').replaceAll(/\.(\d+)/g, '[$1]')),
    isDescending: first?.reverse === true ? true : undefined,
    itemCount,
    readUnits: units,
  })
}

const OPERATIONS = { insert: 'PutItem', update: 'UpdateItem', delete: 'DeleteItem' } as const

function explainWrite(
  { sql, bound, door }: Explained,
  statement: Exclude<Statement, { readonly kind: 'select' | 'exists' }>,
): Explanation {
  const { kind, from } = statement
  const { values } = bound
  const table = door.find(from.table)
  const before = writeUnitsOf(table)
  let refusal: string | undefined
  try {
    writeOf(door, bound)
  } catch (error) {
    const isOfItem =
      error instanceof ConditionalCheckFailedException || error instanceof DuplicateItemException
    if (!isOfItem) throw error
    refusal = `${error.name}: ${error.message}`
  }
  const isInsert = kind === 'insert'
  const key = isInsert
    ? keyAttributesOf(table.keySchema, statement.itemWith(values))
    : keyOfWhere(statement.where, values, table)
  const rest = isInsert ? undefined : restOf(statement.where, values, table)
  return new Explanation({
    operation: OPERATIONS[kind],
    table: from.table,
    keyConditions: [textOfKey(key)],
    filter: rest && textOfWhere(sql.text, sql.parameters),
    writeUnits: writeUnitsOf(table) - before,
    refusal,
  })
}

/** What is evaluated, and what it costs, by the sizes of what is stored. */
function costOf({ key, options, reads }: SelectPlan): {
  readonly itemCount: number
  readonly units: number
} {
  const { table, index, costFactor } = options
  const { store } = index ?? table
  if (key !== undefined) {
    const ref = store.find(primaryKeyOfKey(table.keySchema, key))
    const bytes = ref === NO_RECORD ? 0 : store.sizeOf(ref)
    return { itemCount: ref === NO_RECORD ? 0 : 1, units: readUnits(bytes, costFactor) }
  }
  if (reads[0]?.operation === 'Scan') {
    return { itemCount: store.items, units: readUnits(store.bytes, costFactor) }
  }
  let itemCount = 0
  let units = 0
  for (const { range, reverse } of reads) {
    const walk = new RecordWalk(store, range, reverse, Number.POSITIVE_INFINITY)
    let bytes = 0
    for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
      itemCount += 1
      bytes += store.sizeOf(ref)
      if (bytes < PAGE_SIZE_MAX) continue
      units += readUnits(bytes, costFactor)
      bytes = 0
    }
    units += readUnits(bytes, costFactor)
  }
  return { itemCount, units }
}

/** Counted on the table and on all its indexes. */
function writeUnitsOf({ writeUnits, indexes }: StoredTable): number {
  return indexes.reduce((sum, index) => sum + index.writeUnits, writeUnits)
}
