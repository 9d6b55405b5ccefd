/** `hashrange/testing/jest`: a database for each test of jest. */

// @ts-expect-error: only where jest runs there is this module, and it comes from jest itself.
import * as jest from '@jest/globals'
import type { Clock } from '../env/clock.js'
import { seededForks, type TestDatabaseOptions } from './seeded.js'
import type { TestDatabase } from './test-database.js'

/** What is used of jest. */
interface Hooks {
  beforeAll(hook: () => Promise<void>): void
  afterAll(hook: () => Promise<void>): void
  beforeEach(hook: () => Promise<void>): void
  readonly expect: {
    getState(): {
      /** Of the test whose hooks have run. */
      readonly currentTestName?: string
      readonly testPath?: string
      /** Of the test that calls; in older versions only of concurrent ones. */
      readonly currentConcurrentTestName?: () => string | undefined
    }
  }
}

/**
 * Gives each test of this file, or of the block in which it is called, a database of its own: a fork of one that is opened and
 * seeded once. Clients that are named are answered by the database of the test that calls them.
 *
 * ```ts
 * const base = testDatabase({ clients: [DynamoDBClient], seed: db => db.createTable('Users', schema) })
 * test('…', async () => { await signUp('ada'); expect(base.db.table('Users').get({ id: 'ada' })).toBeDefined() })
 * test.concurrent('…', base.wrap(async () => { … }))
 * ```
 *
 * `test.concurrent` runs before all hooks in jest: there, tests are to be wrapped. Hooks don't lead to their tests in jest, so
 * that the database stays there until the next test begins, for the hooks after a test.
 *
 * @throws ValidationException for an option that there is not, and for clients that are none
 */
export function testDatabase<Time extends Clock = Clock>(
  options: TestDatabaseOptions<Time> = {},
): TestDatabase<Time> {
  const { beforeAll, beforeEach, afterAll, expect } = jest as Hooks
  const forks = seededForks(options, () => expect.getState().testPath)
  let endLast = async (): Promise<void> => {}
  let lastName: string | undefined
  // Concurrent tests run beside the one whose hooks have run: what they call is not of that.
  forks.isElsewhere = () => {
    const name = expect.getState().currentConcurrentTestName?.()
    return name !== undefined && name !== lastName
  }
  beforeAll(async () => {
    await forks.open()
  })
  beforeEach(async () => {
    await endLast()
    endLast = forks.begin(false)
    lastName = expect.getState().currentTestName
  })
  // Hooks that come later may call clients, too: they are refused rather than sent to the network.
  afterAll(() => forks.close(false))
  return forks
}
