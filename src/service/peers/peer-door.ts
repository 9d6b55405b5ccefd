/** What the operations of the service's API know of replicas in other processes. */

import type { Outcome } from '../../api/write-one.js'
import type { StoredTable } from '../../storage/table.js'
import type { PeerReplica } from '../../types/table.js'
import type { ReplicaAction } from '../replicas/replica-actions.js'

/** Operations that change what replicas share. */
export type SharedOperation = 'UpdateTable' | 'UpdateTimeToLive'

export interface PeerDoor {
  /** Throws a `ValidationException` if a region belongs to another process. */
  refuse(region: string): void
  /** Why the process of a replica has refused what it was told of writes last; undefined if it has not. */
  refusalOf(replica: PeerReplica): string | undefined
  /** Creates or deletes a replica; undefined if no other process has to do with it. */
  update(
    table: StoredTable,
    actions: readonly ReplicaAction[],
    wanted: { readonly isStrong: boolean },
  ): Outcome<object> | Promise<Outcome<object>> | undefined
  /**
   * Has what replicas share changed in other processes first; undefined if there are none.
   *
   * @throws ValidationException if one of them does not do it
   */
  share(table: StoredTable, operation: SharedOperation, request: object): Promise<void> | undefined
}
