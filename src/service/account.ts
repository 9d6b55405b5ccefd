/** The service as one account has it: every operation, in every region. */

import type { Principal } from '../access/question.js'
import type { ReplicasContext } from '../api/replicas.js'
import type { PastOfTables } from '../api/restored-table.js'
import type { Outcome } from '../api/write-one.js'
import type { CapacityChange } from '../capacity/table-scaler.js'
import type { Committer } from '../engine/commit.js'
import { PoisonedDatabase, ReadOnlyDatabase } from '../engine/log.js'
import type { Regions } from '../engine/regions.js'
import type { TableImages } from '../engine/table-images.js'
import type { Clock } from '../env/clock.js'
import type { Random } from '../env/random.js'
import { readOnlyDenied } from '../errors/arn-errors.js'
import { internalServerError } from '../errors/auth-errors.js'
import {
  ConditionalCheckFailedException,
  DynamoError,
  ThrottledError,
  TransactionCanceledException,
} from '../errors/dynamo-error.js'
import { peerUnknown } from '../errors/peer-errors.js'
import type { PeerReplication } from '../replication/peer-replication.js'
import { type Watch, watchedBy } from '../storage/metered.js'
import type { StoredTable } from '../storage/table.js'
import { USER_ERRORS } from '../storage/usage-slots.js'
import type { KinesisTargets } from '../streams/kinesis/targets.js'
import type { Streams } from '../streams/streams.js'
import type { Units } from '../types/table.js'
import { type AccessExplanation, explainAccess } from './authorization/explain-access.js'
import type { Caller } from './authorization/questions.js'
import { RegionBackups } from './backups/region-backups.js'
import type { ServiceContext } from './context.js'
import { RegionDax } from './dax/region-dax.js'
import { executeDax, isDaxOperation } from './dax/registry.js'
import { AS_JSON, AS_OBJECTS } from './item-form.js'
import { PeerControl } from './peers/peer-control.js'
import { PeerPosts, type PeerSettings } from './peers/peer-posts.js'
import { PeerReceiver } from './peers/peer-receiver.js'
import { execute, isOperation } from './registry.js'
import type { RequestTokens } from './request-tokens.js'
import { tableArnOf } from './tables/arn.js'
import { RegionTables } from './tables/region-tables.js'
import { RegionTransfers, type TransferSettings } from './transfers/region-transfers.js'

interface AccountOptions {
  readonly regions: Regions
  readonly committer: Committer
  readonly streams: Streams
  readonly tokens: RequestTokens
  readonly clock: Clock
  readonly random: Random
  /** The name of the region that is kept although it has no tables. */
  readonly home: string
  readonly disabledRegions: ReplicasContext['disabledRegions']
  /** Milliseconds for which a table is CREATING, UPDATING or DELETING. 0: only the answer says so. */
  readonly transientStatusDuration: number
  /** What stands for Kinesis data streams. Default: there are none. */
  readonly kinesis?: KinesisTargets | undefined
  /** What backups are kept in, and restored tables made of. */
  readonly images: TableImages
  readonly past: PastOfTables
  /** Brings the indexes of a copy of a table up to date. */
  readonly bringUp: ReplicasContext['bringUp']
  /** Lets auto scaling decide for a table now. */
  readonly evaluate: (table: StoredTable) => Promise<void>
  /** Replicas in other processes. Default: there are none. */
  readonly peers?:
    | { readonly settings: PeerSettings; readonly replication: PeerReplication }
    | undefined
  /** What exports and imports reach beyond the database. */
  readonly transfers: Pick<TransferSettings, 'jobs' | 'files' | 'buckets'>
}

/** A request of the service's API. */
interface AccountCall {
  readonly region: string
  readonly operation: string
  readonly json: unknown
  /** Whether the answer becomes JSON, so that items may stand in it as `JsonText`. */
  readonly asJson?: boolean | undefined
  /** Is told what the request does while it is executed. */
  readonly watch?: Watch | undefined
  /** Whose policies must allow it. Default: everything is allowed. */
  readonly principal?: Principal | undefined
  /** Who is connected; undefined for a client in this process. */
  readonly connection?: Caller['connection']
}

interface ExplainedCall extends Pick<AccountCall, 'region' | 'operation' | 'json'> {
  readonly principal: Principal
}

