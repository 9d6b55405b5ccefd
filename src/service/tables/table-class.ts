/** The class of a table, and how often it may change. */

import { tableClassInvalid } from '../../errors/table-setting-errors.js'
import { tooManyTableClassChanges } from '../../errors/table-use-errors.js'
import type { TableClass, TableClassSetting } from '../../types/table.js'

/** The class of this name. Throws a `ValidationException` if there is none. */
export function tableClassOf(name: string): TableClass {
  if (name !== 'STANDARD' && name !== 'STANDARD_INFREQUENT_ACCESS') throw tableClassInvalid()
  return name
}

const CHANGES_MAX = 2
/** Milliseconds in which so many changes are allowed: 30 days. */
const WINDOW = 30 * 24 * 3600 * 1000

/**
 * The class of a table once it is changed. To ask for the one there is changes nothing.
 *
 * @param now milliseconds since 1970
 * @throws LimitExceededException if it has been changed too often
 */
export function changedTableClass(
  current: TableClassSetting,
  name: TableClass,
  now: number,
): TableClassSetting {
  if (name === (current.name ?? 'STANDARD')) return { name, changedAt: current.changedAt }
  const recent = current.changedAt.filter(time => time > now - WINDOW)
  if (recent.length >= CHANGES_MAX) throw tooManyTableClassChanges()
  return { name, changedAt: [...recent, now] }
}
