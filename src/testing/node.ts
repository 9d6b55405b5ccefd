/** `hashrange/testing/node`: a database for each test of Node's own runner. */

import { after, before, beforeEach, type TestContext } from 'node:test'
import type { Clock } from '../env/clock.js'
import { seededForks, type TestDatabaseOptions } from './seeded.js'
import type { TestDatabase } from './test-database.js'

/**
 * Gives each test of this file, or of the block in which it is called, a database of its own: a fork of one that is opened and
 * seeded once. Clients that are named are answered by the database of the test that calls them. Subtests share that of their
 * test.
 *
 * ```ts
 * const base = testDatabase({ clients: [DynamoDBClient], seed: db => db.createTable('Users', schema) })
 * test('…', async () => { await signUp('ada'); assert(base.db.table('Users').get({ id: 'ada' })) })
 * test('…', { concurrency: true }, base.wrap(async () => { … }))
 * ```
 *
 * Hooks don't lead to their tests in this runner: those that run at once are to be wrapped.
 *
 * @throws ValidationException for an option that there is not, and for clients that are none
 */
export function testDatabase<Time extends Clock = Clock>(
  options: TestDatabaseOptions<Time> = {},
): TestDatabase<Time> {
  const forks = seededForks(options, () => process.argv[1])
  const running = new Set<string>()
  before(async () => {
    await forks.open()
  })
  beforeEach(context => {
    const test = context as TestContext & { readonly fullName?: string }
    const name = test.fullName ?? test.name
    for (const one of running) if (name.startsWith(`${one} > `)) return
    const end = forks.begin(false)
    running.add(name)
    test.after(async () => {
      running.delete(name)
      await end()
    })
  })
  // Hooks that come later may call clients, too: they are refused rather than sent to the network.
  after(() => forks.close(false))
  return forks
}
