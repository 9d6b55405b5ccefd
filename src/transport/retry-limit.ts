/** A limit to how often a client of the AWS SDK v3 sends a request, whatever its own strategy says. */

interface RetryToken {
  /** How often the request has been sent again. */
  getRetryCount(): number
}

/** The second version of the SDK's interface. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>
  refreshRetryTokenForRetry(token: RetryToken, info: object): Promise<RetryToken>
  recordSuccess(token: RetryToken): void
}

/** A strategy that does as another one does, but gives up after so many attempts. One of the first version is left. */
export function limitedTo(maxAttempts: number, strategy: RetryStrategy): RetryStrategy {
  if (typeof strategy.refreshRetryTokenForRetry !== 'function') return strategy
  return {
    acquireInitialRetryToken: scope => strategy.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token, info) => {
      // The SDK throws the refusal in the place of whatever is thrown here.
      if (token.getRetryCount() + 1 >= maxAttempts) throw new Error('No retry token available')
      return strategy.refreshRetryTokenForRetry(token, info)
    },
    recordSuccess: token => strategy.recordSuccess(token),
  }
}
