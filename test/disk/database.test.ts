/**
 * Databases that follow each other on a simulated disk: each is opened, written to, and ended, by `close` or by a crash. What
 * the next one finds is what a database in memory has to which the same was done: all that was acknowledged, perhaps some of
 * what was under way, in its order, and nothing else. The one in memory lives as long as the history, so that each request is
 * done to it once.
 */

import { beforeAll, expect, test, vi } from 'vitest'
import { CHECKPOINT_BYTES } from '../../src/disk/checkpointer.js'
import { MemoryLog, PoisonedDatabase } from '../../src/engine/log.js'
import { codeOf } from '../../src/env/files.js'
import { InternalServerError } from '../../src/errors/dynamo-error.js'
import { Database, type DatabaseOptions } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import {
  contentsOfBackups,
  firstRequests,
  PASS,
  RESTORE,
  type Request,
  randomRequest,
  START,
  SWEEP,
  send,
  TOKENS,
  textOf,
  transactionOf,
} from './histories.js'
import { openOn } from './simulated-database.js'

const SEED_COUNT = Number(process.env.HASHRANGE_SEEDS ?? 40)
const LIVES = 3
const REQUESTS = 24
const KEY = Uint8Array.from({ length: 32 }, (_, index) => 5 * index + 1)

/** Milliseconds: longer than a history lasts, so that none sweeps by itself before its end. */
const SWEEP_INTERVAL = 10 * 86_400_000

interface World {
  readonly random: Random
  readonly key: Uint8Array | undefined
  readonly checkpointBytes: number
  readonly historyBytes: number | undefined
  readonly durability: 'group' | 'each'
  readonly options: DatabaseOptions
  readonly clock: ManualClock
  /** All that has been asked for, and how much of it was acknowledged. */
  readonly requests: Request[]
  acknowledged: number
  /** A database in memory to which the first so many of the requests were done. */
  readonly model: Database
  readonly modelClock: ManualClock
  done: number
}

function newWorld(random: Random): World {
  const options = {
    partitions: random.chance(1 / 2) ? { bytesMax: 1000 } : {},
    globalIndexLag: random.pick([0, 0, 50]),
    sweepInterval: SWEEP_INTERVAL,
  }
  const modelClock = new ManualClock(START)
  return {
    random,
    key: random.chance(1 / 3) ? KEY : undefined,
    checkpointBytes: random.pick([2000, 20_000, CHECKPOINT_BYTES]),
    historyBytes: random.pick([500, 2000, undefined]),
    durability: random.pick(['group', 'group', 'each']),
    options,
    clock: new ManualClock(START),
    requests: [],
    acknowledged: 0,
    model: Database.openWith(new MemoryLog(1), { ...options, clock: modelClock }),
    modelClock,
    done: 0,
  }
}

function openOf(files: SimulatedFiles, world: World): Promise<Database> {
  const { options, clock, key, random, checkpointBytes, historyBytes, durability } = world
  const database = { ...options, clock }
  return openOn(files, { random, key, checkpointBytes, historyBytes, durability, database })
}

/** Opens, checks, is written to, and closes; or until the disk fails. */
async function live(files: SimulatedFiles, world: World): Promise<void> {
  const { random, requests } = world
  const db = await openOf(files, world)
  await check(db, world)
  await advance(world, random.pick([0, 0, 1000, 400_000, 600_000]))
  const ask = async (request: Request): Promise<void> => {
    await pass(world.clock, request)
    const number = requests.push(request)
    if (request.operation === PASS) return // it says nothing of those before
    const sent = send(db, request).then(() => {
      world.acknowledged = Math.max(world.acknowledged, number)
    })
    // What is refused because the disk has failed is told again below.
    sent.catch(() => {})
    await nextTurn() // indexes are filled
    if (request === RESTORE || random.chance(1 / 3)) await sent
  }
  if (requests.length < 2) {
    for (const request of firstRequests(random).slice(requests.length)) await ask(request)
  }
  for (let count = random.below(REQUESTS); count > 0; count -= 1) await ask(randomRequest(random))
  if (random.chance(1 / 2)) await ask(SWEEP)
  await db.flush()
  world.acknowledged = requests.length
  await db.close()
}

/** The database is as one in memory to which the same was done, up to some request behind the last acknowledged one. */
async function check(db: Database, world: World): Promise<void> {
  const { model, requests, acknowledged } = world
  const { globalIndexLag = 0 } = world.options
  await world.clock.advance(globalIndexLag)
  const found = await textOf(db)
  let expected = ''
  for (;;) {
    if (world.done >= acknowledged) {
      expected = await textOfModel(world)
      if (expected === found) break
    }
    const next = requests[world.done]
    if (next === undefined) {
      // A sweep may be half done: then it goes on.
      if (requests.at(-1) === SWEEP) await db.sweep()
      expect(await textOf(db)).toBe(expected)
      break
    }
    await pass(world.modelClock, next)
    await send(model, next)
    await nextTurn() // indexes are filled
    world.done += 1
  }
  await world.modelClock.advance(world.clock.now() - world.modelClock.now())
  requests.length = world.done
  world.acknowledged = world.done
}

/** Lets time pass, if that is what is requested. */
async function pass(clock: ManualClock, { operation, json }: Request): Promise<void> {
  if (operation !== PASS) return
  await clock.advance((json as { readonly milliseconds: number }).milliseconds)
}

/** Of a copy of the model at the time of the database, when its indexes are no longer behind. */
async function textOfModel({ model, modelClock, clock }: World): Promise<string> {
  const later = new ManualClock(modelClock.now())
  const fork = model.fork({ clock: later })
  await later.advance(clock.now() - modelClock.now())
  return textOf(fork)
}

async function advance({ clock, modelClock }: World, milliseconds: number): Promise<void> {
  await clock.advance(milliseconds)
  await modelClock.advance(milliseconds)
}

function isOfTheDisk(error: unknown): boolean {
  if (error instanceof InternalServerError) return isOfTheDisk(error.cause)
  return error instanceof PoisonedDatabase || ['EIO', 'ENOSPC'].includes(codeOf(error) ?? '')
}

async function history(random: Random): Promise<void> {
  let files = new SimulatedFiles(random)
  const world = newWorld(random)
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
  await end(await openOf(files, world), world)
}

/** Transactions that were done are not done again, and what expires is removed, in both. */
async function end(db: Database, world: World): Promise<void> {
  const { model, requests } = world
  await check(db, world)
  for (const token of TOKENS) {
    await send(db, transactionOf(token))
    await send(model, transactionOf(token))
  }
  await check(db, world)
  await advance(world, SWEEP_INTERVAL)
  await db.flush()
  requests.length = world.done
  await check(db, world)
  expect(await contentsOfBackups(db)).toBe(await contentsOfBackups(model))
  await db.close()
}

// Checkpoints that could not be made are no news here.
beforeAll(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
})

const BLOCK = 100
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

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
