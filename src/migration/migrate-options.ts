/** What migrations can be told. */

import { type Clock, clockOf, systemClock } from '../env/clock.js'
import { UNITS_PER_SECOND } from '../remote/pace.js'
import {
  FLAG,
  FUNCTION,
  type OptionRule,
  objectWith,
  optionsOf,
  TEXT,
} from '../validation/options.js'
import type { GivenEnd } from './ends.js'

/** Which tables, from where to where, and how fast. */
export interface MigrationOptions {
  /** Where the tables are. */
  readonly from: GivenEnd
  /** Where they are to be. The directory of a database is made if it is not there. */
  readonly to: GivenEnd
  /** Names of tables. Default: all of them. */
  readonly tables?: readonly string[] | undefined
  /** Capacity units a second that are to be consumed at the most by reads, and as many by writes. Default: as many as there are. */
  readonly unitsPerSecond?: number | undefined
  /** Into how many parts a table is cut that are read at the same time, from 1 to 1,000,000. Default: 8. */
  readonly segments?: number | undefined
  /**
   * How often a request is sent at the most that is throttled, fails or is not answered, with waits that grow up to 20 seconds.
   * Default: 10.
   */
  readonly attempts?: number | undefined
  /** The time that is waited by. Default: that of the machine. */
  readonly clock?: Clock | undefined
  /** Ends the migration soon: what it has done is in the journal. */
  readonly signal?: AbortSignal | undefined
  /** Is told how far it is, again and again. */
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined
}

/** What `migrate` can be told besides. */
export interface MigrateOptions extends MigrationOptions {
  /**
   * A directory for the journal, in which the migration finds after any end of the process how far it was: the same call again goes
   * on. It is made if it is not there. Default: none; a migration that ends early has to begin anew, at an empty table.
   */
  readonly journal?: string | undefined
  /**
   * Whether what is written to the source meanwhile is made again at the target, which takes a stream with new images. False copies
   * tables at rest: what is written meanwhile is there or not. Default: true for tables that have such a stream.
   */
  readonly follow?: boolean | undefined
  /** Whether a stream may be enabled, for tables that have none; it stays enabled. Default: false. */
  readonly enableStream?: boolean | undefined
  /**
   * Is called when the target has caught up with all tables. Stop the writers, and let the promise be fulfilled: then the last changes
   * are made, and `migrate` is fulfilled as well; from then on write to the target. Until then changes go on to be made. Without
   * it, a migration that follows changes ends when it has caught up, and the same call again goes on.
   */
  readonly cutOver?: (() => Promise<void> | void) | undefined
  /** False leaves out the comparison of both sides. Default: true. */
  readonly verify?: boolean | undefined
}

/** What `estimateMigration` can be told besides. */
export interface EstimateOptions extends MigrationOptions {
  /** Whether both sides are to be compared. Default: true. */
  readonly verify?: boolean | undefined
}

/** How far a migration is with a table. */
export interface MigrationProgress {
  readonly table: string
  readonly phase: 'copy' | 'changes' | 'verify'
  /** Items that are copied or compared, or changes that are made again, so far. */
  readonly done: number
  /** As many as there are, by what the source knows; undefined of changes. */
  readonly of: number | undefined
  /** Of changes: milliseconds since the last of them was made at the source. */
  readonly lag?: number | undefined
}

const SEGMENTS_MAX = 1_000_000

const wholeFromTo = (min: number, max: number): OptionRule => ({
  allowed: `a whole number from ${min} to ${max}`,
  accepts: value => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
})

const END: OptionRule = {
  allowed: 'a string or an object',
  accepts: value => typeof value === 'string' || (typeof value === 'object' && value !== null),
}

const SHARED = {
  from: END,
  to: END,
  tables: {
    allowed: 'an array of strings',
    accepts: (value: unknown) => Array.isArray(value) && value.every(TEXT.accepts),
  },
  unitsPerSecond: UNITS_PER_SECOND,
  segments: wholeFromTo(1, SEGMENTS_MAX),
  attempts: wholeFromTo(1, Number.MAX_SAFE_INTEGER),
  clock: objectWith('now'),
  signal: objectWith('throwIfAborted', 'addEventListener'),
  onProgress: FUNCTION,
}

/** Options that have been checked, with what is so by default. */
export interface Checked extends MigrationOptions {
  readonly segments: number
  readonly attempts: number
  readonly clock: Clock
  readonly onProgress: (progress: MigrationProgress) => void
}

const SEGMENTS = 8
const ATTEMPTS = 10

/** Checks the options of a migration. Throws a ValidationException. */
export const migrateOptions = optionsOf<MigrateOptions>('migrate', {
  ...SHARED,
  journal: TEXT,
  follow: FLAG,
  enableStream: FLAG,
  cutOver: FUNCTION,
  verify: FLAG,
})

/** Checks the options of a comparison. Throws a ValidationException. */
export const verifyOptions = optionsOf<MigrationOptions>('verifyMigration', SHARED)

/** Checks the options of an estimate. Throws a ValidationException. */
export const estimateOptions = optionsOf<EstimateOptions>('estimateMigration', {
  ...SHARED,
  verify: FLAG,
})

/** Puts in what is so by default. */
export function withDefaults<Given extends MigrationOptions>(given: Given): Given & Checked {
  return {
    ...given,
    segments: given.segments ?? SEGMENTS,
    attempts: given.attempts ?? ATTEMPTS,
    clock: clockOf(given.clock ?? systemClock),
    onProgress: given.onProgress ?? (() => {}),
  }
}
