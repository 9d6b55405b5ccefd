/** `forked`: databases for tests in any runner, of a database that the caller has seeded. */

import type { Database } from '../database.js'
import type { Clock } from '../env/clock.js'
import { notADatabase } from '../errors/testing-errors.js'
import { ARRAY, FLAG, FUNCTION, numberFrom, optionsOf } from '../validation/options.js'
import { type ClientsOfTests, type TestDatabase, TestForks } from './test-database.js'

/** What `forked` makes. */
export interface Forked<Time extends Clock = Clock> extends TestDatabase<Time> {
  /** Gives the clients back as they were, and ends what runs. The database that was forked stays open. */
  close(): Promise<void>
}

const forkedOptions = optionsOf<ClientsOfTests>('forked', {
  clients: ARRAY,
  clock: FUNCTION,
  regions: FLAG,
  maxAttempts: numberFrom(1),
})

/**
 * Gives each test a database of its own, a fork of this one, and lets it answer clients of the AWS SDK v3.
 *
 * ```ts
 * const base = forked(seeded, { clients: [DynamoDBClient] })
 * await base.run(async db => {
 *   await signUp('ada')
 *   assert(db.table('Users').get({ id: 'ada' }) !== undefined)
 * })
 * ```
 *
 * @param database what all tests begin with; it may be changed between tests
 * @throws ValidationException for an option that there is not, and for clients that are none
 */
export function forked<Time extends Clock = Clock>(
  database: Database,
  options: ClientsOfTests<Time> = {},
): Forked<Time> {
  if (typeof database?.fork !== 'function') throw notADatabase()
  return new TestForks(
    { open: async () => database, close: async () => {} },
    forkedOptions(options),
  )
}
