/** What a trigger can be told, with the ranges and defaults of the service's event source mapping. */

import {
  filterPatternInvalid,
  handlerInvalid,
  triggerOptionInvalid,
} from '../../errors/trigger-errors.js'
import { ANYTHING, optionsOf } from '../../validation/options.js'
import type { StreamEvent } from './event.js'
import type { TriggerFailure } from './failure.js'
import type { TriggerHandler } from './invocation.js'
import { compilePattern, type Matches } from './pattern.js'

/** A filter pattern, or the text of one in JSON, as in `{ eventName: ['INSERT'] }`. */
export type FilterPattern = string | { readonly [member: string]: unknown }

/** The service's event source mapping, option by option. Times are in whole seconds. */
export interface TriggerOptions {
  /**
   * A name, of 1 to 255 characters, under which the database keeps up to where changes are handled. A trigger of the same name
   * that is started later on the same table goes on from there, whatever `startingPosition` says, also after the database has
   * been opened anew: each change is delivered at least once, and those of an item in their order, unless the stream has dropped
   * it meanwhile. One trigger of a name runs at a time. Default: none, and nothing is kept.
   */
  readonly name?: string | undefined
  /**
   * Where to begin, if there has been no trigger of its name: with the records that come from now on (`LATEST`, the default), or with the oldest that the stream
   * still has (`TRIM_HORIZON`).
   */
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST' | undefined
  /** Records handed over at once, at the most: 1 to 10,000, default 100. */
  readonly batchSize?: number | undefined
  /** Seconds for which a batch that is not full waits for more records: 0 to 300, default 0. */
  readonly window?: number | undefined
  /** Batches of one shard that are handled at the same time, each for other partition keys: 1 to 10, default 1. */
  readonly parallelizationFactor?: number | undefined
  /** How often a batch is tried again: 0 to 10,000; default -1, until it succeeds or its records expire. */
  readonly retries?: number | undefined
  /** Seconds: records that are older are given up: 60 to 604,800; default -1, none but those that the stream drops. */
  readonly maximumRecordAge?: number | undefined
  /** True: a batch that fails is divided in two, and each half tried by itself. Default: false. */
  readonly bisectOnError?: boolean | undefined
  /** True: the handler may return `{ batchItemFailures: [{ itemIdentifier: sequenceNumber }] }`. Default: false. */
  readonly reportBatchItemFailures?: boolean | undefined
  /**
   * Seconds: windows so long, in which the handler is given with each batch what it returned as `state` for the one before, and
   * with no records at their end: 0 to 900, default 0, no windows.
   */
  readonly tumblingWindow?: number | undefined
  /** Up to 10 patterns: only records that match one of them are handed over. Default: all are. */
  readonly filters?: readonly FilterPattern[] | undefined
  /**
   * Is told of records that are given up, after the last retry or for their age: the document that the service sends to a
   * destination, and the event with the records themselves.
   */
  readonly onFailure?: ((failure: TriggerFailure, event: StreamEvent) => unknown) | undefined
}

/** Options in full. Times are in milliseconds; what has no limit is `Infinity`. */
export interface TriggerSettings {
  readonly name: string | undefined
  readonly handler: TriggerHandler
  readonly startsAtHorizon: boolean
  readonly batchSize: number
  readonly windowDuration: number
  readonly laneCount: number
  readonly retriesMax: number
  readonly ageMax: number
  readonly bisects: boolean
  readonly reportsItemFailures: boolean
  /** 0: there are no tumbling windows. */
  readonly tumblingWindowDuration: number
  /** Whether a record, in the form of the event, is handed over. */
  readonly isWanted: Matches
  readonly onFailure: TriggerOptions['onFailure']
}

/** By name: each value is looked at below. */
const triggerOptions = optionsOf<TriggerOptions>('A trigger', {
  name: ANYTHING,
  startingPosition: ANYTHING,
  batchSize: ANYTHING,
  window: ANYTHING,
  parallelizationFactor: ANYTHING,
  retries: ANYTHING,
  maximumRecordAge: ANYTHING,
  bisectOnError: ANYTHING,
  reportBatchItemFailures: ANYTHING,
  tumblingWindow: ANYTHING,
  filters: ANYTHING,
  onFailure: ANYTHING,
})

const NAME_LENGTH_MAX = 255
const FILTERS_MAX = 10
const SECOND_MS = 1000
/** What the service says for no limit. */
const UNLIMITED = -1

