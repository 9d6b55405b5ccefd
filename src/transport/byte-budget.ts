/** Bytes held for all clients together, and those who wait until there is room for theirs. */

interface Waiting {
  readonly bytes: number
  readonly run: () => void
}

export class ByteBudget {
  readonly #max: number
  readonly #onCrowd: () => void
  readonly #waiting = new Set<Waiting>()
  #held = 0

  /** `onCrowd` is called where somebody has to wait. */
  constructor(max: number, onCrowd: () => void) {
    this.#max = max
    this.#onCrowd = onCrowd
  }

  /** Whether somebody waits. */
  get isCrowded(): boolean {
    return this.#waiting.size > 0
  }

  /**
   * Runs as soon as there is room for so many bytes, which `run` may then hold. Those who wait are let in in their order,
   * but nobody waits for one who needs more room. Returns what cancels that.
   */
  whenRoom(bytes: number, run: () => void): () => void {
    if (this.#hasRoom(bytes)) {
      run()
      return () => {}
    }
    const waiting = { bytes, run }
    this.#waiting.add(waiting)
    this.#onCrowd()
    return () => this.#waiting.delete(waiting)
  }

  hold(bytes: number): void {
    this.#held += bytes
  }

  release(bytes: number): void {
    this.#held -= bytes
    this.#admit()
  }

  #admit(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasRoom(waiting.bytes)) continue
      this.#waiting.delete(waiting)
      waiting.run()
    }
  }

  /** What is larger than the budget has room when nothing else is held. */
  #hasRoom(bytes: number): boolean {
    return this.#held === 0 || this.#held + bytes <= this.#max
  }
}
