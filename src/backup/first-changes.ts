/** What the items of a table were at some time that have been changed since. */

import type { Entries } from './entries.js'
import type { Journal } from './journal.js'
import { forEachKey, KeySet } from './key-set.js'

/** An entry by its place. */
export interface EntryPlace {
  readonly entries: Entries
  readonly index: number
}

/**
 * The first entry after a time, in milliseconds since 1970, of each item that has one.
 *
 * @param isOver whether entries have nothing new from some place on, by how many of them tell of removals
 */
export function* firstChanges(
  journal: Journal,
  time: number,
  isOver: (removals: number) => boolean,
): Generator<EntryPlace, void, undefined> {
  const keys = new KeySet()
  for (const run of journal.runs(time, Number.POSITIVE_INFINITY, isOver)) {
    const { entries } = run
    const found: number[] = []
    forEachKey(keys, run, (index, fingerprint) => {
      const { size } = keys
      if (keys.add(entries.slab, entries.startAt(index), fingerprint) === size) found.push(index)
    })
    for (const index of found) yield { entries, index }
  }
}
