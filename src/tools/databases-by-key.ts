/**
 * A database for each access key. Any key may be named, so databases without tables are kept for the keys that were used
 * last only, and there is an end to those with tables.
 */

import { atEndOfTurn } from '../env/timers.js'
import { LimitExceededException } from '../errors/dynamo-error.js'
import type { OpenedDatabase } from './surroundings.js'

interface Opened {
  readonly database: Promise<OpenedDatabase>
  /** False while it is being opened or filled, and as long as it has tables. */
  isEmpty(): boolean
}

const EMPTY_MAX = 100
const DATABASES_MAX = 10_000

export class DatabasesByKey {
  readonly #open: (accessKeyId: string) => Promise<OpenedDatabase>
  /** The key that was used last comes last. */
  readonly #databases = new Map<string, Opened>()
  /** Those that were forgotten a moment ago. They have to be closed before they are opened again. */
  readonly #closing = new Map<string, Promise<void>>()
  #mayForgetAt = EMPTY_MAX

  constructor(open: (accessKeyId: string) => Promise<OpenedDatabase>) {
    this.#open = open
  }

  /** The database of a key. One is opened for a key that has none. */
  readonly databaseOf = (accessKeyId: string): Promise<OpenedDatabase> => {
    const databases = this.#databases
    const found = databases.get(accessKeyId)
    if (found === undefined && databases.size >= DATABASES_MAX) throw tooManyDatabases()
    const used = found ?? this.#opened(accessKeyId)
    databases.delete(accessKeyId)
    databases.set(accessKeyId, used)
    if (found === undefined && databases.size === this.#mayForgetAt + 1) {
      // At the end of a turn all calls have begun, and with them their changes are made.
      atEndOfTurn(() => this.#forgetEmpty())
    }
    return used.database
  }

  /**
   * Closes all of them.
   *
   * @throws what the first of those has thrown that could not be closed
   */
  async close(): Promise<void> {
    const opened = [...this.#databases.values()]
    const closed = opened.map(async ({ database }) => {
      const open = await database.catch(() => undefined)
      await open?.close()
    })
    const outcomes = await Promise.allSettled([...closed, ...this.#closing.values()])
    const failed = outcomes.find(outcome => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  #opened(accessKeyId: string): Opened {
    const closing = this.#closing.get(accessKeyId) ?? Promise.resolve()
    let open: OpenedDatabase | undefined
    const database = closing.then(() => this.#open(accessKeyId))
    database.then(
      opened => {
        open = opened
      },
      () => this.#databases.delete(accessKeyId),
    )
    return { database, isEmpty: () => open !== undefined && open.regions().length === 0 }
  }

  #forgetEmpty(): void {
    for (const [key, { database, isEmpty }] of [...this.#databases].slice(0, -EMPTY_MAX)) {
      if (!isEmpty()) continue
      this.#databases.delete(key)
      const closing = database
        .then(open => open.close())
        .catch(() => {}) // nothing was in it
        .finally(() => this.#closing.delete(key))
      this.#closing.set(key, closing)
    }
    this.#mayForgetAt = this.#databases.size + EMPTY_MAX
  }
}

function tooManyDatabases(): LimitExceededException {
  return new LimitExceededException(
    `There are ${DATABASES_MAX} databases of other access keys that have tables. Delete the tables of those that are not needed`,
  )
}
