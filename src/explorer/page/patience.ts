/** Waiting for a table that has no capacity left, longer each time. */

/** Milliseconds to wait: at first, and at the most. */
const DELAY_FIRST = 50
const DELAY_MAX = 2000
const BUSY: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
])

/** How long to wait. */
export class Patience {
  #delay = DELAY_FIRST

  async wait(): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, this.#delay))
    this.#delay = Math.min(2 * this.#delay, DELAY_MAX)
  }
}

/** Calls, and calls again for as long as it is refused for want of capacity, until the signal says that nobody waits. */
export async function patiently<Output>(
  act: () => Promise<Output>,
  signal: AbortSignal,
): Promise<Output> {
  const patience = new Patience()
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (signal.aborted || !(error instanceof Error && BUSY.has(error.name))) throw error
    }
    await patience.wait()
  }
}
