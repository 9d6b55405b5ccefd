/** The replicas of a table in other processes, as its description names them. */

import type { PeerReplica, TableDescription } from '../types/table.js'

/** The replicas of a table in other processes. */
export function peersOf({ settings }: TableDescription): readonly PeerReplica[] {
  return settings.replication?.peers ?? []
}

/** A description with other replicas in other processes; without any it is that of a table of one region. */
export function withPeers(
  description: TableDescription,
  change: (peers: readonly PeerReplica[]) => readonly PeerReplica[],
): TableDescription {
  const { replication = { consistency: 'EVENTUAL', replicas: [] } } = description.settings
  const peers = change(replication.peers ?? [])
  const changed = peers.length === 0 ? undefined : { ...replication, peers }
  const settings = {
    ...description.settings,
    replication: changed,
    settingsReplication: undefined,
  }
  return { ...description, settings }
}
