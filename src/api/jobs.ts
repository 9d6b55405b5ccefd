/** What runs in the background of a database: exports and imports. Each gives the event loop its turn by reading files. */

/** Those of one database. */
export class Jobs {
  readonly #running = new Map<Promise<unknown>, AbortController>()
  #closed: (() => Error) | undefined

  /** Whether none runs. */
  get isIdle(): boolean {
    return this.#running.size === 0
  }

  /**
   * Runs a job, which ends soon after its signal says so: with the reason of that, and as if it had not begun. Somebody may
   * wait for it, or nobody: what it rejects with is told in a record as well.
   */
  start<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController()
    if (this.#closed !== undefined) controller.abort(this.#closed())
    const job = work(controller.signal)
    this.#running.set(job, controller)
    const forget = (): void => {
      this.#running.delete(job)
    }
    job.then(forget, forget)
    return job
  }

  /** Stops all jobs, now and later ones, for a reason. Fulfilled when nothing is done any more. */
  async close(reason: () => Error): Promise<void> {
    this.#closed = reason
    for (const controller of this.#running.values()) controller.abort(reason())
    await Promise.allSettled(this.#running.keys())
  }
}
