/** The one way for a feature to learn of changes. */

import type { Change, Commit, CommitOrigin } from './change.js'

/** A feature that follows the commit log. */
export interface Follower {
  readonly name: string
  /**
   * Before the append. May refuse by throwing a `DynamoError`. Keeps no state.
   *
   * @param origin who makes the change, if it is not a request
   */
  check?(change: Change, origin: CommitOrigin | undefined): void
  /** After the append, in the order of the log. May not fail, may not wait. */
  apply(commit: Commit): void
}
