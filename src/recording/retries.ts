/** Requests that were throttled, and those that were sent again. */

/** Throttled requests that are remembered. */
const REMEMBERED_MAX = 100

const THROTTLES: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
])

/** Whether an exception of this name says that there was no capacity. */
export function isThrottle(refusal: string | undefined): boolean {
  return refusal !== undefined && THROTTLES.has(refusal)
}

export class Retries {
  /** The throttled requests, as texts. */
  readonly #throttled = new Set<string>()
  /** Requests that were sent again after they had been throttled. */
  count = 0

  /** Is told of each request, before it is executed. */
  came(operation: string, json: unknown): void {
    if (this.#throttled.size === 0) return
    if (this.#throttled.delete(textOf(operation, json))) this.count += 1
  }

  throttled(operation: string, json: unknown): void {
    if (this.#throttled.size < REMEMBERED_MAX) this.#throttled.add(textOf(operation, json))
  }
}

function textOf(operation: string, json: unknown): string {
  return `${operation} ${JSON.stringify(json)}`
}
