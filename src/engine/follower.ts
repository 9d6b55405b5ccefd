/** The one way for a feature to learn of changes. */

import type { Packable } from '../encoding/msgpack.js'
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

/** A follower that keeps what does not follow from the tables: it goes into checkpoints. */
export interface KeepingFollower extends Follower {
  /**
   * All that it keeps, in pieces of up to about 256 KB; one large record may make a larger one. They are read while others
   * have their turn, so nobody may write to the database meanwhile: it is a fork for this alone.
   */
  save(): Iterable<Packable>
  /** Takes back one piece, in the order of `save`: before it has followed anything, and once the tables are there. */
  load(piece: Packable): void
}
