/** Random requests by all ways into equal databases: each way tells the same of each. */

import { expect, test } from 'vitest'
import { BODY_BYTES_MAX } from '../../src/transport/exchange.js'
import { seedsFrom, withSeed } from '../support/random.js'
import { client, type Door, direct, handler, http } from './doors.js'
import { rounds, Tally, TIMEOUT } from './effort.js'
import type { Outcome } from './outcome.js'
import { ITEM_OPERATIONS, type RandomRequest, randomRequest } from './requests.js'
import { seededDatabase } from './world.js'

const OPERATIONS = Object.keys(ITEM_OPERATIONS)
const REQUESTS_PER_FORK = 100

test.each(seedsFrom(311))('direct, handler and HTTP, seed %i', { timeout: TIMEOUT }, async seed => {
  const tally = new Tally()
  await withSeed(seed, async random => {
    const base = await seededDatabase()
    for (let done = 0; done < rounds(400); done += REQUESTS_PER_FORK) {
      const { door, close, log } = await http(base.fork())
      try {
        const doors = [direct(base.fork()), handler(base.fork()), door]
        for (let count = 0; count < REQUESTS_PER_FORK; count += 1) {
          tally.count(await agreed(doors, randomRequest(random, OPERATIONS)))
        }
      } finally {
        await close()
      }
      expect(log, 'the server tells of bugs').toEqual([])
    }
  })
  tally.print('three doors', seed)
  expect(tally.of('answered')).toBeGreaterThan(tally.total / 10)
})

test.each(seedsFrom(313))(
  'client and attached client, seed %i',
  { timeout: TIMEOUT },
  async seed => {
    const tally = new Tally()
    await withSeed(seed, async random => {
      const base = await seededDatabase()
      for (let done = 0; done < rounds(300); done += REQUESTS_PER_FORK) {
        const doors = [client(base.fork(), false), client(base.fork(), true)]
        for (let count = 0; count < REQUESTS_PER_FORK; count += 1) {
          tally.count(await agreed(doors, randomRequest(random, OPERATIONS)))
        }
      }
    })
    tally.print('clients of the SDK', seed)
    expect(tally.of('answered')).toBeGreaterThan(tally.total / 10)
  },
)

/** What all doors tell of a request. */
async function agreed(doors: readonly Door[], request: RandomRequest): Promise<string> {
  const { operation, json } = request
  const text = JSON.stringify(json)
  // What is over the limit of a body is another test's: only some of the ways have that limit.
  if (Buffer.byteLength(text) > BODY_BYTES_MAX) return 'too large'
  try {
    const outcomes: Outcome[] = []
    for (const door of doors) outcomes.push(await door(operation, text))
    const [first, ...others] = outcomes
    if (first === undefined) throw new Error('there are doors')
    for (const other of others) expect(other).toEqual(first)
    return 'refusal' in first ? first.refusal : 'answered'
  } catch (error) {
    if (error instanceof Error) error.message += `\n${operation} ${text.slice(0, 2000)}`
    throw error
  }
}
