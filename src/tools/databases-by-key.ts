/**
 * A database for each access key. Any key may be named, so databases without tables are kept for the keys that were used
 * last only, and there is an end to those with tables.
 */

import { atEndOfTurn } from '../env/timers.js'
import { LimitExceededException } from '../errors/dynamo-error.js'
import type { Servable } from '../server.js'

interface Opened {
  readonly database: Promise<Servable>
  /** False while it is being opened or filled, and as long as it has tables. */
  isEmpty(): boolean
}

const EMPTY_MAX = 100
const DATABASES_MAX = 10_000

/** Finds the database of a key, and opens one for a key that has none. */
export function databasesByKey(
  open: () => Promise<Servable>,
): (accessKeyId: string) => Promise<Servable> {
  /** The key that was used last comes last. */
  const databases = new Map<string, Opened>()
  let mayForgetAt = EMPTY_MAX
  // At the end of a turn all calls have begun, and with them their changes are made.
  const forgetEmpty = (): void => {
    for (const [key, { isEmpty }] of [...databases].slice(0, -EMPTY_MAX)) {
      if (isEmpty()) databases.delete(key)
    }
    mayForgetAt = databases.size + EMPTY_MAX
  }
  return accessKeyId => {
    const found = databases.get(accessKeyId)
    if (found === undefined && databases.size >= DATABASES_MAX) throw tooManyDatabases()
    const used = found ?? opened(open(), () => databases.delete(accessKeyId))
    databases.delete(accessKeyId)
    databases.set(accessKeyId, used)
    if (found === undefined && databases.size === mayForgetAt + 1) atEndOfTurn(forgetEmpty)
    return used.database
  }
}

function opened(database: Promise<Servable>, onFailure: () => void): Opened {
  let open: Servable | undefined
  database.then(opened => {
    open = opened
  }, onFailure)
  return { database, isEmpty: () => open !== undefined && open.regions().length === 0 }
}

function tooManyDatabases(): LimitExceededException {
  return new LimitExceededException(
    `There are ${DATABASES_MAX} databases of other access keys that have tables. Delete the tables of those that are not needed`,
  )
}
