/** What runners' `testDatabase` have in common: options, and the database that is opened and seeded once for a file of tests. */

import { Database } from '../database.js'
import type { Clock } from '../env/clock.js'
import type { DatabaseOptions } from '../native/database-options.js'
import { ARRAY, FLAG, FUNCTION, numberFrom, OBJECT, optionsOf } from '../validation/options.js'
import { type ClientsOfTests, TestForks } from './test-database.js'

/** Options of `testDatabase`. */
export interface TestDatabaseOptions<Time extends Clock = Clock> extends ClientsOfTests<Time> {
  /**
   * Makes what all tests begin with: called once, before the first test. The `clients` are answered by this database meanwhile, so
   * that it may call the code under test.
   */
  readonly seed?: ((db: Database) => unknown) | undefined
  /** How the database is opened, as in `{ throttle: true }`. Default: as `Database.open()` does. */
  readonly open?: DatabaseOptions | undefined
}

const testDatabaseOptions = optionsOf<TestDatabaseOptions>('testDatabase', {
  clients: ARRAY,
  clock: FUNCTION,
  regions: FLAG,
  maxAttempts: numberFrom(1),
  seed: FUNCTION,
  open: OBJECT,
})

/** The databases of the tests of one file, or of one block. */
export function seededForks<Time extends Clock>(given: TestDatabaseOptions<Time>): TestForks<Time> {
  const { seed, open, ...options } = testDatabaseOptions(given)
  const source = {
    open: () => Database.open(open),
    close: (database: Database) => database.close(),
    ...(seed === undefined ? {} : { seed }),
  }
  return new TestForks<Time>(source, options)
}
