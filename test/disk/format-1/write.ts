/**
 * Writes the databases that stand beside this file: `npx tsx test/disk/format-1/write.ts`. That was done once. It is done
 * again only as long as format 1 has not been published: a new format has a number, and a directory, of its own.
 */

import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { systemFiles } from '../../../src/env/files.js'
import { systemProcesses } from '../../../src/env/processes.js'
import { systemRandom } from '../../../src/env/random.js'
import { Database } from '../../../src/index.js'
import { openingOf } from '../../../src/native/database-options.js'
import { ManualClock } from '../../../src/testing/manual-clock.js'
import { FORMS, REQUESTS, START } from './contents.js'

/** So few that the first items stand in a checkpoint. */
const CHECKPOINT_BYTES = 2200

for (const { name, key } of FORMS) {
  const directory = fileURLToPath(new URL(name, import.meta.url))
  await rm(directory, { recursive: true, force: true })
  const disk = {
    files: systemFiles,
    processes: systemProcesses,
    random: systemRandom,
    directory,
    key,
    durability: 'group' as const,
    checkpointBytes: CHECKPOINT_BYTES,
    segmentSizes: { first: 1024, max: 4096 },
    onProgress: () => {},
  }
  const db = await Database.openOn(disk, openingOf({ clock: new ManualClock(START) }))
  for (const { operation, json } of REQUESTS) {
    await db.answer({ region: 'us-east-1', operation, json })
  }
  await db.close()
}