/**
 * Options in full.
 *
 * @throws ValidationException if one of them is out of its range
 * @throws InvalidParameterValueException for a bad filter pattern
 */
export function triggerSettingsOf(handler: unknown, given: TriggerOptions): TriggerSettings {
  if (typeof handler !== 'function') throw handlerInvalid()
  const options = triggerOptions(given)
  return {
    handler: handler as TriggerHandler,
    name: nameOf(options.name),
    startsAtHorizon: startsAtHorizon(options.startingPosition),
    batchSize: wholeNumber(options, 'batchSize', { min: 1, max: 10_000, none: 100 }),
    windowDuration: SECOND_MS * wholeNumber(options, 'window', { min: 0, max: 300, none: 0 }),
    laneCount: wholeNumber(options, 'parallelizationFactor', { min: 1, max: 10, none: 1 }),
    retriesMax: limit(options, 'retries', { min: 0, max: 10_000 }),
    ageMax: SECOND_MS * limit(options, 'maximumRecordAge', { min: 60, max: 604_800 }),
    bisects: flag(options, 'bisectOnError'),
    reportsItemFailures: flag(options, 'reportBatchItemFailures'),
    tumblingWindowDuration:
      SECOND_MS * wholeNumber(options, 'tumblingWindow', { min: 0, max: 900, none: 0 }),
    isWanted: filterOf(options.filters),
    onFailure: callbackOf(options.onFailure),
  }
}

function nameOf(name: unknown): string | undefined {
  if (name === undefined) return undefined
  if (typeof name === 'string' && name.length >= 1 && name.length <= NAME_LENGTH_MAX) {
    if (name.isWellFormed()) return name
  }
  const value = typeof name === 'string' ? `of ${name.length} characters` : name
  const allowed = `a text of 1 to ${NAME_LENGTH_MAX} characters, without halves of surrogate pairs`
  throw triggerOptionInvalid('name', { value, allowed })
}

function startsAtHorizon(position: unknown): boolean {
  if (position === 'TRIM_HORIZON') return true
  if (position === undefined || position === 'LATEST') return false
  throw triggerOptionInvalid('startingPosition', {
    value: position,
    allowed: 'TRIM_HORIZON or LATEST',
  })
}

type NumberOption =
  | 'batchSize'
  | 'window'
  | 'parallelizationFactor'
  | 'retries'
  | 'maximumRecordAge'
  | 'tumblingWindow'

interface Range {
  readonly min: number
  readonly max: number
}

function wholeNumber(
  options: TriggerOptions,
  name: NumberOption,
  { min, max, none }: Range & { readonly none: number },
): number {
  const value = options[name] ?? none
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw triggerOptionInvalid(name, { value, allowed: `a whole number from ${min} to ${max}` })
}

/** A number that may also say that there is no limit. */
function limit(options: TriggerOptions, name: NumberOption, { min, max }: Range): number {
  const value = options[name] ?? UNLIMITED
  if (value === UNLIMITED) return Number.POSITIVE_INFINITY
  if (Number.isInteger(value) && value >= min && value <= max) return value
  const allowed = `a whole number from ${min} to ${max}, or ${UNLIMITED} for no limit`
  throw triggerOptionInvalid(name, { value, allowed })
}

function flag(options: TriggerOptions, name: 'bisectOnError' | 'reportBatchItemFailures'): boolean {
  const value: unknown = options[name] ?? false
  if (typeof value === 'boolean') return value
  throw triggerOptionInvalid(name, { value, allowed: 'true or false' })
}

function filterOf(filters: TriggerOptions['filters']): Matches {
  if (filters === undefined) return () => true
  if (!Array.isArray(filters)) throw filterPatternInvalid()
  if (filters.length > FILTERS_MAX) {
    const value = `an array of ${filters.length}`
    throw triggerOptionInvalid('filters', { value, allowed: `up to ${FILTERS_MAX} patterns` })
  }
  if (filters.length === 0) return () => true
  const patterns = filters.map(compilePattern)
  return record => patterns.some(matches => matches(record))
}

function callbackOf(onFailure: TriggerOptions['onFailure']): TriggerOptions['onFailure'] {
  if (onFailure === undefined || typeof onFailure === 'function') return onFailure
  throw triggerOptionInvalid('onFailure', { value: onFailure, allowed: 'a function' })
}