/** A region, for answers that are objects, and for those that become JSON. */
interface AccountContext extends ServiceContext {
  readonly asJson: ServiceContext
}

/** Twelve digits, as ARNs have them. */
export const ACCOUNT_ID = '000000000000'

export class Account {
  readonly #options: AccountOptions
  readonly #contexts = new Map<string, AccountContext>()
  /** Replicas in other processes; undefined if there can't be any. */
  readonly peers: PeerControl | undefined
  readonly #receiver: PeerReceiver | undefined
  readonly #posts: PeerPosts | undefined

  constructor(options: AccountOptions) {
    this.#options = options
    const { peers, home } = options
    if (peers === undefined) return
    const posts = new PeerPosts(peers.settings)
    this.#posts = posts
    const { replication } = peers
    const parts = { ...options, posts, replication, tables: () => this.#contextIn(home).tables }
    this.peers = new PeerControl(parts)
    this.#receiver = new PeerReceiver({ ...parts, control: this.peers })
  }

  /** To be called once, when all that stands in the log has been followed: from here on peers are told. */
  startPeers(): void {
    const { peers, committer } = this.#options
    const control = this.peers
    const posts = this.#posts
    if (peers === undefined || control === undefined || posts === undefined) return
    control.forgetComing()
    const { gone, left } = control
    const { post } = posts
    peers.replication.start(committer, { has: region => posts.has(region), post, gone, left })
  }

  /** Does what the process of another region has sent. Rejects with a `DynamoError` if it is refused. */
  receive(json: unknown): Promise<object> {
    return this.#receiver?.receive(json) ?? Promise.reject(peerUnknown('a peer', 'this process'))
  }

  /**
   * Runs an operation.
   *
   * An answer tells nobody of what may be gone tomorrow: it waits until all that was there when it was made lasts, whether the
   * request wrote or read, and whether it is refused or not. If that never comes to last, because the log has been poisoned,
   * the request fails, reads too, until the database is opened anew.
   *
   * @param call the region, such as `us-east-1`, the name of the operation, and its input as `JSON.parse` gives it
   * @returns the answer in wire form, once what it wrote and what it may have seen lasts
   * @throws DynamoError if the request is refused
   * @throws AccessDeniedException if the caller's policies, or those of the resource, do not allow it
   * @throws ValidationException if the region belongs to another process
   * @throws AccessDeniedException if it wants to write, and the database is read only
   * @throws InternalServerError if the database takes no further writes, and the request wants to write or may have seen what
   *   does not last; and if a strongly consistent table is cut off from its other members
   */
  async answer(call: AccountCall): Promise<object> {
    this.peers?.refuse(call.region)
    const context = this.#contextOf(call.region)
    let lasting: Promise<void> | undefined
    try {
      const form = call.asJson === true ? context.asJson : context
      const { watch } = call
      const answered =
        watch === undefined
          ? executeCounted(form, call)
          : watchedBy(watch, () => executeCounted(form, call))
      const outcome = 'then' in answered ? await answered : answered
      lasting = outcome.durable
      return outcome.result
    } catch (error) {
      throw error instanceof PoisonedDatabase ? refusalOf(error) : error
    } finally {
      const durable = this.#options.committer.whenDurable()
      if (durable !== undefined) await durable.catch(failRequest)
      // What was written to a strongly consistent table is not only to last here.
      if (lasting !== undefined) await lasting.catch(refuseUnlasting)
    }
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
    const answered = executeCounted(this.#contextOf(region), call)
    return Promise.resolve(answered).then(({ durable }) => durable)
  }

  /**
   * Which statements decide about a request, which is not run.
   *
   * @throws UnknownOperationException if there is no such operation on tables
   * @throws DynamoError if the request is malformed
   */
  explainAccess({ region, operation, json, principal }: ExplainedCall): AccessExplanation {
    this.peers?.refuse(region)
    return explainAccess(this.#contextOf(region), { operation, json, caller: { principal } })
  }

  /** Whether there is an operation of this name. */
  knows(operation: string): boolean {
    return isOperation(operation) || isDaxOperation(operation)
  }

  /** The names of the regions that have tables. */
  regionNames(): readonly string[] {
    const used = [...this.#options.regions.all].filter(({ tables }) => !tables.isEmpty)
    return used.map(({ name }) => name)
  }

  /** The ARN of a table. */
  tableArnOf(region: string, table: string): string {
    return tableArnOf(table, this.#contextOf(region).tables.place)
  }

  /** The ARN of a stream of a table, which tells when it was turned on, in milliseconds since 1970. */
  streamArnOf(region: string, table: string, stream: { readonly createdAt: number }): string {
    return this.#contextOf(region).streams.arnOf(table, stream)
  }

  #contextOf(region: string): AccountContext {
    const known = this.#contexts.get(region)
    if (known !== undefined) return known
    this.#forgetEmpty()
    return this.#newContext(region)
  }

  /** Any name may be asked for, so empty regions are not kept for longer than until the next one is. */
  #forgetEmpty(): void {
    const { regions, home } = this.#options
    for (const { name, isEmpty } of regions.all) {
      if (name === home || !isEmpty) continue
      const context = this.#contexts.get(name)
      // Its first table is on its way, or there are clusters in front of none.
      if (context?.tables.restores.isEmpty === false || context?.dax.isEmpty === false) continue
      this.#contexts.delete(name)
      regions.forget(name)
    }
  }

  #newContext(region: string): AccountContext {
    const { clock, tokens, regions, evaluate, transientStatusDuration } = this.#options
    const tables = new RegionTables({
      ...this.#options,
      region,
      accountId: ACCOUNT_ID,
      replicas: {
        context: { ...this.#options, options: regions.options },
        peers: this.peers,
        elsewhere: name => this.#contextIn(name).tables,
        evaluate,
      },
    })
    const { streams } = tables
    const backups = this.#backupsOf(tables)
    const transfers = this.#transfersOf(tables)
    const place = { region, accountId: ACCOUNT_ID }
    const dax = new RegionDax({ ...place, clock, transientStatusDuration })
    const parts = {
      ...place,
      dax,
      clock,
      tables,
      streams,
      backups,
      transfers,
      tokens,
    }
    const context = { ...parts, form: AS_OBJECTS, asJson: { ...parts, form: AS_JSON } }
    this.#contexts.set(region, context)
    return context
  }

  /** While a request is being run in another region, which may be empty: so none is forgotten. */
  #contextIn(region: string): AccountContext {
    return this.#contexts.get(region) ?? this.#newContext(region)
  }

  #transfersOf(tables: RegionTables): RegionTransfers {
    const { regions, transfers } = this.#options
    return new RegionTransfers(tables, {
      ...this.#options,
      ...transfers,
      options: regions.options,
    })
  }

  #backupsOf(tables: RegionTables): RegionBackups {
    const { regions, images, past, random } = this.#options
    const isUsed = (region: string): boolean =>
      [...regions.all].some(({ name, isEmpty }) => name === region && !isEmpty)
    return new RegionBackups({
      tables,
      images,
      past,
      random,
      options: regions.options,
      elsewhere: region => (isUsed(region) ? this.#contextIn(region).backups : undefined),
    })
  }
}

/** The refusal of a request that wants to write. */
function refusalOf(error: PoisonedDatabase): DynamoError {
  return error instanceof ReadOnlyDatabase ? readOnlyDenied() : internalServerError(error)
}

/** What the request wrote, or may have seen, does not last. */
function failRequest(poisoned: unknown): never {
  throw internalServerError(poisoned)
}

/** What the request wrote does not last, or nobody knows whether it does. */
function refuseUnlasting(reason: unknown): never {
  throw reason instanceof PoisonedDatabase ? refusalOf(reason) : reason
}

/** Runs an operation, and counts for the region if it is refused through a fault of the caller. */
function executeCounted(
  context: ServiceContext,
  call: Omit<AccountCall, 'region'>,
): Outcome<object> | Promise<Outcome<object>> {
  const caller = callerOf(call)
  if (isDaxOperation(call.operation)) {
    return executeDax(context.dax, call.operation, { json: call.json, caller })
  }
  const countAndThrow = (error: unknown): never => {
    if (isUserError(error)) context.tables.region.system.usage.count(USER_ERRORS)
    throw error
  }
  try {
    const answered = execute(context, call.operation, call.json, caller)
    return 'then' in answered ? answered.catch(countAndThrow) : answered
  } catch (error) {
    return countAndThrow(error)
  }
}

function callerOf({ principal, connection }: Omit<AccountCall, 'region'>): Caller | undefined {
  return principal && { principal, connection }
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
