/** A table with a stream whose shards split and are replaced, and a way to it that fails. */

import { Database } from '../../src/database.js'
import { SeededRandom } from '../../src/env/seeded-random.js'
import {
  ExpiredIteratorException,
  InternalServerError,
  LimitExceededException,
  ThrottlingException,
} from '../../src/errors/dynamo-error.js'
import type { StreamDoor } from '../../src/remote/stream-requests.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import type { StreamViewType } from '../../src/types/table.js'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** A clock that stands still until it is moved, or somebody waits for it: then its time goes on by itself. */
export class EagerClock {
  readonly manual = new ManualClock(Date.UTC(2026, 10, 30))
  /** Milliseconds that were waited for, one by one. */
  readonly waits: number[] = []

  now(): number {
    return this.manual.now()
  }

  alarm(time: number, ring: () => void): () => void {
    const left = Math.max(0, time - this.now())
    this.waits.push(left)
    let isWanted = true
    // Others come in between, also where all that is waited for is this.
    const later = () => setImmediate(() => isWanted && ring())
    void this.manual.advance(left).then(later)
    return () => {
      isWanted = false
    }
  }
}

export interface Row {
  id: string
  n: number
}

const SCHEMA = { partitionKey: { id: 'S' } } as const

/** The database goes by `clock.manual`, and those who wait by `clock`. */
export async function openStream(stream: StreamViewType = 'NEW_AND_OLD_IMAGES') {
  const clock = new EagerClock()
  const db = await Database.open({
    clock: clock.manual,
    partitions: { bytesMax: 600 },
    transientStatusDuration: 0,
  })
  const table = await db.createTable<Row>()('Rows', { ...SCHEMA, stream })
  return { clock, db, table, ...(await doorOf(db)) }
}

/** The way to the stream of `Rows`, in wire form. */
export async function doorOf(db: Database) {
  const region = db.regions()[0] ?? 'us-east-1'
  const ask = (operation: string, json: object): Promise<object> =>
    db.answer({ region, operation, json })
  const { Table } = (await ask('DescribeTable', { TableName: 'Rows' })) as {
    Table: { LatestStreamArn: string }
  }
  const calls = new Map<string, number>()
  const door: StreamDoor = {
    send: (operation, input) => {
      calls.set(operation, (calls.get(operation) ?? 0) + 1)
      return ask(operation, input)
    },
  }
  return { door, calls, streamArn: Table.LatestStreamArn }
}

/** Throttles, failures, cuts and iterators that expire too soon, each with a probability of a quarter of `share`. */
export function faultyDoor(door: StreamDoor, seed: number, share: number): StreamDoor {
  const random = new SeededRandom(seed)
  const cut = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  return {
    send: async (operation, input) => {
      if (random.unit() >= share) return door.send(operation, input)
      // What was answered gets lost: these are reads.
      if (random.unit() < 0.5) await door.send(operation, input)
      switch (random.between(0, operation === 'GetRecords' ? 4 : 3)) {
        case 0:
          throw new ThrottlingException('Rate exceeded', [])
        case 1:
          throw new LimitExceededException('Too many readers')
        case 2:
          throw new InternalServerError('Internal server error')
        case 3:
          throw cut
        default:
          throw new ExpiredIteratorException('Shard iterator has expired')
      }
    },
  }
}
