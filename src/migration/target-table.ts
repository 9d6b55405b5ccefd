/** The table at the target: made like that of the source, or taken if it is empty. */

import type { WireMap } from '../encoding/wire-value.js'
import { ResourceInUseException } from '../errors/dynamo-error.js'
import { otherTable, targetHasOtherSchema, targetNotEmpty } from '../errors/migration-errors.js'
import type { End } from './ends.js'
import {
  createInputOf,
  idOf,
  shapeDifferences,
  type TableShape,
  tableAt,
  whenActive,
} from './table-shape.js'

const REPEATABLE = { isRepeatable: true }

/** What is known of the table at the target. */
interface TargetWish {
  /** That of the source. */
  readonly shape: TableShape
  /** The view of the stream that it is to have; undefined for none. */
  readonly streamView: string | undefined
  /** What told it from others when it was made or taken; undefined if it was not yet. */
  readonly id: string | undefined
}

/**
 * Makes the table, or takes the one that there is if it is like that of the source and empty.
 *
 * @returns what tells it from others
 * @throws MigrationFailed if there is one that can't be taken
 */
export async function prepareTarget(target: End, wish: TargetWish): Promise<string> {
  const { shape, streamView, id } = wish
  const table = shape.TableName
  const existing = await tableAt(target, table)
  if (id !== undefined) {
    if (existing === undefined || idOf(existing) !== id) throw otherTable(table, target.name)
    return id
  }
  if (existing === undefined) await create(target, createInputOf(shape, streamView))
  const ready = await whenActive(target, table)
  const differences = shapeDifferences(shape, ready)
  if (differences.length > 0) throw targetHasOtherSchema(table, target.name, differences)
  if (!(await isEmpty(target, table))) throw targetNotEmpty(table, target.name)
  return idOf(ready)
}

/** An attempt whose answer was lost may have made it. */
async function create({ sender }: End, input: object): Promise<void> {
  try {
    await sender.send('CreateTable', input, REPEATABLE)
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
}

async function isEmpty({ sender }: End, table: string): Promise<boolean> {
  const input = { TableName: table, ConsistentRead: true, Limit: 1 }
  const page = await sender.send<{
    readonly Items?: readonly WireMap[]
    readonly LastEvaluatedKey?: WireMap
  }>('Scan', input, REPEATABLE)
  return (page.Items ?? []).length === 0
}
