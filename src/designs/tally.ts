/** What became of events, and what the refusals were for. */

import { refusedHashOf } from '../capacity/throttle.js'
import {
  type DynamoError,
  isRefusal,
  type ThrottledError,
  type TransactionCanceledException,
} from '../errors/dynamo-error.js'

/** How an attempt at an event has failed. */
type Failure =
  /** There was no capacity: it may be tried again. */
  | { readonly kind: 'throttled' }
  /** It was refused for what it is, as conditions of writes are there for. */
  | { readonly kind: 'refused'; readonly name: string }
  /** The design is wrong. */
  | { readonly kind: 'broken' }

/** Refusals that are answers to reckon with, rather than mistakes in a design. */
const ANSWERS: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'DuplicateItemException',
  'ItemCollectionSizeLimitExceededException',
  'TransactionCanceledException',
])

const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
])

/** Of these the service does not tell which of their tables are throttled. */
const SEVERAL_TABLES = 'batches and transactions'

const BROKEN = { kind: 'broken' } as const
const IS_THROTTLED = { kind: 'throttled' } as const

/** @param isTraced whether it is of a call of a trace, which may have been refused when it was recorded */
export function failureOf(error: unknown, isTraced = false): Failure {
  if (!isRefusal(error)) return BROKEN
  const { name } = error
  if (THROTTLED.has(name) || isThrottledTransaction(error)) return IS_THROTTLED
  const isAnswer = isTraced ? name !== 'ResourceNotFoundException' : ANSWERS.has(name)
  return isAnswer ? { kind: 'refused', name } : BROKEN
}

function isThrottledTransaction(error: DynamoError): boolean {
  if (error.name !== 'TransactionCanceledException') return false
  const { cancellationReasons } = error as TransactionCanceledException
  // One that is refused for what it is will be refused again.
  const faults = cancellationReasons.filter(({ code }) => code !== 'None')
  return faults.length > 0 && faults.every(({ code }) => code === 'ThrottlingError')
}

/** Keys that are remembered; a few are told. */
const KEYS_MAX = 8_192

/** So many were throttled for a hash. */
interface ThrottledHash {
  readonly part: string
  readonly hash: number
  count: number
}

/** So many were throttled for one reason. */
export interface ThrottledPart {
  /** The name of a table, `table.index`, or `batches and transactions`. */
  readonly part: string
  /** The service's word, such as `TableWriteKeyRangeThroughputExceeded`. */
  readonly reason: string
  readonly count: number
}

export class Tally {
  /** Events that came. */
  events = 0
  /** Those that were given up after their last attempt was throttled. */
  throttled = 0
  /** Attempts after the first. */
  retries = 0
  /** By the name of the refusal. */
  readonly refused = new Map<string, number>()
  readonly #parts = new Map<string, number>()
  #hashes = new Map<string, ThrottledHash>()

  /** Counts an event that was refused for what it is. */
  refuse(name: string): void {
    this.refused.set(name, (this.refused.get(name) ?? 0) + 1)
  }

  /** Counts what an attempt was throttled for. */
  throttle(error: object): void {
    const { throttlingReasons } = error as Partial<ThrottledError>
    const [first] = throttlingReasons ?? []
    const part = first === undefined ? SEVERAL_TABLES : partOf(first.resource)
    const reason = first?.reason ?? 'ThrottlingError'
    const place = `${reason} ${part}`
    this.#parts.set(place, (this.#parts.get(place) ?? 0) + 1)
    const hash = refusedHashOf(error)
    if (hash !== undefined) this.#countHash(part, hash)
  }

  /** What attempts were throttled for, the most frequent first. */
  get throttledParts(): ThrottledPart[] {
    const all = Array.from(this.#parts, ([place, count]) => {
      const space = place.indexOf(' ')
      return { part: place.slice(space + 1), reason: place.slice(0, space), count }
    })
    return all.sort((left, right) => right.count - left.count)
  }

  /** The keys that attempts were throttled for, likewise. */
  get throttledHashes(): ThrottledHash[] {
    return [...this.#hashes.values()].sort(moreOften)
  }

  #countHash(part: string, hash: number): void {
    const place = `${part} ${hash}`
    const known = this.#hashes.get(place)
    if (known !== undefined) {
      known.count += 1
      return
    }
    if (this.#hashes.size === KEYS_MAX) {
      const kept = this.throttledHashes.slice(0, KEYS_MAX / 2)
      this.#hashes = new Map(kept.map(one => [`${one.part} ${one.hash}`, one]))
    }
    this.#hashes.set(place, { part, hash, count: 1 })
  }
}

function moreOften(left: ThrottledHash, right: ThrottledHash): number {
  return right.count - left.count
}

/** From `arn:aws:dynamodb:us-east-1:000000000000:table/Votes/index/byDay` to `Votes.byDay`. */
function partOf(arn: string): string {
  const [, table = '', , index] = arn.split('/')
  return index === undefined ? table : `${table}.${index}`
}
