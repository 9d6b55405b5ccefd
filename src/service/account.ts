/** The service as one account has it: every operation, in every region. */

import type { Outcome } from '../api/write-one.js'
import type { CapacityChange } from '../capacity/table-scaler.js'
import type { Committer } from '../engine/commit.js'
import type { Regions } from '../engine/regions.js'
import type { Clock } from '../env/clock.js'
import type { Random } from '../env/random.js'
import {
  ConditionalCheckFailedException,
  DynamoError,
  ThrottledError,
  TransactionCanceledException,
} from '../errors/dynamo-error.js'
import { USER_ERRORS } from '../storage/usage-slots.js'
import type { Streams } from '../streams/streams.js'
import type { Units } from '../types/table.js'
import type { ServiceContext } from './context.js'
import { execute, isOperation } from './registry.js'
import { RequestTokens } from './request-tokens.js'
import { RegionTables } from './tables/region-tables.js'

interface AccountOptions {
  readonly regions: Regions
  readonly committer: Committer
  readonly streams: Streams
  readonly clock: Clock
  readonly random: Random
  /** The name of the region that is kept although it has no tables. */
  readonly home: string
  /** Milliseconds for which a table is CREATING, UPDATING or DELETING. 0: only the answer says so. */
  readonly transientStatusDuration: number
}

/** A request of the service's API. */
interface AccountCall {
  readonly region: string
  readonly operation: string
  readonly json: unknown
}

/** Twelve digits, as ARNs have them. */
export const ACCOUNT_ID = '000000000000'

export class Account {
  readonly #options: AccountOptions
  readonly #contexts = new Map<string, ServiceContext>()

  constructor(options: AccountOptions) {
    this.#options = options
  }

  /**
   * Runs an operation.
   *
   * @param call the region, such as `us-east-1`, the name of the operation, and its input as `JSON.parse` gives it
   * @returns the answer in wire form, once what it wrote lasts
   * @throws DynamoError if the request is refused
   */
  async answer(call: AccountCall): Promise<object> {
    const context = this.#contextOf(call.region)
    const { result, durable } = executeCounted(context, call)
    if (durable !== undefined) await durable
    return result
  }

  /** Changes the capacity of a table and of its global indexes as UpdateTable does, and refuses what it refuses. */
  changeCapacity(change: CapacityChange): Promise<void> {
    const { region, table, billingMode, units, indexes = {} } = change
    const updates = Object.entries(indexes).map(([IndexName, one]) => ({
      Update: { IndexName, ProvisionedThroughput: throughputOf(one) },
    }))
    const json = {
      TableName: table,
      ...(billingMode !== undefined && { BillingMode: billingMode }),
      ...(units !== undefined && { ProvisionedThroughput: throughputOf(units) }),
      ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
    }
    const call = { region, operation: 'UpdateTable', json }
    // What is refused is thrown at once, while the caller is known still.
    const { durable } = executeCounted(this.#contextOf(region), call)
    return durable ?? Promise.resolve()
  }

  /** Whether there is an operation of this name. */
  knows(operation: string): boolean {
    return isOperation(operation)
  }

  /** The names of the regions that have tables. */
  regionNames(): readonly string[] {
    const used = [...this.#options.regions.all].filter(({ tables }) => !tables.isEmpty)
    return used.map(({ name }) => name)
  }

  /** The ARN of a stream of a table, which tells when it was turned on, in milliseconds since 1970. */
  streamArnOf(region: string, table: string, stream: { readonly createdAt: number }): string {
    return this.#contextOf(region).streams.arnOf(table, stream)
  }

  /** The same for a copy of the database: it remembers the client request tokens of this one. */
  fork(options: AccountOptions): Account {
    const fork = new Account(options)
    for (const [region, { tokens }] of this.#contexts) {
      fork.#contexts.set(region, fork.#newContext(region, tokens.fork(options.clock)))
    }
    return fork
  }

  #contextOf(region: string): ServiceContext {
    const known = this.#contexts.get(region)
    if (known !== undefined) return known
    this.#forgetEmpty()
    const context = this.#newContext(region, new RequestTokens(this.#options.clock))
    this.#contexts.set(region, context)
    return context
  }

  /** Any name may be asked for, so regions without tables are not kept for longer than until the next one is. */
  #forgetEmpty(): void {
    const { regions, home } = this.#options
    for (const { name, tables } of regions.all) {
      if (name === home || !tables.isEmpty) continue
      this.#contexts.delete(name)
      regions.forget(name)
    }
  }

  #newContext(region: string, tokens: RequestTokens): ServiceContext {
    const { clock } = this.#options
    const tables = new RegionTables({ ...this.#options, region, accountId: ACCOUNT_ID })
    return { region, accountId: ACCOUNT_ID, clock, tables, streams: tables.streams, tokens }
  }
}

/** Runs an operation, and counts for the region if it is refused through a fault of the caller. */
function executeCounted(
  context: ServiceContext,
  call: { readonly operation: string; readonly json: unknown },
): Outcome<object> {
  try {
    return execute(context, call.operation, call.json)
  } catch (error) {
    if (isUserError(error)) context.tables.region.system.usage.count(USER_ERRORS)
    throw error
  }
}

/** What the service's metric UserErrors counts: neither conditions that do not hold nor a want of capacity. */
function isUserError(error: unknown): boolean {
  if (!(error instanceof DynamoError) || error.statusCode !== 400) return false
  if (error instanceof ConditionalCheckFailedException) return false
  if (error instanceof TransactionCanceledException) {
    return error.cancellationReasons.some(({ code }) => code === 'ValidationError')
  }
  return !(error instanceof ThrottledError)
}

function throughputOf({ read, write }: Units): object {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write }
}
