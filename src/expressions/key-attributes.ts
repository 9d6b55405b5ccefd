/**
 * What expressions may not do with key attributes. The schema is known only after the table has been looked up, so
 * these checks come after all others of an expression.
 */

import { keyDereferenced, keyInFilter, keyUpdated } from '../errors/expression-errors.js'
import type { Condition } from './condition.js'
import { attributeOf, type Path } from './path.js'

/**
 * Throws a `ValidationException` if a path goes into a key attribute, which can only be a scalar. The label is `Key`
 * for the keys of the table, `IndexKey` for those of its indexes.
 */
export function refuseKeyDereference(
  paths: readonly Path[],
  keyNames: readonly string[],
  label: 'Key' | 'IndexKey',
): void {
  for (const path of paths) {
    if (path.length > 1 && keyNames.includes(attributeOf(path))) {
      throw keyDereferenced(label, attributeOf(path))
    }
  }
}

/** Throws a `ValidationException` if the filter of a query names a key attribute of what is queried. */
export function refuseKeysInFilter({ paths, kind }: Condition, keyNames: readonly string[]): void {
  for (const path of paths) {
    if (!keyNames.includes(attributeOf(path))) continue
    throw keyInFilter(kind === 'legacy' ? 'QueryFilter' : 'Filter Expression', attributeOf(path))
  }
}

/** Throws a `ValidationException` if a target of an update is a key attribute of the table, or in one. */
export function refuseKeyUpdate(targets: readonly Path[], keyNames: readonly string[]): void {
  for (const target of targets) {
    if (keyNames.includes(attributeOf(target))) throw keyUpdated(attributeOf(target))
  }
}
