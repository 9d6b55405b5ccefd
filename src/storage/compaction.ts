/**
 * Gives back the room of dead records: copies what lives out of the slab with the most dead bytes, then drops the slab.
 * A few records at each write, so that no write waits for a whole slab.
 */

import { NO_RECORD, type RecordRef } from './record-ref.js'
import type { Slabs } from './slabs.js'
import { DEAD_BYTES_MIN } from './storage-sizes.js'

/** Compaction begins when this share of all record bytes is dead. */
const DEAD_SHARE_MIN = 0.25
/** Each write makes at most one record dead, so this outpaces it while an eighth or more of a slab is dead. */
const RECORDS_PER_STEP = 8

/** Moves a record to the tail of the slabs if the table still refers to it, and lets the table refer to the copy. */
type Relocate = (ref: RecordRef) => void

export class Compaction {
  readonly #slabs: Slabs
  readonly #relocate: Relocate
  /** Number of the slab that is being emptied, and the record reached in it. */
  #slab: number | undefined
  #reached: RecordRef = NO_RECORD

  constructor(slabs: Slabs, relocate: Relocate) {
    this.#slabs = slabs
    this.#relocate = relocate
  }

  /** A bounded piece of work; none if there is too little to gain. */
  step(): void {
    if (this.#slab === undefined) {
      const dead = this.#slabs.bytesDead
      if (dead < DEAD_BYTES_MIN) return
      if (dead < DEAD_SHARE_MIN * (dead + this.#slabs.bytesLive)) return
      this.#slab = this.#slabs.mostDead()
      this.#reached = NO_RECORD
      if (this.#slab !== undefined) this.#slabs.close(this.#slab)
    }
    if (this.#slab !== undefined) this.#empty(this.#slab)
  }

  #empty(slab: number): void {
    for (let record = 0; record < RECORDS_PER_STEP; record += 1) {
      const ref = this.#slabs.recordAfter(this.#reached, slab)
      if (ref === NO_RECORD) {
        this.#slabs.drop(slab)
        this.#slab = undefined
        return
      }
      this.#relocate(ref)
      this.#reached = ref
    }
  }
}
