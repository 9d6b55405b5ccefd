/** Random requests to all operations: each has a known outcome, and a refused one changes nothing. */

import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/database.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { rounds, Tally, TIMEOUT } from './effort.js'
import { outcomeOf } from './outcome.js'
import { ITEM_OPERATIONS, type RandomRequest, randomRequest, TABLE_OPERATIONS } from './requests.js'
import { call, everythingIn, seededDatabase } from './world.js'

/** Requests after which all is as at first. */
const REQUESTS_PER_FORK = 50

const ITEMS = Object.keys(ITEM_OPERATIONS)
const TABLES = Object.keys(TABLE_OPERATIONS)

describe.each([
  ['operations on items', ITEMS, 6000],
  ['operations on tables', TABLES, 1500],
] as const)('%s', (title, operations, count) => {
  test.each(seedsFrom(20261122))('seed %i', { timeout: TIMEOUT }, async seed => {
    const tally = new Tally()
    await withSeed(seed, async random => {
      const base = await seededDatabase()
      let db = base.fork()
      for (let done = 0; done < rounds(count); done += 1) {
        if (done % REQUESTS_PER_FORK === 0) db = base.fork()
        const request = randomRequest(random, operations)
        tally.count(await answered(db, request, random))
      }
    })
    tally.print(title, seed)
    expect(tally.of('answered')).toBeGreaterThan(tally.total / 10)
    expect(tally.of('ValidationException')).toBeGreaterThan(tally.total / 10)
    expect(tally.of('SerializationException')).toBeGreaterThan(0)
  })
})

/** The name of the refusal, or `answered`. */
async function answered(
  db: Database,
  { operation, json }: RandomRequest,
  random: Random,
): Promise<string> {
  const text = JSON.stringify(json)
  const before = random.chance(0.05) ? await everythingIn(db) : undefined
  try {
    const outcome = await outcomeOf(() => call(db, operation, JSON.parse(text)))
    if (!('refusal' in outcome)) return 'answered'
    if (before !== undefined) expect(await everythingIn(db)).toEqual(before)
    return outcome.refusal
  } catch (error) {
    if (error instanceof Error) error.message += `\n${operation} ${text.slice(0, 3000)}`
    throw error
  }
}
