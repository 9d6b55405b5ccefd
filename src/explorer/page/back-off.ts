/** What is refused for want of capacity is sent again, after waits that grow. */

/** Milliseconds to wait: at first, and at the most. */
const DELAY_FIRST = 50
const DELAY_MAX = 2000
const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
])

/** The waits between the attempts of one request. */
export class BackOff {
  #delay = DELAY_FIRST

  async wait(): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, this.#delay))
    this.#delay = Math.min(2 * this.#delay, DELAY_MAX)
  }
}

/** Sends a request, and sends it again for as long as it is throttled, until the signal says that nobody waits. */
export async function retryingThrottled<Output>(
  send: () => Promise<Output>,
  signal: AbortSignal,
): Promise<Output> {
  const backOff = new BackOff()
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (signal.aborted || !(error instanceof Error && THROTTLED.has(error.name))) throw error
    }
    await backOff.wait()
  }
}
