/** The member GlobalTableSettingsReplicationMode of CreateTable and UpdateTable: it is stored and told, and does nothing here. */

import {
  replicationModeOfRegional,
  replicationModeOfReplicas,
} from '../../errors/replica-errors.js'
import type { TableSettings } from '../../types/table.js'

/** What replicas in one account have: what they share is shared, and some of it each may have of its own. */
export const REPLICAS_MODE = 'ENABLED_WITH_OVERRIDES'

/** The setting that a request asks for. Throws a `ValidationException` unless a table of one region can have it. */
export function settingsReplicationOf(
  wire: string | undefined,
): Pick<TableSettings, 'settingsReplication'> {
  if (wire === undefined) return {}
  if (wire !== 'ENABLED' && wire !== 'DISABLED') throw replicationModeOfRegional(wire)
  return { settingsReplication: wire }
}

/**
 * The settings of a table once a request has been done that asks for a mode.
 *
 * @throws ValidationException if the table can't have it: one with replicas has that of replicas
 */
export function changedSettingsReplication(settings: TableSettings, wire: string): TableSettings {
  if (settings.replication === undefined) return { ...settings, ...settingsReplicationOf(wire) }
  // What the service says of these is not known.
  if (wire !== REPLICAS_MODE) throw replicationModeOfReplicas(wire, REPLICAS_MODE)
  return settings
}
