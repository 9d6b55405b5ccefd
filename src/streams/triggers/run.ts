/** What all parts of a running trigger have in common. */

import type { Clock } from '../../env/clock.js'
import type { Stream } from '../stream.js'
import type { StreamPosition } from '../stream-position.js'
import type { RecordSource } from '../wire-record.js'
import type { RetryRule } from './batch.js'
import type { FunctionName } from './invocation.js'
import type { TriggerSettings } from './settings.js'

/** What a trigger has done so far. */
export interface TriggerCounts {
  /** Records read from the stream. */
  recordsRead: number
  /** Records that the stream dropped before they could be read. */
  recordsLost: number
  /** Records that no filter pattern wanted. */
  recordsFiltered: number
  /** Records that the handler is done with. */
  recordsHandled: number
  /** Records given up after the last retry or for their age. */
  recordsGivenUp: number
  /** Calls of the handler. */
  invocations: number
  /** Calls of the handler after which some record was to be handled again, or given up. */
  failedInvocations: number
  /** Calls of `onFailure` that failed themselves. */
  failedReports: number
}

/** What a trigger runs with. */
export interface TriggerRun {
  readonly stream: Stream
  readonly source: RecordSource
  readonly clock: Clock
  readonly settings: TriggerSettings
  readonly retryRule: RetryRule
  /** Records of this age, in milliseconds, are given up. */
  readonly ageMax: number
  readonly called: FunctionName
  readonly counts: TriggerCounts
  /** What the handler, or `onFailure`, last threw. */
  lastError: unknown
  /**
   * Set once the trigger is to stop: records up to here are handed over without waiting for the clock, and where the handler
   * fails, what is behind is left.
   */
  end: StreamPosition | undefined
  newRequestId(): string
  /** Begins what is due, now that something has ended. */
  goOn(): void
}
