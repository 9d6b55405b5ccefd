/** Triggers with names, over processes that are ended at some call: each goes on where the one before was known to be. */

import { expect, test } from 'vitest'
import type { StreamEvent } from '../../src/index.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { type Ending, SimulatedFiles } from '../support/simulated-files.js'
import { openOn } from './simulated-database.js'

const SEED_COUNT = Number(process.env.HASHRANGE_SEEDS ?? 20)
const LIVES = 4

interface World {
  readonly random: Random
  /** The numbers that were put and acknowledged, and those that the triggers of all lives were told of, life by life. */
  readonly acknowledged: Set<number>
  readonly told: number[][]
  put: number
}

async function live(files: SimulatedFiles, world: World): Promise<void> {
  const { random, acknowledged } = world
  const db = await openOn(files, { random, checkpointBytes: 3000 })
  const table = await db.createTable(
    'numbers',
    { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' },
    { ifNotExists: true },
  )
  const told: number[] = []
  world.told.push(told)
  const note = (event: StreamEvent): void => {
    for (const { dynamodb } of event.Records) told.push(Number(dynamodb.NewImage?.n?.N))
  }
  const options = { name: 'note', startingPosition: 'TRIM_HORIZON', batchSize: 3 } as const
  const trigger = table.trigger(note, options)
  for (let count = random.below(12); count > 0; count -= 1) {
    world.put += 1
    const n = world.put
    await table.put({ id: 'counter', n })
    acknowledged.add(n)
  }
  await trigger.stop()
  await db.close()
}

async function history(random: Random): Promise<void> {
  const world: World = { random, acknowledged: new Set(), told: [], put: 0 }
  let files = new SimulatedFiles(random)
  await files.makeDirectory('/data')
  await files.syncDirectory('/')
  for (let life = 0; life < LIVES; life += 1) {
    const at = random.between(30, 250)
    files.plan = call => (call === at ? 'crash' : undefined)
    await Promise.race([live(files, world), files.crashed])
    files = files.restarted(random.pick<Ending>(['kill', 'power']))
  }
  await live(files, world)
  const all = new Set(world.told.flat())
  for (const n of world.acknowledged) expect(all, `${n} was told`).toContain(n)
  for (const told of world.told) expect(told).toEqual([...told].sort((a, b) => a - b))
}

test('every change that was acknowledged is told at least once, and those of a life in their order', async () => {
  for (const seed of seedsFrom(...Array.from({ length: SEED_COUNT }, (_, nth) => nth))) {
    await withSeed(seed, history)
  }
})
