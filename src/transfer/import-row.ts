/** What the files of an import are read as. */

import type { Item } from '../types/attribute.js'

/** A row that is an item. Whether it has the keys of a table, and how large it may be, is not looked at. */
interface ItemRow {
  readonly kind: 'item'
  /** Where the row begins, counted from 1 on; in the text as it was before it was compressed. */
  readonly line: number
  /** In normal form. */
  readonly item: Item
}

/** A row that is none, or what is wrong with the rest of a file. */
export interface FaultRow {
  readonly kind: 'fault'
  readonly line: number
  /** Bytes of the file as it is, compressed or not, that were read before; only where a file can't be read on. */
  readonly offset?: number | undefined
  /** What is wrong, as a sentence. */
  readonly reason: string
}

export type ImportRow = ItemRow | FaultRow

/** Rows of one file, in its order. */
export interface ImportBatch {
  /** The key of the file, or its path if it is the only one. */
  readonly file: string
  readonly rows: readonly ImportRow[]
  /** Bytes of all files that have been read so far, as they are. */
  readonly readBytes: number
  /** The same before they were compressed. */
  readonly processedBytes: number
}

/** Makes rows of a file that comes in chunks, wherever those are cut. One reader is for one file. */
export interface RowReader {
  /** The line on which the row begins that is not at its end yet. */
  readonly line: number
  /**
   * The rows that end in a chunk, the next one of the file. The chunk is not looked at later.
   *
   * @throws UnreadableFile if nothing can be made of the file from here on
   */
  read(chunk: Uint8Array): readonly ImportRow[]
  /** What is left at the end of the file. Throws as `read` does. */
  end(): readonly ImportRow[]
}

/** The rest of a file can't be read. Rows that were read before are good. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
  /** Undefined where it is the line that is being read. */
  readonly line: number | undefined

  /** `reason` is a sentence. */
  constructor(reason: string, line?: number) {
    super(reason)
    this.line = line
  }
}

export function faultAt(line: number, reason: string): FaultRow {
  return { kind: 'fault', line, reason }
}

/** What an error tells, as the end of a sentence. */
export function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
