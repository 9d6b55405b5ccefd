// What can be asked of the process that holds an engine? One command at a time, one answer each.

import type { EngineName } from '../engines/engine.js'
import type { WorkloadName } from '../workloads/workload.js'
import type { Collections } from './collections.js'
import type { Mode, RoundResult } from './measure.js'

export type Command =
  | {
      readonly kind: 'open'
      readonly engine: EngineName
      readonly directory: string
      readonly workload: WorkloadName
    }
  | { readonly kind: 'fill'; readonly itemCount: number }
  | {
      readonly kind: 'round'
      readonly phase: string
      readonly operationCount: number
      readonly mode: Mode | 'loaded reads'
    }
  | { readonly kind: 'memory' }
  | { readonly kind: 'fork'; readonly writeCount: number }
  | { readonly kind: 'close' }

export interface FillResult {
  readonly seconds: number
  readonly collections: Collections
}

export interface WatchedRound extends RoundResult {
  readonly collections: Collections
}

/** All in bytes, after a full collection. */
export interface Memory {
  readonly resident: number
  /** The part of `resident` that is not pages of mapped files. */
  readonly residentAnonymous: number
  readonly heap: number
  /** Array buffers and other memory that objects of the heap hold outside of it. */
  readonly external: number
  readonly disk: number
}

export interface ForkResult {
  readonly forkMs: number
  readonly bytes: number
  /** One put at a time: before the fork, then the first ones to the copy and to the original. */
  readonly beforeMicros: Float64Array
  readonly copyMicros: Float64Array
  readonly originalMicros: Float64Array
}

export interface Answers {
  readonly open: undefined
  readonly fill: FillResult
  readonly round: WatchedRound
  readonly memory: Memory
  /** Undefined if the engine has no fork. */
  readonly fork: ForkResult | undefined
  readonly close: undefined
}

export type Answer =
  | { readonly ok: true; readonly value: Answers[keyof Answers] }
  | { readonly ok: false; readonly error: string }
