/** A database for each test: forks of one that is seeded once, which answer the clients of the code under test. */

import type { Database } from '../database.js'
import type { Clock } from '../env/clock.js'
import { systemRandom } from '../env/random.js'
import { WeakCollection } from '../env/weak-collection.js'
import {
  noTestRuns,
  notAClientOrClass,
  severalTestsRun,
  testDatabaseIsOver,
  testIsOver,
} from '../errors/testing-errors.js'
import { type AttachableClient, attach, detach } from '../transport/attach.js'
import type { InProcessService } from '../transport/client-config.js'
import { goOnIn, runIn, Session, sessionWhere } from './sessions.js'
import { type ClientClass, type Taker, takeClass } from './taken-classes.js'

/** A database of its own for each test, and what runs a function with one. */
export interface TestDatabase<Time extends Clock = Clock> {
  /**
   * The database of the test that runs: a fork of the one that was seeded.
   *
   * @throws NoTestDatabase outside of tests, and where it can't be told which of several tests asks
   */
  readonly db: Database
  /**
   * The clock of that database, as the option `clock` made it.
   *
   * @throws NoTestDatabase as `db` does
   */
  readonly clock: Time
  /**
   * Runs a function with a database of its own, which is closed when the function is done: any number of them at once, in any
   * runner. What the function begins, such as calls of clients, goes to this database.
   */
  run<Result>(test: (db: Database) => Result | Promise<Result>): Promise<Result>
  /**
   * Makes a test that has a database of its own in any runner, as in `test.concurrent('…', base.wrap(async () => …))`. It is
   * handed what the runner hands to the function.
   */
  wrap<This, Args extends unknown[], Result>(
    test: (this: This, ...args: Args) => Result | Promise<Result>,
  ): (this: This, ...args: Args) => Promise<Result>
}

/** What test databases are told, wherever the database comes from. */
export interface ClientsOfTests<Time extends Clock = Clock> {
  /**
   * Clients of the AWS SDK v3, such as one that a module exports, and classes of clients, such as `DynamoDBClient`: of these,
   * every client that is made anywhere. All are answered by the database of the test that calls them, and never reach the
   * network. Of one class follow its document clients, and the clients of streams.
   */
  readonly clients?: readonly (AttachableClient | ClientClass)[] | undefined
  /** Makes a clock for each test, as in `() => new ManualClock()`. Default: the clock of the database that was seeded. */
  readonly clock?: (() => Time) | undefined
  /**
   * Whether clients of different regions see different tables. Default: false. All see those of the region that the database was
   * opened for, so that tests don't depend on what the machine is configured for.
   */
  readonly regions?: boolean | undefined
  /** How often at the most a client sends a request that is throttled or fails. Default: 1, so that tests see each refusal. */
  readonly maxAttempts?: number | undefined
}

/** Where the database comes from that the tests' databases are forks of. */
interface Source {
  /** Called once, before the first test. */
  open(): Promise<Database>
  /** Fills it. Clients are answered by it meanwhile. */
  seed?(database: Database): unknown
  /** Is told of the database of each test, before the test begins. */
  follow?(database: Database): void
  /** Called once, after the last test. */
  close(database: Database): Promise<void>
}

export class TestForks<Time extends Clock> implements TestDatabase<Time> {
  readonly #source: Source
  readonly #newClock: (() => Time) | undefined
  readonly #clients: TestClients
  /** Tests of which the runner's hooks tell, and what they begin need not. */
  readonly #running = new Set<Session>()
  /** Whether whoever calls is in a test of which no hook tells. */
  isElsewhere: () => boolean = () => false
  #opening: Promise<Database> | undefined
  #database: Database | undefined
  #isOver = false

  constructor(
    source: Source,
    { clients = [], clock, regions = false, maxAttempts = 1 }: ClientsOfTests<Time>,
  ) {
    this.#source = source
    this.#newClock = clock
    const service: InProcessService = {
      answer: async call => {
        const { database } = this.#held(call.operation)
        return database.answer(regions ? call : { ...call, region: database.region })
      },
      random: systemRandom,
    }
    const isCalled = (): boolean => this.#own() !== undefined || this.#running.size > 0
    this.#clients = new TestClients(clients, { service, maxAttempts, isCalled })
  }

  get db(): Database {
    return this.#held('db').database
  }

  get clock(): Time {
    return this.#held('clock').clock as Time
  }

  async run<Result>(test: (db: Database) => Result | Promise<Result>): Promise<Result> {
    await this.open()
    const { session, database } = this.#newSession()
    try {
      return await runIn(session, () => test(database))
    } finally {
      await this.#end(session)
    }
  }

