/** What restores from backups and to points in time have in common. */

import { restoredDescription } from '../../api/restored-table.js'
import type { Outcome } from '../../api/write-one.js'
import {
  encryptionNotChosen,
  targetBeingRestored,
  targetExists,
  tooManyRestores,
} from '../../errors/restore-errors.js'
import type { RestoredFrom, TableDescription, TableId } from '../../types/table.js'
import { tableDescription } from '../tables/description.js'
import { type Overrides, overriddenSettings } from './overrides.js'
import type { RegionBackups } from './region-backups.js'
import { restoresUnderWay, restoreUnderWay } from './restores-under-way.js'

const RESTORES_MAX = 50

/** What requests that restore a table have in common. */
export interface RestoreRequest extends Overrides {
  readonly TargetTableName: string
}

/** From what a table is restored, and how. */
interface Restore {
  /** The table whose items it gets, as it is described. */
  readonly of: TableDescription
  readonly source: RestoredFrom
  /** The image that a table of this number is made of. */
  readonly imageOf: (id: TableId) => string
  /** Makes the table. */
  readonly make: (description: TableDescription) => Outcome<void> | Promise<Outcome<void>>
}

/**
 * Throws a `ValidationException` if a table comes from another region, and nobody has said which key it is encrypted with
 * here.
 */
export function refuseUnlessEncrypted(
  { tables }: RegionBackups,
  region: string,
  { SSESpecificationOverride }: Overrides,
): void {
  if (region !== tables.place.region && SSESpecificationOverride === undefined) {
    throw encryptionNotChosen()
  }
}

/**
 * Throws if no table of a name can be restored now.
 *
 * @throws TableInUseException if one is being restored already
 * @throws TableAlreadyExistsException if there is one
 * @throws LimitExceededException if too many tables are being restored
 */
export function refuseTarget({ tables }: RegionBackups, name: string): void {
  const running = restoreUnderWay(tables, name)
  if (running !== undefined) {
    throw targetBeingRestored(name, running.backupArn ?? running.tableArn)
  }
  if (tables.lookUp(name) !== undefined) throw targetExists(name)
  if (restoresUnderWay(tables).length >= RESTORES_MAX) throw tooManyRestores(RESTORES_MAX)
}

/** Makes a table, which is CREATING at first: at once if nothing has to be read or written before. */
export function restoreTable(
  { tables }: RegionBackups,
  request: RestoreRequest,
  { of, source, imageOf, make }: Restore,
): Outcome<object> | Promise<Outcome<object>> {
  const { TargetTableName: target } = request
  const { own, changes } = tables.newTable(target)
  const origin = { image: imageOf(own.id), restored: source }
  const restored = restoredDescription(of, { ...own, origin })
  const settings = overriddenSettings(restored, request, tables.place)
  const answerOf = ({ durable }: Outcome<void>): Outcome<object> => {
    const description = tableDescription(tables, { table: tables.named(target), changes })
    return { result: { TableDescription: description }, durable }
  }
  const made = make({ ...restored, settings })
  if (!('then' in made)) return answerOf(made)
  return tables.restores.during({ target, source }, made.then(answerOf))
}
