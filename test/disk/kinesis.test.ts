/** Kinesis data streams of databases on disk: destinations last, and what was told in one life is not told in the next. */

import { expect, test } from 'vitest'
import type { Database, KinesisRecord } from '../../src/index.js'
import { Random, seedsFrom, withSeed } from '../support/random.js'
import { type Ending, SimulatedFiles } from '../support/simulated-files.js'
import { openOn } from './simulated-database.js'

const StreamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/changes'
const LIVES = 4

const ask = (db: Database, operation: string, json: object): Promise<object> =>
  db.answer({ region: 'us-east-1', operation, json: { TableName: 'numbers', ...json } })

async function diskOf(random: Random): Promise<SimulatedFiles> {
  const files = new SimulatedFiles(random)
  await files.makeDirectory('/data')
  await files.syncDirectory('/')
  return files
}

test('a destination lasts, and goes on where the database is opened with its target', async () => {
  const random = new Random(1)
  const files = await diskOf(random)
  const told: unknown[] = []
  const target = ({ dynamodb }: KinesisRecord) => told.push(dynamodb.Keys.id?.S)
  const open = (kinesis: Record<string, typeof target>) =>
    openOn(files, { random, database: { kinesis } })

  let db = await open({ changes: target })
  const numbers = await db.createTable('numbers', { partitionKey: { id: 'S' } })
  await ask(db, 'EnableKinesisStreamingDestination', { StreamArn })
  await numbers.put({ id: 'first' })
  await db.close()

  db = await open({})
  const status = JSON.stringify(await ask(db, 'DescribeKinesisStreamingDestination', {}))
  expect(status).toContain('"DestinationStatus":"ENABLE_FAILED"')
  await db.table('numbers').put({ id: 'second' })
  await db.close()

  db = await open({ [StreamArn]: target })
  await db.table('numbers').put({ id: 'third' })
  await db.close()
  expect(told).toEqual(['first', 'third'])
})

interface Life {
  readonly told: number[]
  readonly acknowledged: number[]
}

/** Puts numbers from `first` on, until the process ends or it is done. Returns the next number. */
async function live(files: SimulatedFiles, random: Random, life: Life, first: number) {
  const target = ({ dynamodb }: KinesisRecord): void => {
    life.told.push(Number(dynamodb.NewImage?.n?.N))
  }
  const database = { kinesis: { changes: target } }
  const db = await openOn(files, { random, checkpointBytes: 3000, database })
  const schema = { partitionKey: { id: 'S' } } as const
  const numbers = await db.createTable('numbers', schema, { ifNotExists: true })
  await ask(db, 'EnableKinesisStreamingDestination', { StreamArn }).catch(() => {})
  for (let n = first; n < first + 12; n += 1) {
    await numbers.put({ id: 'counter', n })
    life.acknowledged.push(n)
  }
  await db.close()
}

/** Returns how many records were told. */
async function history(random: Random): Promise<number> {
  let files = await diskOf(random)
  const lives: Life[] = []
  for (let nth = 0; nth < LIVES; nth += 1) {
    const at = random.between(20, 200)
    files.plan = call => (call === at ? 'crash' : undefined)
    const life: Life = { told: [], acknowledged: [] }
    lives.push(life)
    await Promise.race([live(files, random, life, nth * 100), files.crashed])
    files = files.restarted(random.pick<Ending>(['kill', 'power']))
  }
  for (const [nth, { told, acknowledged }] of lives.entries()) {
    expect(told, 'each once, in their order').toEqual([...new Set(told)].sort((a, b) => a - b))
    expect(
      told.every(n => Math.floor(n / 100) === nth),
      'none of another life',
    ).toBe(true)
    for (const n of acknowledged.slice(0, -1)) expect(told, `${n} was told`).toContain(n)
  }
  return lives.reduce((sum, { told }) => sum + told.length, 0)
}

test('over crashes, each record is told once in its life, once it lasts, and in order', async () => {
  let told = 0
  for (const seed of seedsFrom(...Array.from({ length: 25 }, (_, nth) => nth))) {
    await withSeed(seed, async random => {
      told += await history(random)
    })
  }
  expect(told).toBeGreaterThan(0)
})
