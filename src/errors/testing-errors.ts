/** What tests are told that ask for the database of a test where there is none, or for what can't be. */

import { ValidationException } from './dynamo-error.js'

/** There is no database of a test for whoever asks: no test runs, or it can't be told which one. */
export class NoTestDatabase extends Error {
  override readonly name = 'NoTestDatabase'
}

/** `asked` is what needs a database, as in `db` or `GetItem`. */
export const noTestRuns = (asked: string): NoTestDatabase =>
  new NoTestDatabase(
    `${asked} needs a test that runs: every test has a database of its own, and outside of tests there is none. What all ` +
      'tests begin with is made in seed; where the runner runs tests before its hooks, as test.concurrent of jest does, ' +
      "wrap them: test.concurrent('…', base.wrap(async () => …))",
  )

export const severalTestsRun = (asked: string): NoTestDatabase =>
  new NoTestDatabase(
    `${asked} could be of several tests that run at once. Where the runner does not tell, wrap them: ` +
      "test('…', base.wrap(async () => …))",
  )

export const testIsOver = (asked: string): NoTestDatabase =>
  new NoTestDatabase(
    `${asked} comes after the end of its test, whose database is closed. What a test begins is to be awaited in it`,
  )

export const testDatabaseIsOver = (asked: string): NoTestDatabase =>
  new NoTestDatabase(
    `${asked} comes after the last test, when the databases of the tests are closed`,
  )

/** What `clients` has in it is neither a client nor a class of clients. */
export const notAClientOrClass = (): ValidationException =>
  new ValidationException(
    'clients takes clients of the AWS SDK for JavaScript v3 and their classes, as in [DynamoDBClient, documents]',
  )

export const notADatabase = (): ValidationException =>
  new ValidationException('forked needs a database, as in forked(await Database.open())')
