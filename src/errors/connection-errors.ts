/** What clients see of a connection that breaks, where there is none: as the SDK's own handler for HTTP tells it. */

/** By this, copies of this library in one process know it. */
const BRAND: unique symbol = Symbol.for('hashrange.LostReply.1')

/**
 * The answer to a request is lost: whether it took effect, the client can't tell. The SDK tries again. Over HTTP the connection
 * is closed without an answer.
 */
export class LostReply extends Error {
  /** As the SDK's handler calls what Node has the code ECONNRESET for. */
  override readonly name = 'TimeoutError'
  readonly code = 'ECONNRESET'

  constructor() {
    super('socket hang up')
  }

  /** @internal What other copies of this library know it by. */
  get [BRAND](): true {
    return true
  }
}

export function isLostReply(error: unknown): boolean {
  return typeof error === 'object' && error !== null && BRAND in error
}
