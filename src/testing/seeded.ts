/** What runners' `testDatabase` have in common: options, and the database that is opened and seeded once for a file of tests. */

import { Database } from '../database.js'
import type { Clock } from '../env/clock.js'
import type { DatabaseOptions } from '../native/database-options.js'
import {
  ARRAY,
  FLAG,
  FLAG_OR_TEXT,
  FUNCTION,
  numberFrom,
  OBJECT,
  optionsOf,
} from '../validation/options.js'
import { type ClientsOfTests, TestForks } from './test-database.js'
import { TestRecording } from './test-recording.js'

/** Options of `testDatabase`. */
export interface TestDatabaseOptions<Time extends Clock = Clock> extends ClientsOfTests<Time> {
  /**
   * Makes what all tests begin with: called once, before the first test. The `clients` are answered by this database meanwhile, so
   * that it may call the code under test.
   */
  readonly seed?: ((db: Database) => unknown) | undefined
  /** How the database is opened, as in `{ throttle: true }`. Default: as `Database.open()` does. */
  readonly open?: DatabaseOptions | undefined
  /**
   * Records what the tests ask of their databases, from the begin of each, and reports what that costs and what could be better:
   * `true` for a text on the terminal (standard error) after the last test; or the path of a file, of one of the forms of
   * `recordRun`. Each file of tests writes one of its own, which has its name before the ending: with `costs.html`, the tests of
   * `test/orders.test.ts` write `costs.test-orders.test.html`. What is written already is replaced; further databases of one file
   * of tests have a number, too. Default: false.
   */
  readonly record?: boolean | string | undefined
}

const testDatabaseOptions = optionsOf<TestDatabaseOptions>('testDatabase', {
  clients: ARRAY,
  clock: FUNCTION,
  regions: FLAG,
  maxAttempts: numberFrom(1),
  seed: FUNCTION,
  open: OBJECT,
  record: FLAG_OR_TEXT,
})

/**
 * The databases of the tests of one file, or of one block.
 *
 * @param testFile tells the path of the file of tests while one runs, if the runner tells it
 */
export function seededForks<Time extends Clock>(
  given: TestDatabaseOptions<Time>,
  testFile: () => string | undefined,
): TestForks<Time> {
  const { seed, open, record = false, ...options } = testDatabaseOptions(given)
  const recording =
    record === false ? undefined : new TestRecording(record === true ? undefined : record, testFile)
  const source = {
    open: () => Database.open(open),
    follow: (database: Database) => recording?.follow(database),
    close: async (database: Database) => {
      await database.close()
      await recording?.end()
    },
    ...(seed === undefined ? {} : { seed }),
  }
  return new TestForks<Time>(source, options)
}
