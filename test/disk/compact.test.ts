/** A database that is compacted, on a disk that is taken away at each call: it is there by its old key, or by its new one. */

import { expect, test } from 'vitest'
import { type Database, WrongKey } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { Random, withSeed } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { firstRequests, randomRequest, send, textOf } from './histories.js'
import { openOn } from './simulated-database.js'

const OLD = Uint8Array.from({ length: 32 }, (_, index) => 5 * index + 1)
const NEW = Uint8Array.from({ length: 32 }, (_, index) => 7 * index + 2)

const clock = new ManualClock()

function openOf(
  files: SimulatedFiles,
  random: Random,
  key: Uint8Array | undefined,
): Promise<Database> {
  return openOn(files, { random, key, checkpointBytes: 20_000, database: { clock } })
}

/** It is ended at every so many of its calls. */
const STEP = process.env.HASHRANGE_SEEDS === undefined ? 17 : 1

async function written(random: Random, key: Uint8Array | undefined): Promise<SimulatedFiles> {
  const files = new SimulatedFiles(random)
  const db = await openOf(files, random, key)
  for (const request of firstRequests(random)) await send(db, request)
  for (let count = 0; count < 40; count += 1) {
    await send(db, randomRequest(random))
    await new Promise(resolve => setImmediate(resolve)) // indexes are filled
  }
  await db.close()
  return files
}

/** Without where shards begin that have no records yet: behind the last commit, and it counts as one. */
async function contentOf(db: Database): Promise<string> {
  return (await textOf(db)).replace(/"StartingSequenceNumber": "\d+"/g, '')
}

const ROWS = [
  { name: 'with another key', from: OLD, to: NEW },
  { name: 'with the same key', from: OLD, to: OLD },
  { name: 'with a first key', from: undefined, to: NEW },
  { name: 'without its key', from: OLD, to: undefined },
  { name: 'without any key', from: undefined, to: undefined },
] as const

test.each(ROWS)('$name', async ({ from, to }) => {
  await withSeed(1, async seeded => {
    let isDone = false
    const found = new Set<Uint8Array | undefined>()
    for (let at = 1; !isDone; at += STEP) {
      const random = new Random(at)
      let files = await written(random, from)
      let db = await openOf(files, random, from)
      const text = await contentOf(db)
      let calls = 0
      files.plan = () => {
        calls += 1
        return calls === at ? 'crash' : undefined
      }
      const compacted = db.compact(to).then(() => {
        isDone = true
      })
      compacted.catch(() => {})
      await Promise.race([compacted, files.crashed])
      files = files.restarted(seeded.pick(['kill', 'power']))
      let key: Uint8Array | undefined = to
      try {
        db = await openOf(files, random, to)
      } catch (error) {
        if (!(error instanceof WrongKey)) throw error
        key = from
        db = await openOf(files, random, from)
      }
      found.add(key)
      expect(await contentOf(db)).toBe(text)
      // It goes on, and what is written then is there later.
      for (let count = 0; count < 5; count += 1) await send(db, randomRequest(random))
      await new Promise(resolve => setImmediate(resolve))
      const later = await contentOf(db)
      await db.close()
      db = await openOf(files, random, key)
      expect(await contentOf(db)).toBe(later)
      await db.close()
    }
    expect(found).toEqual(new Set([from, to]))
  })
})
