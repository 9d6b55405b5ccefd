/** `hashrange/testing/vitest`: a database for each test of vitest. */

import * as vitest from 'vitest'
import type { Clock } from '../env/clock.js'
import { seededForks, type TestDatabaseOptions } from './seeded.js'
import type { TestDatabase } from './test-database.js'

/**
 * Gives each test of this file, or of the block in which it is called, a database of its own: a fork of one that is opened and
 * seeded once. Clients that are named are answered by the database of the test that calls them.
 *
 * ```ts
 * const base = testDatabase({ clients: [DynamoDBClient], seed: db => db.createTable('Users', schema) })
 * test('…', async () => { await signUp('ada'); expect(base.db.table('Users').get({ id: 'ada' })).toBeDefined() })
 * ```
 *
 * From vitest 4.1 on it is around the test and all its hooks, also of tests that run at once. Before, that needs `base.wrap` for
 * concurrent tests if this is called in a block.
 *
 * @throws ValidationException for an option that there is not, and for clients that are none
 */
export function testDatabase<Time extends Clock = Clock>(
  options: TestDatabaseOptions<Time> = {},
): TestDatabase<Time> {
  const forks = seededForks(options, () => vitest.expect.getState().testPath)
  const { aroundEach } = vitest as Partial<typeof vitest>
  vitest.beforeAll(async () => {
    await forks.open()
  })
  if (aroundEach === undefined) vitest.beforeEach(() => forks.begin(true))
  else aroundEach(runTest => forks.run(() => runTest()))
  // Before, hooks after all tests may come in any order: calls of theirs are refused rather than sent to the network.
  vitest.afterAll(() => forks.close(aroundEach !== undefined))
  return forks
}
