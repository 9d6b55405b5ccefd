/** Tables with streams, on the engine alone. */

import { createTable } from '../../src/api/create-table.js'
import { deleteItem } from '../../src/api/delete-item.js'
import { putItem } from '../../src/api/put-item.js'
import { Catalog } from '../../src/engine/catalog.js'
import type { CommitOrigin } from '../../src/engine/change.js'
import { Committer } from '../../src/engine/commit.js'
import { primaryKeyOfItem } from '../../src/engine/keys.js'
import { type Log, MemoryLog } from '../../src/engine/log.js'
import { Regions } from '../../src/engine/regions.js'
import { settingsOnDemand } from '../../src/engine/table-settings.js'
import { PARTITION_LIMITS, type PartitionLimits } from '../../src/storage/partition.js'
import type { StoredTable } from '../../src/storage/table.js'
import type { ChangeRecord } from '../../src/streams/change-record.js'
import { STREAM_LIMITS, type Stream, type StreamLimits } from '../../src/streams/stream.js'
import { Streams } from '../../src/streams/streams.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import type { Item } from '../../src/types/attribute.js'
import type { KeySchema, StreamViewType } from '../../src/types/table.js'

const BY_ID: KeySchema = { partitionKey: { name: 'id', type: 'S' } }

interface RigOptions {
  readonly keySchema?: KeySchema
  readonly viewType?: StreamViewType
  readonly limits?: Partial<StreamLimits>
  readonly partitions?: Partial<PartitionLimits>
  /** Default: one in memory, in which all is durable at once. */
  readonly log?: Log
}

/** A table `rows` with a stream, and what it takes to write to it. */
export class Rig {
  readonly clock = new ManualClock()
  readonly limits: StreamLimits
  readonly options
  readonly regions: Regions
  readonly streams: Streams
  readonly committer: Committer
  readonly table: StoredTable
  readonly stream: Stream

  constructor(options: RigOptions = {}) {
    const { keySchema = BY_ID, viewType = 'NEW_AND_OLD_IMAGES' } = options
    const { clock } = this
    this.limits = { ...STREAM_LIMITS, ...options.limits }
    this.options = { clock, partitionLimits: { ...PARTITION_LIMITS, ...options.partitions } }
    this.regions = new Regions(this.options)
    const { log = new MemoryLog(1) } = options
    this.streams = new Streams(this.regions, { clock, log, limits: this.limits })
    const followers = [new Catalog(this.regions), this.streams]
    this.committer = new Committer(log, clock, followers)
    const region = this.regions.region('us-east-1')
    const stream = this.streams.settingFor(
      { region: region.name, tableName: 'rows' },
      viewType,
      this.clock.now(),
    )
    createTable(
      { committer: this.committer, region },
      {
        id: this.regions.takeTableId(),
        name: 'rows',
        keySchema,
        createdAt: clock.now(),
        uuid: '00000000-0000-4000-8000-000000000000',
        settings: { ...settingsOnDemand(keySchema, clock.now()), stream },
        changes: [],
      },
    )
    this.table = region.tables.byName('rows') as StoredTable
    this.stream = this.streams.ofTable(this.table.id) as Stream
  }

  put(item: Item): void {
    putItem(this.committer, { table: this.table, item })
  }

  delete(key: Item): void {
    deleteItem(this.committer, { table: this.table, key })
  }

  /** Puts items, or deletes keys, in one commit. */
  commit(
    writes: readonly ({ readonly put: Item } | { readonly delete: Item })[],
    origin?: CommitOrigin,
  ): void {
    const { table } = this
    this.committer.commit(
      writes.map(write => {
        const item = 'put' in write ? write.put : write.delete
        const key = primaryKeyOfItem(table.keySchema, item)
        return { table, key, decide: () => ('put' in write ? item : 'remove') }
      }),
      origin,
    )
  }

  /** All records that there are, in the order of the log. */
  get records(): ChangeRecord[] {
    return this.stream.read(this.stream.horizon, 1e9)
  }
}

/** A record as a plain object. */
export function told(record: ChangeRecord): object {
  const { kind, key, oldImage, newImage } = record
  return { kind, key, old: oldImage, new: newImage }
}
