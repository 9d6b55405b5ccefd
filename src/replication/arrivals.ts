/** Those who wait until nothing is on its way. */

interface Waiting {
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

export class Arrivals {
  #waiting: Waiting[] = []

  /** Whether somebody waits. */
  get areAwaited(): boolean {
    return this.#waiting.length > 0
  }

  /** Settles with whatever `end` is called with next. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** Everything has arrived, or an error is why it does not. */
  end(error?: Error): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { resolve, reject } of waiting) {
      if (error === undefined) resolve()
      else reject(error)
    }
  }
}
