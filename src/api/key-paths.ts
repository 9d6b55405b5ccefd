/** Which paths of expressions a table refuses, because of its keys. */

import { keyNamesOf } from '../engine/keys.js'
import { refuseKeyDereference } from '../expressions/key-attributes.js'
import type { Path } from '../expressions/path.js'
import { indexKeyNames } from '../indexes/entry.js'
import type { StoredTable } from '../storage/table.js'

/** Throws a `ValidationException` if a path goes into a key attribute of the table, or of one of its indexes. */
export function refuseKeyPaths(
  { keySchema, indexes }: StoredTable,
  paths: readonly Path[] | undefined,
): void {
  if (paths === undefined) return
  refuseKeyDereference(paths, keyNamesOf(keySchema), 'Key')
  for (const { description } of indexes) {
    refuseKeyDereference(paths, indexKeyNames(description), 'IndexKey')
  }
}