  wrap<This, Args extends unknown[], Result>(
    test: (this: This, ...args: Args) => Result | Promise<Result>,
  ): (this: This, ...args: Args) => Promise<Result> {
    const { run } = this
    const wrapped = (of: This, args: Args): Promise<Result> =>
      run.call(this, () => test.apply(of, args)) as Promise<Result>
    return function wrapper(this: This, ...args: Args) {
      return wrapped(this, args)
    }
  }

  /** Opens and seeds the database at the first call. */
  open(): Promise<Database> {
    this.#opening ??= this.#openFirst()
    return this.#opening
  }

  /**
   * Begins a test from a hook before it. Returns what ends it, when all hooks of the test are done.
   *
   * @param leadsOn whether what is set in the hook is carried along to the test
   */
  begin(leadsOn: boolean): () => Promise<void> {
    const { session } = this.#newSession()
    this.#running.add(session)
    if (leadsOn) goOnIn(session)
    return () => this.#end(session)
  }

  /**
   * After the last test: closes the database.
   *
   * @param givesBack whether clients are as they were then; otherwise they are told that tests are over
   */
  async close(givesBack = true): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#clients.letGo(givesBack)
    for (const session of this.#running) await this.#end(session)
    const database = this.#database
    this.#database = undefined
    if (database !== undefined) await this.#source.close(database)
  }

  async #openFirst(): Promise<Database> {
    if (this.#isOver) throw testDatabaseIsOver('run')
    const database = await this.#source.open()
    this.#database = database
    this.#clients.attach()
    const session = new Session(this, { database, clock: database.clock })
    await runIn(session, () => this.#source.seed?.(database))
    session.end()
    return database
  }

  #newSession(): { readonly session: Session; readonly database: Database } {
    const original = this.#database
    if (original === undefined) throw testDatabaseIsOver('A test')
    const clock = this.#newClock?.()
    const database = original.fork(clock === undefined ? {} : { clock })
    this.#source.follow?.(database)
    const session = new Session(this, { database, clock: clock ?? original.clock })
    return { session, database }
  }

  async #end(session: Session): Promise<void> {
    this.#running.delete(session)
    const { held } = session
    session.end()
    await held?.database.close()
  }

  #own(): Session | undefined {
    return sessionWhere(({ owner }) => owner === this)
  }

  #held(asked: string): NonNullable<Session['held']> {
    const own = this.#own()
    const session = own ?? this.#onlyRunning(asked)
    const { held } = session
    if (held === undefined) throw testIsOver(asked)
    return held
  }

  /** Where hooks don't lead to the test, as in jest, it is known by being the only one. */
  #onlyRunning(asked: string): Session {
    if (this.#isOver) throw testDatabaseIsOver(asked)
    if (this.isElsewhere()) throw noTestRuns(asked)
    if (this.#running.size > 1) throw severalTestsRun(asked)
    for (const session of this.#running) return session
    throw noTestRuns(asked)
  }
}

interface TestClientsOptions extends Pick<Taker, 'service' | 'isCalled'> {
  readonly maxAttempts: number
}

/** The clients of the code under test. */
class TestClients {
  readonly #instances: readonly AttachableClient[]
  readonly #options: TestClientsOptions
  readonly #leaveClasses: readonly (() => void)[]
  /** Those that were made by classes. Tests make clients by the thousand, and let them go. */
  readonly #taken = new WeakCollection<AttachableClient>()

  constructor(clients: readonly (AttachableClient | ClientClass)[], options: TestClientsOptions) {
    const classes = clients.filter(isClass)
    const { service, maxAttempts } = options
    this.#options = options
    this.#instances = clients.filter(each => !isClass(each)) as AttachableClient[]
    this.attach()
    const taker: Taker = {
      ...options,
      take: client => {
        this.#taken.add(client)
        attach(client, service, { maxAttempts })
      },
    }
    this.#leaveClasses = classes.map(each => takeClass(each, taker))
  }

  /** Others may have attached them since. */
  attach(): void {
    const { service, maxAttempts } = this.#options
    for (const client of this.#instances) attach(client, service, { maxAttempts })
  }

  /** What was taken by its class may be taken by another one from here on. */
  letGo(givesBack: boolean): void {
    const { service } = this.#options
    for (const client of this.#taken) detach(client, service)
    if (!givesBack) return
    for (const leave of this.#leaveClasses) leave()
    for (const client of this.#instances) detach(client, service)
  }
}

function isClass(client: AttachableClient | ClientClass): client is ClientClass {
  if (typeof client === 'function') return true
  if (typeof client !== 'object' || client === null) throw notAClientOrClass()
  return false
}
