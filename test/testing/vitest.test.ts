/** The door for vitest, in vitest: each test below leaves something behind that the next one must not find. */

import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/testing/entry.js'
import { testDatabase } from '../../src/testing/vitest.js'

/** As a module of the code under test exports one. */
const shared = new DynamoDBClient({ region: 'us-east-1' })

async function signUp(id: string): Promise<void> {
  await shared.send(new PutItemCommand({ TableName: 'Users', Item: { id: { S: id } } }))
}

/** With a client of its own. */
async function isSignedUp(id: string): Promise<boolean> {
  const client = new DynamoDBClient({ region: 'us-east-1' })
  const { Item } = await client.send(
    new GetItemCommand({ TableName: 'Users', Key: { id: { S: id } } }),
  )
  return Item !== undefined
}

const closed: (() => unknown)[] = []
let refused: unknown
beforeAll(async () => {
  refused = await signUp('early').catch(error => error)
})

const base = testDatabase({
  clients: [DynamoDBClient],
  seed: async db => {
    await db.createTable('Users', { partitionKey: { id: 'S' } })
    await signUp('seeded')
  },
  clock: () => new ManualClock(),
})

const idsOf = () => [...base.db.table('Users').scan()].map(({ id }) => id)

test('what comes before the tests is refused', () => {
  expect(String(refused)).toContain('NoTestDatabase: PutItem needs a test that runs')
})

describe.each(['first', 'second', 'third'])('the %s time', name => {
  beforeEach(() => signUp(`hook of ${name}`))
  afterEach(async () => {
    expect(await isSignedUp(`hook of ${name}`)).toBe(true)
    const { db } = base
    closed.push(() => db.tables())
  })

  test('a test has what was seeded, and what its hooks and itself have written', async () => {
    await signUp(name)
    await base.clock.advance(1000)
    expect(idsOf().sort()).toEqual([name, `hook of ${name}`, 'seeded'].sort())
    expect(await isSignedUp('seeded')).toBe(true)
  })

  test.concurrent.each([1, 2, 3, 4])(
    'tests at once have databases of their own (%i)',
    async number => {
      for (let step = 0; step < number; step += 1) {
        await signUp(`${number}.${step}`)
        expect(await isSignedUp(`${number}.${step}`)).toBe(true)
      }
      expect(idsOf().length).toBe(2 + number)
    },
  )
})

afterAll(async () => {
  // Hooks after all tests come in the opposite order, so that the last database is not gone yet.
  await expect(signUp('late')).rejects.toThrow('PutItem needs a test that runs')
  expect(() => base.db).toThrow('db needs a test that runs')
  expect(closed.length).toBe(15)
  for (const use of closed) expect(use).toThrow('The database is closed')
})
