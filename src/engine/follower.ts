/** The one way for a feature to learn of changes. */

import type { DynamoError } from '../errors/dynamo-error.js'
import type { Change, Commit, CommitOrigin } from './change.js'

/** What a follower needs to know of the write whose change it checks. */
export interface CheckedWrite {
  /** The refusal of an item over 400 KB, if it is not the usual one. */
  readonly tooLarge?: (() => DynamoError) | undefined
}

/** A feature that follows the commit log. */
export interface Follower {
  readonly name: string
  /**
   * Before the append. May refuse by throwing a `DynamoError`. Keeps no state.
   *
   * @param origin who makes the change, if it is not a request
   * @param write the one that makes the change
   */
  check?(change: Change, origin: CommitOrigin | undefined, write: CheckedWrite): void
  /** After the append, in the order of the log. May not fail, may not wait. */
  apply(commit: Commit): void
}
