/** Tables are made, changed and removed by a commit to the system table of their region, which the catalog follows. */

import { itemOf } from '../engine/catalog.js'
import type { Committer, Decision, Write } from '../engine/commit.js'
import { rangeOfKeys } from '../engine/key-range.js'
import { primaryKeyOfItem } from '../engine/keys.js'
import { PoisonedDatabase } from '../engine/log.js'
import { recordWrite } from '../engine/records.js'
import type { Region } from '../engine/regions.js'
import { goneSince, isGone } from '../engine/table-settings.js'
import { assert } from '../errors/assert.js'
import { tableExists, tableNotFoundByName } from '../errors/request-errors.js'
import {
  keyNameInvalid,
  keysHaveSameName,
  keyTypeInvalid,
  tableNameInvalid,
  tableNameMissing,
} from '../errors/table-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { KeySchema, TableDescription } from '../types/table.js'
import { systemBackupOf } from './backup-record.js'
import type { Outcome } from './write-one.js'

const NAME_PATTERN = /^[a-zA-Z0-9_.-]+$/
const NAME_LENGTH_MIN = 3
const NAME_LENGTH_MAX = 255
const KEY_NAME_LENGTH_MAX = 255

/** Where tables are made, changed and removed: in one region. */
export interface TablesContext {
  readonly committer: Committer
  readonly region: Region
}

/**
 * The table of a name, or undefined. One that was to be deleted by now is, before that.
 *
 * @param now milliseconds since 1970-01-01T00:00:00Z
 */
export function lookUpTable(
  context: TablesContext,
  name: string,
  now: number,
): StoredTable | undefined {
  const table = context.region.tables.byName(name)
  if (table === undefined || !isGone(table.description, now)) return table
  try {
    deleteTable(context, name, goneSince(table.description, now))
  } catch (error) {
    // Nobody sees it any more, whether or not the database takes the write.
    if (!(error instanceof PoisonedDatabase)) throw error
  }
  return undefined
}

/**
 * Creates a table: an empty one, unless its description has an origin.
 *
 * @param others writes that take effect together with it
 * @throws ValidationException if the name or the key schema is not allowed
 * @throws ResourceInUseException if there is a table of this name
 */
export function createTable(
  context: TablesContext,
  description: TableDescription,
  others: readonly Write[] = [],
): Outcome<void> {
  checkName(description.name)
  checkKeySchema(description.keySchema)
  if (lookUpTable(context, description.name, description.createdAt) !== undefined) {
    throw tableExists(description.name)
  }
  return describeTable(context, description, others)
}

/** Gives a table that there is another description, which differs in settings. */
export function redescribeTable(
  context: TablesContext,
  description: TableDescription,
  others: readonly Write[] = [],
): Outcome<void> {
  const table = context.region.tables.byName(description.name)
  assert(table?.id === description.id, 'the table that is described is there')
  return describeTable(context, description, others)
}

/**
 * Removes a table with all its items, and the positions of its triggers. If it can be restored to points in time, a backup of
 * what it held last stays.
 *
 * @param now milliseconds since 1970-01-01T00:00:00Z
 * @param others writes that take effect together with it
 * @throws ResourceNotFoundException if there is no table of this name
 */
export function deleteTable(
  { committer, region }: TablesContext,
  name: string,
  now: number,
  others: readonly Write[] = [],
): Outcome<void> {
  const table = region.tables.byName(name)
  if (table === undefined) throw tableNotFoundByName(String(name))
  const { durable } = committer.commit([...deletionWrites(region, table, now), ...others])
  return { result: undefined, durable }
}

/** The writes that make an end of a table of a region. `now` is in milliseconds since 1970. */
export function deletionWrites(region: Region, table: StoredTable, now: number): readonly Write[] {
  const { system } = region
  const { name, settings } = table.description
  const key = primaryKeyOfItem(system.keySchema, { name })
  const decide = (): Decision => 'remove'
  const triggers = triggerKeysOf(region, table).map(one => ({ ...one, decide }))
  const backups = settings.pointInTime === undefined ? [] : [lastBackup(region, table, now)]
  return [{ table: system, key, decide }, ...triggers, ...backups]
}

function lastBackup(region: Region, table: StoredTable, now: number): Write {
  return recordWrite(region, 'backup', systemBackupOf(table, now))
}

/** Where the positions of the triggers of a table are kept. */
function triggerKeysOf(
  { triggers }: Region,
  { id }: StoredTable,
): readonly Pick<Write, 'table' | 'key'>[] {
  const range = rangeOfKeys({ partition: id, sort: undefined })
  const refs = triggers.store.collect(range, Number.POSITIVE_INFINITY, false)
  return refs.map(ref => {
    const key = primaryKeyOfItem(triggers.keySchema, triggers.store.decode(ref))
    return { table: triggers, key }
  })
}

function describeTable(
  { committer, region: { system } }: TablesContext,
  description: TableDescription,
  others: readonly Write[] = [],
): Outcome<void> {
  const { durable } = committer.commit([descriptionWrite(system, description), ...others])
  return { result: undefined, durable }
}

/** The write that describes a table. */
export function descriptionWrite(system: StoredTable, description: TableDescription): Write {
  const item = itemOf(description)
  return { table: system, key: primaryKeyOfItem(system.keySchema, item), decide: () => item }
}

function checkName(name: string): void {
  if (typeof name !== 'string') throw tableNameMissing()
  const rules: string[] = []
  if (!NAME_PATTERN.test(name)) rules.push(`satisfy regular expression pattern: [a-zA-Z0-9_.-]+`)
  if (name.length < NAME_LENGTH_MIN) {
    rules.push(`have length greater than or equal to ${NAME_LENGTH_MIN}`)
  }
  if (name.length > NAME_LENGTH_MAX) {
    rules.push(`have length less than or equal to ${NAME_LENGTH_MAX}`)
  }
  if (rules.length > 0) throw tableNameInvalid(name, rules)
}

function checkKeySchema({ partitionKey, sortKey }: KeySchema): void {
  for (const { name, type } of sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]) {
    if (name === '') throw keyNameInvalid(name, 'have length greater than or equal to 1')
    if (name.length > KEY_NAME_LENGTH_MAX) {
      throw keyNameInvalid(name, `have length less than or equal to ${KEY_NAME_LENGTH_MAX}`)
    }
    // Callers without types may hand in anything.
    if (!['S', 'N', 'B'].includes(type)) throw keyTypeInvalid(String(type))
  }
  if (partitionKey.name === sortKey?.name) throw keysHaveSameName()
}
