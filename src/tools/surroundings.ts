/** What the commands need of the process that they run in. */

import type { Recovery } from '../disk/disk.js'
import type { FaultyDatabase } from '../faults/inject-faults.js'
import type { DatabaseOptions } from '../native/database-options.js'
import type { Recordable } from '../recording/recording.js'
import type { Servable } from '../server.js'

export interface Typing {
  readonly input: NodeJS.ReadableStream
  /** The terminal of a person; undefined if a program writes. */
  readonly terminal: NodeJS.WritableStream | undefined
}

export interface Surroundings {
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  /** Whether a person reads what `writeError` writes, on a screen where a line can be written anew. */
  readonly isTerminal: boolean
  /** Columns of that screen; undefined if it does not tell. */
  readonly errorColumns?: number | undefined
  /** The terminal that `write` writes to; undefined if it goes somewhere else. */
  readonly screen?: { readonly columns: number } | undefined
  /** What is typed, or comes from a file or a pipe, and where typing shows; undefined if nothing comes. */
  readonly typing?: Typing | undefined
  readonly open: (options: OpenWish) => Promise<OpenedDatabase>
  /** What is in a file. */
  readonly readBytes: (path: string) => Promise<Uint8Array>
}

/** What a database is to be like. */
interface OpenWish
  extends Pick<
    DatabaseOptions,
    | 'path'
    | 'region'
    | 'peers'
    | 'durability'
    | 'encryptionKey'
    | 'onProgress'
    | 'throttle'
    | 'buckets'
  > {
  readonly delayTransientStatuses: boolean
}

/** A database that is served and, in the end, closed. */
export interface OpenedDatabase extends Servable, Recordable, FaultyDatabase {
  readonly recovery: Recovery | undefined
  close(): Promise<void>
}
