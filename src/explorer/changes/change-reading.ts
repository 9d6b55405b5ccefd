/** How the changes of a table are read for a page that looks at them. */

import type { ChangesNews } from '../page/time/changes-wire.js'

/** Bytes of keys and items that are told at once: of large items there are fewer. */
export const TOLD_BYTES_MAX = 4 * 1024 * 1024

/** Reads one stream, from now on. */
export interface ChangeReading {
  /** What is new since this was called last; undefined if nothing is. */
  take(): Promise<ChangesNews<object> | undefined>
  /** Reads nothing any more. */
  end(): void
}
