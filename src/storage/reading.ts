/** What is read of a collection, a page or a table in order, and where it goes. */

import type { KeyText } from './leaf.js'
import type { RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'

/** A read that is under way. */
export interface Reading {
  readonly reverse: boolean
  /** How many references there may be in the end. */
  readonly limit: number
  readonly refs: RecordRef[]
  /** Those of the side that reads: others may share what refers to records. */
  readonly slabs: Slabs
}

/** From one position to another, exclusive; undefined is no bound. */
export interface Bounds {
  readonly from: KeyText | undefined
  readonly to: KeyText | undefined
}

/** Adds references, which start somewhere in some words, from one to another, exclusive, or in reverse. */
export function readEntries(
  words: Uint32Array,
  offset: number,
  { start, end }: { start: number; end: number },
  { reverse, limit, refs }: Reading,
): void {
  const count = Math.min(end - start, limit - refs.length)
  const first = offset + (reverse ? end - 1 : start)
  const step = reverse ? -1 : 1
  for (let read = 0; read < count; read += 1) refs.push(words[first + read * step] as RecordRef)
}
