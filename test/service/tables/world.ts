/** What the tests of the operations on tables have in common: an account with regions, and a clock that they move. */

import { expect } from 'vitest'
import { Catalog } from '../../../src/engine/catalog.js'
import { Committer } from '../../../src/engine/commit.js'
import { MemoryLog } from '../../../src/engine/log.js'
import { Regions } from '../../../src/engine/regions.js'
import { DynamoError } from '../../../src/errors/dynamo-error.js'
import { createTable } from '../../../src/service/tables/create-table.js'
import { deleteTable } from '../../../src/service/tables/delete-table.js'
import { describeEndpoints } from '../../../src/service/tables/describe-endpoints.js'
import { describeLimits } from '../../../src/service/tables/describe-limits.js'
import { describeTable } from '../../../src/service/tables/describe-table.js'
import { listTables } from '../../../src/service/tables/list-tables.js'
import { listTagsOfResource } from '../../../src/service/tables/list-tags-of-resource.js'
import { RegionTables } from '../../../src/service/tables/region-tables.js'
import { tagResource } from '../../../src/service/tables/tag-resource.js'
import { untagResource } from '../../../src/service/tables/untag-resource.js'
import { updateTable } from '../../../src/service/tables/update-table.js'
import { PARTITION_LIMITS } from '../../../src/storage/partition.js'
import { STREAM_LIMITS } from '../../../src/streams/stream.js'
import { Streams } from '../../../src/streams/streams.js'
import { ManualClock } from '../../support/clock.js'

const HANDLERS = {
  CreateTable: createTable,
  DeleteTable: deleteTable,
  DescribeEndpoints: describeEndpoints,
  DescribeLimits: describeLimits,
  DescribeTable: describeTable,
  ListTables: listTables,
  ListTagsOfResource: listTagsOfResource,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateTable: updateTable,
} as const

type Operation = keyof typeof HANDLERS

const START = Date.UTC(2026, 10, 22, 6, 0, 0, 123)
const ACCOUNT = '000000000000'
const REGION = 'us-east-1'
export const arnOf = (name: string, region = REGION): string =>
  `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${name}`

// biome-ignore lint/suspicious/noExplicitAny: answers are compared, never computed with
type Answer = any

/** An account with regions. */
export class World {
  readonly clock: ManualClock
  readonly #regions: Regions
  readonly #streams: Streams
  readonly #committer: Committer
  readonly #delay: number
  #bytes = 0

  constructor({ delay = 0, clock = new ManualClock(START), regions = regionsOf(clock) } = {}) {
    this.clock = clock
    this.#delay = delay
    this.#regions = regions
    const log = new MemoryLog(1)
    this.#streams = new Streams(regions, { clock, log, limits: STREAM_LIMITS })
    const followers = [new Catalog(regions), this.#streams]
    this.#committer = new Committer(log, clock, followers)
  }

  fork(): World {
    const regions = this.#regions.fork(optionsOf(this.clock))
    return new World({ delay: this.#delay, clock: this.clock, regions })
  }

  tables(region = REGION): RegionTables {
    return new RegionTables({
      regions: this.#regions,
      streams: this.#streams,
      committer: this.#committer,
      clock: this.clock,
      random: { bytes: count => Uint8Array.from({ length: count }, () => this.#bytes++ % 256) },
      region,
      accountId: ACCOUNT,
      transientStatusDuration: this.#delay,
    })
  }

  call(operation: Operation, request: object = {}, region = REGION): Answer {
    const handler = HANDLERS[operation] as (context: object, request: object) => Answer
    return handler({ tables: this.tables(region) }, request).result
  }

  /** What a call is refused with, `name: message`. It changes nothing. */
  refusal(operation: Operation, request: object, region = REGION): string {
    const before = this.everything()
    try {
      this.call(operation, request, region)
    } catch (error) {
      if (!(error instanceof DynamoError)) throw error
      expect(this.everything()).toEqual(before)
      return `${error.name}: ${error.message}`
    }
    return expect.fail(`${operation} was not refused`)
  }

  describe(name: string, region = REGION): Answer {
    return this.call('DescribeTable', { TableName: name }, region).Table
  }

  everything(): object {
    const { TableNames } = this.call('ListTables')
    return TableNames.map((name: string) => [
      this.describe(name),
      this.call('ListTagsOfResource', { ResourceArn: arnOf(name) }),
    ])
  }
}

function optionsOf(clock: ManualClock) {
  return { clock, partitionLimits: PARTITION_LIMITS }
}

function regionsOf(clock: ManualClock): Regions {
  return new Regions(optionsOf(clock))
}

/** What a table with one key attribute, paid for by the request, is created with. */
export const onDemand = (TableName: string, more: object = {}): object => ({
  TableName,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
  ...more,
})

/** A request without a member. */
const without = (request: object, member: string): object =>
  Object.fromEntries(Object.entries(request).filter(([name]) => name !== member))

/** As `onDemand`, with provisioned throughput. */
export const provisioned = (TableName: string, read: number, write: number): object => ({
  ...without(onDemand(TableName), 'BillingMode'),
  ProvisionedThroughput: units(read, write),
})

const units = (read: number, write: number): object => ({
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
})

export const NOT_FOUND = (name: string): string =>
  `ResourceNotFoundException: Requested resource not found: Table: ${name} not found`
