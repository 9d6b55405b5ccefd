/** Databases on a simulated disk. */

import type { DiskOptions } from '../../src/disk/disk.js'
import { Database, type DatabaseOptions } from '../../src/index.js'
import { openingOf } from '../../src/native/database-options.js'
import { Random } from '../support/random.js'
import type { SimulatedFiles } from '../support/simulated-files.js'

interface SimulatedOptions extends Partial<Omit<DiskOptions, 'files' | 'random'>> {
  readonly random?: Random
  /** What has nothing to do with the disk. */
  readonly database?: DatabaseOptions
}

/** Opens the database of `/data/db`, whoever had it open before: small segments, and a checkpoint soon. */
export function openOn(
  files: SimulatedFiles,
  { random = new Random(1), database = {}, ...options }: SimulatedOptions = {},
): Promise<Database> {
  const disk: DiskOptions = {
    files,
    processes: {
      pid: 1,
      threadId: 0,
      startOf: async () => 'long ago',
      writerOf: async () => undefined,
    },
    random: {
      bytes: (count: number) => Uint8Array.from({ length: count }, () => random.below(256)),
    },
    directory: '/data/db',
    key: undefined,
    durability: 'group',
    checkpointBytes: 10_000,
    segmentSizes: { first: 1024, max: 8192 },
    onProgress: () => {},
    ...options,
  }
  return Database.openOn(disk, openingOf(database))
}
