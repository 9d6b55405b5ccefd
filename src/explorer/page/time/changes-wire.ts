/** What the stream of events tells of the changes of a table, to a page that looks at them. */

import type { Item } from '../items/attribute.js'

/** So many changes are shown, and more of them are told at no time. */
export const CHANGES_SHOWN_MAX = 100

/** One change, as the table's stream has it. */
export interface StreamRecord {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number
    readonly Keys: Item
    readonly OldImage?: Item
    readonly NewImage?: Item
    /** Digits. */
    readonly SequenceNumber: string
    /** Bytes. */
    readonly SizeBytes?: number
  }
}

/** What has gone wrong, in the words of whoever has said so. */
export interface ToldProblem {
  readonly name: string
  readonly message: string
}

/** What is new since it was told last. */
export interface ChangesNews<Change = StreamRecord> {
  /** Whether it begins here: what was changed before is not told. */
  readonly isStart: boolean
  /** How many changes there were. */
  readonly count: number
  /** The newest of them, the newest first. */
  readonly records: readonly Change[]
  /** Whether the stream had dropped some before they were read. */
  readonly isCut: boolean
  /** Why the stream is not read at the moment; it is tried again. */
  readonly problem: ToldProblem | null
}

/** The changes since the view of them is open. */
export interface ToldChanges {
  readonly total: number
  /** The newest, the newest first. */
  readonly records: readonly StreamRecord[]
  /** Whether some may be missing. */
  readonly isCut: boolean
  readonly problem: ToldProblem | null
}

/** What has been told by now. */
export function withNews(before: ToldChanges | undefined, news: ChangesNews): ToldChanges {
  const { total = 0, records = [], isCut = false } = before ?? {}
  return {
    total: total + news.count,
    records: [...news.records, ...records].slice(0, CHANGES_SHOWN_MAX),
    // Where it begins a second time, nobody has read what was in between.
    isCut: isCut || news.isCut || (before !== undefined && news.isStart),
    problem: news.problem,
  }
}
