/** Many requests leave nothing behind: what the heap holds after them does not grow from round to round. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { Random, seedsFrom } from '../support/random.js'
import { direct, handler } from './doors.js'
import { rounds, TIMEOUT } from './effort.js'
import { ITEM_OPERATIONS, randomRequest, TABLE_OPERATIONS } from './requests.js'
import { call, REGION, seededDatabase } from './world.js'

const MIB = 1 << 20
const ROUNDS = 5
/** Rounds that fill what is bounded: caches keep two generations. */
const FILLING = 2

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are in use, on the heap and outside of it. */
async function bytesInUse(): Promise<number> {
  // What a promise holds is let go in a later turn.
  await new Promise(resolve => setImmediate(resolve))
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** By how many bytes each round but the first ones has grown. */
async function growthOf(round: (index: number) => Promise<void>): Promise<number[]> {
  const growth: number[] = []
  for (let index = 0, before = 0; index < ROUNDS; index += 1) {
    await round(index)
    const after = await bytesInUse()
    if (index >= FILLING) growth.push(after - before)
    before = after
  }
  process.stderr.write(
    `fuzz: growth in KB ${growth.map(bytes => Math.round(bytes / 1024)).join()}\n`,
  )
  return growth
}

test.each(seedsFrom(4096))('random requests, seed %i', { timeout: TIMEOUT }, async seed => {
  const random = new Random(seed)
  const operations = Object.keys({ ...ITEM_OPERATIONS, ...TABLE_OPERATIONS })
  const db = await seededDatabase()
  const growth = await growthOf(async () => {
    const fork = db.fork()
    const doors = [direct(fork), handler(fork)]
    for (let done = 0; done < rounds(500); done += 1) {
      const { operation, json } = randomRequest(random, operations)
      const text = JSON.stringify(json)
      if (text.length < MIB) await random.pick(doors)(operation, text)
    }
  })
  expect(Math.max(...growth)).toBeLessThan(12 * MIB)
})

test('texts, names and regions that are new each time', { timeout: TIMEOUT }, async () => {
  const db = await seededDatabase()
  const growth = await growthOf(async index => {
    for (let done = 0; done < rounds(300); done += 1) {
      const unique = `${index}_${done}`
      const request = {
        TableName: 'hash',
        FilterExpression: `#n${done % 50} = :v AND a${unique} = :v`,
        ExpressionAttributeNames: { [`#n${done % 50}`]: unique + 'x'.repeat(60_000) },
        ExpressionAttributeValues: { ':v': { S: unique } },
      }
      await call(db, 'Scan', request)
      const fixed = { ...request, FilterExpression: `#n${done % 50} = :v` }
      await call(db, 'Scan', fixed)
      await db.answer({ region: `region-${unique}`, operation: 'ListTables', json: {} })
    }
  })
  expect(Math.max(...growth)).toBeLessThan(12 * MIB)
})

test('one item that is written again and again', { timeout: TIMEOUT }, async () => {
  const db = await seededDatabase()
  const growth = await growthOf(async index => {
    for (let done = 0; done < rounds(1500); done += 1) {
      const Item = { pk: { S: 'k0' }, a: { S: `${index} ${done} ${'x'.repeat(done % 3000)}` } }
      await db.answer({ region: REGION, operation: 'PutItem', json: { TableName: 'hash', Item } })
    }
  })
  expect(Math.max(...growth)).toBeLessThan(12 * MIB)
})
