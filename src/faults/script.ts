/** Scripts of faults: what is to fail, how, and when. They are plain JSON, so that a file can have one. */

import type { WireMap } from '../encoding/wire-value.js'

/** What calls a fault is for. A call has to fit all that is said; with nothing said, every call that can have the fault does. */
export interface FaultScope {
  /** The name of a table that the call touches, also within a batch, a transaction or a statement. */
  readonly table?: string | undefined
  /** The name of an index that is read; or with `operation` naming writes, that they have to be put into. */
  readonly index?: string | undefined
  /** Such as `PutItem`. */
  readonly operation?: string | readonly string[] | undefined
  /**
   * A partition key or a whole key, plain or in wire form: `{ id: 'a' }`. A call touches it that names it, or queries its
   * partition; a scan touches none. In batches and transactions only what touches it fails.
   */
  readonly key?: Readonly<Record<string, unknown>> | undefined
  /** How many calls at the most have the fault. */
  readonly count?: number | undefined
  /** How many calls that fit are let through first. */
  readonly after?: number | undefined
  /** Of those that fit after that, each so many-th has the fault: 3 is the third, the sixth and so on. Default: 1. */
  readonly every?: number | undefined
  /** From 0 to 1, drawn for each call that has come so far. Default: 1. */
  readonly probability?: number | undefined
  /** From when, and until before when, by the clock of the database: milliseconds since 1970, dates, or texts of ISO 8601. */
  readonly between?: readonly [from: FaultTime, to: FaultTime] | undefined
}

/** Milliseconds since 1970, a date, or a text of ISO 8601. */
export type FaultTime = number | string | Date

/** How far behind a read is: by time, or by writes to its tables. Two numbers are bounds that it is drawn from. */
export type Staleness =
  | { readonly ms: number | readonly [min: number, max: number] }
  | { readonly writes: number | readonly [min: number, max: number] }

/** No capacity. In batches it is what is left unprocessed, unless that is everything; in transactions a reason. */
export interface ThrottleRule extends FaultScope {
  readonly fault: 'throttle'
  /** Default: `ProvisionedThroughputExceededException`. */
  readonly kind?:
    | 'ProvisionedThroughputExceededException'
    | 'ThrottlingException'
    | 'RequestLimitExceeded'
    | undefined
  /** Of what of a batch fits, how much is throttled, from 0 to 1, at least one. Default: all of it. */
  readonly share?: number | undefined
  readonly message?: string | undefined
}

/** Another transaction is under way for an item: of single writes, and of transactions. */
export interface TransactionConflictRule extends FaultScope {
  readonly fault: 'transactionConflict'
  readonly message?: string | undefined
}

/** The service fails, with status 500: before anything has happened, or after it took effect. */
export interface InternalErrorRule extends FaultScope {
  readonly fault: 'internalError'
  /** Whether the operation takes effect all the same. Default: false. */
  readonly effect?: boolean | undefined
  readonly message?: string | undefined
}

/** The service can't be reached, with status 503; nothing has happened. */
export interface UnavailableRule extends FaultScope {
  readonly fault: 'unavailable'
  readonly message?: string | undefined
}

/** The operation takes place later, by the clock of the database; another fault may come on top of it. */
export interface LatencyRule extends FaultScope {
  readonly fault: 'latency'
  /** Milliseconds, or bounds that they are drawn from. */
  readonly ms: number | readonly [min: number, max: number]
}

/** BatchWriteItem and BatchGetItem do some of what they are asked for, and tell what is left: always at least one of each. */
export interface PartialBatchRule extends FaultScope {
  readonly fault: 'partialBatch'
  /** Of what fits, how much is left unprocessed, from 0 to 1. Default: 0.5. */
  readonly share?: number | undefined
}

/**
 * Reads without `ConsistentRead` are answered from an earlier state: all of them, or with `laggingIndex` those of global
 * indexes. The state is that before writes which clients have sent since the faults were injected, 100 of them at the most.
 */
export interface StaleReadRule extends FaultScope {
  readonly fault: 'staleRead' | 'laggingIndex'
  /** Default: one write. */
  readonly by?: Staleness | undefined
  /** Whether no read that this rule makes stale sees an older state than one before it. Default: true. */
  readonly monotonic?: boolean | undefined
}

/** The operation takes effect, or is refused, and its answer gets lost: the client sees the connection break. */
export interface LostReplyRule extends FaultScope {
  readonly fault: 'lostReply'
}

/** What is to fail, how, and when. */
export type FaultRule =
  | ThrottleRule
  | TransactionConflictRule
  | InternalErrorRule
  | UnavailableRule
  | LatencyRule
  | PartialBatchRule
  | StaleReadRule
  | LostReplyRule

/** Faults to inject. */
export interface FaultScript {
  /** All chance comes from it: a whole number from 0 to 2^53 - 1. Default: one of the machine's chance. */
  readonly seed?: number | undefined
  /**
   * In order: a call has the fault of the first rule that is for it. Only `latency` lets the others have their turn, too. Rules
   * after the one whose fault it is do not count the call.
   */
  readonly rules: readonly FaultRule[]
}

/** A fault that a call has. */
export interface FaultDecision {
  /** The number of the call, from 1 on, among all that clients sent. */
  readonly call: number
  readonly operation: string
  readonly region: string
  /** The table that is concerned, if the request names one; the first of several. */
  readonly table?: string | undefined
  /** What the request names of the key that is concerned, in wire form: of an item to be put, what the rule has. */
  readonly key?: WireMap | undefined
  /** The place of the rule in the script, from 0 on. */
  readonly rule: number
  readonly fault: FaultRule['fault']
  /** The places of what is concerned in a batch or a transaction, from 0 on, counted over all its tables. */
  readonly places?: readonly number[] | undefined
  /** Milliseconds of latency, or by which a read is behind. */
  readonly ms?: number | undefined
  /** Writes by which a read is behind. */
  readonly writes?: number | undefined
}

/** What a script has done so far, as plain JSON: it can be given to `injectFaults` to have the same again. */
export interface FaultTrace {
  readonly seed: number
  readonly rules: readonly FaultRule[]
  /** How many calls there have been. */
  readonly calls: number
  /** The faults that they had, in order; the last 100,000. */
  readonly decisions: readonly FaultDecision[]
}
