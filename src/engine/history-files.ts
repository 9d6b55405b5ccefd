/** Where the history of tables lasts that is too much for memory. */

/**
 * Files that are written once, as a whole, and never changed; the same name may be written again after a crash, with the
 * same bytes. Names are `history-`, a number, `-` and 16 digits.
 */
export interface HistoryFiles {
  /** About how many bytes one is to have; undefined to leave that to whoever writes them. */
  readonly bytes?: number | undefined
  /** Fulfilled when it lasts. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** What was written, read at once: reads of the past are synchronous, too. */
  read(name: string): Uint8Array
}
