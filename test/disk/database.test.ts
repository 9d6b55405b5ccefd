/**
 * Databases that follow each other on a simulated disk: each is opened, written to, and ended, by `close` or by a crash. What
 * the next one finds is what a database in memory has to which the same was done: all that was acknowledged, perhaps some of
 * what was under way, in its order, and nothing else.
 */

import { expect, test } from 'vitest'
import { CHECKPOINT_BYTES } from '../../src/disk/checkpointer.js'
import { MemoryLog, PoisonedDatabase } from '../../src/engine/log.js'
import { codeOf } from '../../src/env/files.js'
import { systemProcesses } from '../../src/env/processes.js'
import { InternalServerError } from '../../src/errors/dynamo-error.js'
import { Database } from '../../src/index.js'
import { openingOf } from '../../src/native/database-options.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { firstRequests, type Request, randomRequest, send, textOf } from './histories.js'

const SEED_COUNT = Number(process.env.HASHRANGE_SEEDS ?? 60)
const LIVES = 4
const REQUESTS = 30
const KEY = Uint8Array.from({ length: 32 }, (_, index) => 5 * index + 1)

interface World {
  readonly random: Random
  readonly clock: ManualClock
  readonly key: Uint8Array | undefined
  readonly checkpointBytes: number
  readonly durability: 'group' | 'each'
  /** All that has been asked for, and how much of it was acknowledged. */
  readonly requests: Request[]
  acknowledged: number
}

function openOn(files: SimulatedFiles, world: World): Promise<Database> {
  const { clock, key, random, checkpointBytes, durability } = world
  const disk = {
    files,
    processes: { ...systemProcesses, writerOf: async () => undefined },
    random: {
      bytes: (count: number) => Uint8Array.from({ length: count }, () => random.below(256)),
    },
    directory: '/data/db',
    key,
    durability,
    checkpointBytes,
    segmentSizes: { first: 1024, max: 8192 },
    onProgress: () => {},
  }
  return Database.openOn(disk, openingOf({ clock }))
}

/** Opens, checks, is written to, and closes; or until the disk fails. */
async function live(files: SimulatedFiles, world: World): Promise<void> {
  const { random, requests } = world
  const db = await openOn(files, world)
  await check(db, world)
  for (let count = random.below(REQUESTS); count > 0; count -= 1) {
    const request =
      requests.length < 2 ? firstRequests(random)[requests.length] : randomRequest(random)
    requests.push(request as Request)
    const number = requests.length
    const sent = send(db, request as Request).then(() => {
      world.acknowledged = Math.max(world.acknowledged, number)
    })
    // What is refused because the disk has failed is told again below.
    sent.catch(() => {})
    await new Promise(resolve => setImmediate(resolve)) // indexes are filled
    if (random.chance(1 / 3)) await sent
  }
  await db.flush()
  world.acknowledged = requests.length
  await db.close()
}

/** The database is as one in memory to which the same was done, up to some request behind the last acknowledged one. */
async function check(db: Database, world: World): Promise<void> {
  const { clock, requests, acknowledged } = world
  const found = await textOf(db)
  const model = Database.openWith(new MemoryLog(1), { clock: new ManualClock(clock.now()) })
  let expected = ''
  for (let count = 0; count <= requests.length; count += 1) {
    if (count > 0) {
      await send(model, requests[count - 1] as Request)
      await new Promise(resolve => setImmediate(resolve))
    }
    if (count < acknowledged) continue
    expected = await textOf(model)
    if (expected !== found) continue
    requests.length = count
    world.acknowledged = count
    return
  }
  expect(found).toBe(expected)
}

function isOfTheDisk(error: unknown): boolean {
  if (error instanceof InternalServerError) return isOfTheDisk(error.cause)
  return error instanceof PoisonedDatabase || ['EIO', 'ENOSPC'].includes(codeOf(error) ?? '')
}

async function history(random: Random): Promise<void> {
  let files = new SimulatedFiles(random)
  await files.makeDirectory('/data')
  await files.syncDirectory('/')
  const world: World = {
    random,
    clock: new ManualClock(),
    key: random.chance(1 / 3) ? KEY : undefined,
    checkpointBytes: random.pick([2000, 20_000, CHECKPOINT_BYTES]),
    durability: random.pick(['group', 'group', 'each']),
    requests: [],
    acknowledged: 0,
  }
  for (let life = 0; life < LIVES; life += 1) {
    const at = random.between(1, random.pick([30, 100, 300]))
    const fate = random.pick(['crash', 'crash', 'EIO', 'ENOSPC'] as const)
    files.plan = call => (call === at ? fate : undefined)
    try {
      await Promise.race([live(files, world), files.crashed])
    } catch (error) {
      if (!isOfTheDisk(error)) throw error
    }
    files = files.restarted(random.pick(['kill', 'power', 'power']))
  }
  const db = await openOn(files, world)
  await check(db, world)
  await db.close()
}

const BLOCK = 20
const starts = Array.from({ length: Math.ceil(SEED_COUNT / BLOCK) }, (_, nth) => nth * BLOCK)

test.each(starts)(
  'what was acknowledged is there, and nothing that was not asked for: seeds from %i',
  async start => {
    const count = Math.min(BLOCK, SEED_COUNT - start)
    for (const seed of seedsFrom(...Array.from({ length: count }, (_, nth) => start + nth))) {
      await withSeed(seed, history)
    }
  },
)
