/** What the native interface is handed of the parts of a database: each of its files gets what it needs, and no more. */

import type { DatabaseParts } from './database-parts.js'
import type { Region } from './engine/regions.js'
import { systemRandom } from './env/random.js'
import type { AlterDoor } from './native/alter.js'
import type { BackupDoor } from './native/backups.js'
import type { CreateDoor } from './native/create.js'
import type { TransferDoor } from './native/exports.js'
import type { TriggerDoor } from './native/trigger.js'
import type { TableFeatures } from './native/whole-table.js'

/** For `createTable`. */
export function createDoorOf(parts: DatabaseParts, region = parts.region): CreateDoor {
  const { account, committer, regions, options, settings, streams, images, past, indexes } = parts
  return {
    committer,
    region,
    refusePeer: name => account.peers?.refuse(name),
    regions,
    disabledRegions: settings.disabledRegions,
    clock: options.clock,
    random: systemRandom,
    streams,
    images,
    options: regions.options,
    past,
    bringUp: (table, copy) => indexes.bringUpTable(table, copy),
  }
}

/** For backups of tables and what is restored of them. */
export function backupDoorOf(parts: DatabaseParts): BackupDoor {
  const { context, regions, region, images, options, past, account } = parts
  return {
    ...context,
    regions,
    images,
    clock: options.clock,
    random: systemRandom,
    options: regions.options,
    past,
    arnOf: name => account.tableArnOf(region.name, name),
  }
}

/** For exports and imports. */
export function transferDoorOf(parts: DatabaseParts): TransferDoor & CreateDoor {
  const { jobs, files, settings } = parts
  const doors = { ...createDoorOf(parts), ...backupDoorOf(parts) }
  return { ...doors, jobs, files, buckets: settings.buckets }
}

/** For all that a table does beyond reads and writes. */
export function tableFeaturesOf(parts: DatabaseParts, region = parts.region): TableFeatures {
  const { streams, autoScaling, pastDoor } = parts
  const [triggers, alter] = [triggerDoorOf(parts, region), alterDoorOf(parts)]
  return { streams, autoScaling, triggers, alter, past: pastDoor }
}

function alterDoorOf({ committer, regions, options, streams, indexes }: DatabaseParts): AlterDoor {
  return { committer, regions, clock: options.clock, streams, indexes }
}

function triggerDoorOf(parts: DatabaseParts, region: Region): TriggerDoor {
  const { options, triggerPositions, account } = parts
  return {
    clock: options.clock,
    random: systemRandom,
    region: region.name,
    positions: triggerPositions,
    arnOf: ({ tableName, createdAt }) => account.streamArnOf(region.name, tableName, { createdAt }),
    isClosed: () => parts.isClosed,
  }
}
