/** A region of its own for a test, spoken to in wire form. */

import { expect } from 'vitest'
import { Jobs } from '../../src/api/jobs.js'
import type { PastOfTables } from '../../src/api/restored-table.js'
import type { Outcome } from '../../src/api/write-one.js'
import { Catalog } from '../../src/engine/catalog.js'
import { Committer } from '../../src/engine/commit.js'
import { MemoryLog } from '../../src/engine/log.js'
import { Regions } from '../../src/engine/regions.js'
import { TableImages } from '../../src/engine/table-images.js'
import { systemFiles } from '../../src/env/files.js'
import { systemRandom } from '../../src/env/random.js'
import { DynamoError } from '../../src/errors/dynamo-error.js'
import { RegionBackups } from '../../src/service/backups/region-backups.js'
import type { ServiceContext } from '../../src/service/context.js'
import { RegionDax } from '../../src/service/dax/region-dax.js'
import { AS_OBJECTS } from '../../src/service/item-form.js'
import { execute } from '../../src/service/registry.js'
import { RequestTokens } from '../../src/service/request-tokens.js'
import { RegionTables } from '../../src/service/tables/region-tables.js'
import { RegionTransfers } from '../../src/service/transfers/region-transfers.js'
import { PARTITION_LIMITS } from '../../src/storage/partition.js'
import { STREAM_LIMITS } from '../../src/streams/stream.js'
import { Streams } from '../../src/streams/streams.js'
import { ManualClock } from '../support/clock.js'

const ACCOUNT = '000000000000'

/** What is in every region of a test: `hash` has a partition key `pk`, `range` a sort key `sk` as well, both strings. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hash: { pk: 'S' },
  range: { pk: 'S', sk: 'S' },
  numbers: { pk: 'N', sk: 'N' },
  binaries: { pk: 'B', sk: 'B' },
}

export type Json = Readonly<Record<string, unknown>>

/** What comes of an operation that is done at once. */
export function executeNow(...call: Parameters<typeof execute>): Outcome<object> {
  const answered = execute(...call)
  if ('then' in answered) throw new Error('The operation takes time')
  return answered
}

/** For databases whose tables have no past. */
export const NO_PAST: PastOfTables = {
  tableAt: () => expect.fail('There is no past'),
  firstTimeOf: () => expect.fail('There is no past'),
  netChanges: () => expect.fail('There is no past'),
}

export class TestRegion {
  readonly clock = new ManualClock()
  readonly context: ServiceContext

  constructor() {
    const { clock } = this
    const regions = new Regions({ clock, partitionLimits: PARTITION_LIMITS })
    const log = new MemoryLog(1)
    const streams = new Streams(regions, { clock, log, limits: STREAM_LIMITS })
    const tokens = new RequestTokens(clock)
    const committer = new Committer(log, clock, [new Catalog(regions), streams, tokens])
    const region = 'us-east-1'
    const tables = new RegionTables({
      regions,
      committer,
      streams,
      clock,
      random: systemRandom,
      region,
      accountId: ACCOUNT,
    })
    this.context = {
      region,
      accountId: ACCOUNT,
      clock,
      tables,
      streams: tables.streams,
      backups: new RegionBackups({
        tables,
        images: new TableImages(undefined),
        random: systemRandom,
        options: regions.options,
        past: NO_PAST,
        elsewhere: () => undefined,
      }),
      transfers: new RegionTransfers(tables, {
        regions,
        clock,
        images: new TableImages(undefined),
        random: systemRandom,
        options: regions.options,
        past: NO_PAST,
        jobs: new Jobs(),
        files: systemFiles,
        buckets: new Map(),
      }),
      dax: new RegionDax({ region, accountId: ACCOUNT, clock, transientStatusDuration: 0 }),
      form: AS_OBJECTS,
      tokens,
    }
    for (const [name, keys] of Object.entries(TABLES)) this.createTable(name, keys)
  }

  createTable(name: string, keys: Readonly<Record<string, string>>): void {
    const names = Object.keys(keys)
    this.run('CreateTable', {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map(AttributeName => ({
        AttributeName,
        AttributeType: keys[AttributeName],
      })),
      KeySchema: names.map((AttributeName, place) => ({
        AttributeName,
        KeyType: place === 0 ? 'HASH' : 'RANGE',
      })),
    })
  }

  /** The answer of an operation, as JSON. */
  run(operation: string, request: Json): Json {
    const { result } = executeNow(this.context, operation, JSON.parse(JSON.stringify(request)))
    return JSON.parse(JSON.stringify(result)) as Json
  }

  /** The refusal of an operation. */
  refusal(operation: string, request: Json): DynamoError {
    try {
      this.run(operation, request)
    } catch (error) {
      if (error instanceof DynamoError) return error
      throw error
    }
    throw new Error('The request was not refused')
  }

  /** Puts items. */
  put(table: string, ...items: readonly Json[]): void {
    for (const Item of items) this.run('PutItem', { TableName: table, Item })
  }

  /** All items of a table, in the order of a scan. */
  items(table: string): unknown {
    return this.run('Scan', { TableName: table }).Items
  }

  /** All items of all tables. */
  contents(): unknown {
    return Object.keys(TABLES).map(table => this.items(table))
  }
}
