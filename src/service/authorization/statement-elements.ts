/** What statements in PartiQL do, for policies: each is an element, named by its verb. */

import { ownValue } from '../../encoding/value.js'
import { scalarText } from '../../encoding/value-text.js'
import { existsMisplaced } from '../../errors/partiql-errors.js'
import type { BoundStatement, Statement } from '../../partiql/statement.js'
import type { Where } from '../../partiql/where.js'
import type { BatchExecuteStatementRequest } from '../partiql/batch-execute-statement.js'
import type { ExecuteStatementRequest } from '../partiql/execute-statement.js'
import type { ExecuteTransactionRequest } from '../partiql/execute-transaction.js'
import { statementOfWire, type WireStatement } from '../partiql/wire-statement.js'
import type { Element, SourceKeys } from './element.js'
import { attributesOf } from './mentions.js'

export function statementElement(request: ExecuteStatementRequest): Element {
  const bound = statementOfWire(request)
  if (bound.statement.kind === 'exists') throw existsMisplaced()
  return elementOf(bound, request)
}

/** One for each statement of a batch, in their order; undefined for those that are none, of which their responses tell. */
export function batchStatementElements({
  Statements,
  ReturnConsumedCapacity,
}: BatchExecuteStatementRequest): readonly (Element | undefined)[] {
  return Statements.map(one => {
    const bound = boundOf(one)
    return bound && elementOf(bound, { ReturnConsumedCapacity })
  })
}

export function transactStatementElements({
  TransactStatements,
  ReturnConsumedCapacity,
}: ExecuteTransactionRequest): readonly Element[] {
  return TransactStatements.map(one => ({
    ...elementOf(statementOfWire(one), { ReturnConsumedCapacity }),
    enclosing: 'ExecuteTransaction',
  }))
}

function boundOf(wire: WireStatement): BoundStatement | undefined {
  try {
    return statementOfWire(wire)
  } catch {
    return undefined
  }
}

/** Source: Service authorization reference, "Actions defined by Amazon DynamoDB". [U] A check is a SELECT. */
const ACTIONS: Readonly<Record<Statement['kind'], string>> = {
  select: 'dynamodb:PartiQLSelect',
  insert: 'dynamodb:PartiQLInsert',
  update: 'dynamodb:PartiQLUpdate',
  delete: 'dynamodb:PartiQLDelete',
  exists: 'dynamodb:PartiQLSelect',
}

function elementOf(
  { statement, values }: BoundStatement,
  { ReturnConsumedCapacity }: { readonly ReturnConsumedCapacity?: string | undefined },
): Element {
  const { kind, from } = statement
  const where = whereOf(statement)
  const common = {
    action: ACTIONS[kind],
    table: from.table,
    index: from.index,
    returnConsumedCapacity: ReturnConsumedCapacity,
    partitionValues: (attribute: string, keys: SourceKeys): readonly string[] =>
      attribute === keys.partition
        ? equalTo(where, keys).map(slot => scalarText(values[slot] ?? ''))
        : [],
    attributes: () => attributesIn({ statement, values }),
  }
  switch (kind) {
    case 'select':
      return {
        ...common,
        get select() {
          return selectOf(statement.columns() !== undefined, from.index)
        },
        isFullScan: keys => where?.readsBy(keys.partition, keys.sort) === undefined,
      }
    case 'insert': {
      const item = statement.itemWith(values)
      const partitionValues = (name: string): readonly string[] => {
        const value = ownValue(item, name)
        return value === undefined ? [] : [scalarText(value)]
      }
      return { ...common, partitionValues, returnValues: 'NONE' }
    }
    case 'update':
    case 'delete': {
      const { returning } = statement
      const { what, version } = returning ?? { what: undefined, version: undefined }
      const returned = what === 'MODIFIED' ? `UPDATED_${version}` : `ALL_${version}`
      return { ...common, returnValues: what === undefined ? 'NONE' : returned }
    }
    case 'exists':
      return { ...common, isFullScan: () => false }
  }
}

function whereOf(statement: Statement): Where | undefined {
  if (statement.kind === 'insert') return undefined
  return statement.kind === 'exists' ? statement.select.where : statement.where
}

/** The slots of the values that the partition key is to equal; none if it may be any. */
function equalTo(where: Where | undefined, { partition, sort }: SourceKeys): readonly number[] {
  const reads = where?.readsBy(partition, sort)?.reads ?? []
  return [...new Set(reads.map(read => read.partition))]
}

function selectOf(hasColumns: boolean, index: string | undefined): string {
  if (hasColumns) return 'SPECIFIC_ATTRIBUTES'
  return index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES'
}

function attributesIn({ statement, values }: BoundStatement): readonly string[] {
  const names = new Set(whereOf(statement)?.attributes)
  const add = (more: readonly string[]): void => {
    for (const name of more) names.add(name)
  }
  if (statement.kind === 'insert') add(Object.keys(statement.itemWith(values)))
  if (statement.kind === 'update') add(attributesOf(statement.updateWith(values).paths))
  if (statement.kind === 'select') {
    add(attributesOf(statement.columns()?.paths))
    add(statement.order.map(({ attribute }) => attribute))
  }
  return [...names]
}
