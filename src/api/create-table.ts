/** CreateTable and DeleteTable: a commit to the system table that the catalog follows. */

import { itemOf } from '../engine/catalog.js'
import type { Committer } from '../engine/commit.js'
import { primaryKeyOfItem } from '../engine/keys.js'
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
import type { Outcome } from './write-one.js'

const NAME_PATTERN = /^[a-zA-Z0-9_.-]+$/
const NAME_LENGTH_MIN = 3
const NAME_LENGTH_MAX = 255
const KEY_NAME_LENGTH_MAX = 255

/**
 * Creates an empty table.
 *
 * @param system the system table
 * @throws ValidationException if the name or the key schema is not allowed
 * @throws ResourceInUseException if there is a table of this name
 */
export function createTable(
  committer: Committer,
  system: StoredTable,
  description: TableDescription,
): Outcome<void> {
  checkName(description.name)
  checkKeySchema(description.keySchema)
  const item = itemOf(description)
  const key = primaryKeyOfItem(system.keySchema, item)
  if (system.store.imageOf(key) !== undefined) throw tableExists(description.name)
  const { durable } = committer.commit([{ table: system, key, decide: () => item }])
  return { result: undefined, durable }
}

/**
 * Removes a table with all its items.
 *
 * @throws ResourceNotFoundException if there is no table of this name
 */
export function deleteTable(
  committer: Committer,
  system: StoredTable,
  name: string,
): Outcome<void> {
  // Callers without types may hand in anything, and not every string can be a key.
  const isName = typeof name === 'string' && name !== '' && name.length <= NAME_LENGTH_MAX
  if (!isName) throw tableNotFoundByName(String(name))
  const key = primaryKeyOfItem(system.keySchema, { name })
  if (system.store.imageOf(key) === undefined) throw tableNotFoundByName(name)
  const { durable } = committer.commit([{ table: system, key, decide: () => 'remove' }])
  return { result: undefined, durable }
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
