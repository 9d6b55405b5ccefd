/** The steps of a migration, as the journal has them, and what follows from those that are done. */

import type { WireMap } from '../encoding/wire-value.js'
import type { JournalEntry } from './journal.js'

/** Where the walk of a stream is; opaque here. */
type Positions = Readonly<Record<string, object>>

/** A step that is done, of one table. */
export type Step =
  | (JournalEntry & SourceStep)
  | (JournalEntry & TargetStep)
  | (JournalEntry & PageStep)
  | (JournalEntry & ReplayStep)
  | (JournalEntry & { readonly kind: 'copied' | 'done' })

/** The copy of a table begins. */
interface SourceStep {
  readonly kind: 'source'
  /** That of the table, not its name. */
  readonly id: string
  readonly segments: number
  /** Undefined if the table is copied at rest. */
  readonly stream: SourceStream | undefined
}

/** What is made again after the copy. */
export interface SourceStream {
  readonly arn: string
  /** From before the first item was read. */
  readonly positions: Positions
  /** Whether the migration has enabled it. */
  readonly isOurs: boolean
}

interface TargetStep {
  readonly kind: 'target'
  readonly id: string
}

/** A page of a segment is at the target. */
interface PageStep {
  readonly kind: 'page'
  readonly segment: number
  /** The key that the next page begins after; null if there is none. */
  readonly after: WireMap | null
  readonly items: number
}

/** Changes up to these positions are made. */
interface ReplayStep {
  readonly kind: 'replayed'
  readonly positions: Positions
  readonly changes: number
}

/** How far a segment is. */
export interface SegmentProgress {
  readonly after: WireMap | undefined
  readonly isDone: boolean
}

/** How far a table is. */
export interface TableProgress {
  readonly sourceId: string | undefined
  readonly targetId: string | undefined
  readonly segments: readonly SegmentProgress[]
  readonly stream: SourceStream | undefined
  /** Items that were copied. */
  readonly items: number
  /** Changes that were made again. */
  readonly changes: number
  readonly isCopied: boolean
  readonly isDone: boolean
}

const NOTHING: TableProgress = {
  sourceId: undefined,
  targetId: undefined,
  segments: [],
  stream: undefined,
  items: 0,
  changes: 0,
  isCopied: false,
  isDone: false,
}

/** How far a table is by what was written down. */
export function progressOf(table: string, steps: readonly Step[]): TableProgress {
  return steps.filter(step => step.table === table).reduce(withStep, NOTHING)
}

/** How far it is after one more step. */
export function withStep(progress: TableProgress, step: Step): TableProgress {
  switch (step.kind) {
    case 'source': {
      const segment = { after: undefined, isDone: false }
      const segments = Array.from({ length: step.segments }, () => segment)
      return { ...progress, sourceId: step.id, segments, stream: step.stream }
    }
    case 'target':
      return { ...progress, targetId: step.id }
    case 'page': {
      const { after, items } = step
      const read = { after: after ?? undefined, isDone: after === null }
      const segments = progress.segments.with(step.segment, read)
      return { ...progress, segments, items: progress.items + items }
    }
    case 'copied':
      return { ...progress, isCopied: true }
    case 'replayed': {
      const { positions, changes } = step
      const stream = progress.stream && { ...progress.stream, positions }
      return { ...progress, stream, changes: progress.changes + changes }
    }
    default:
      return { ...progress, isDone: true }
  }
}
