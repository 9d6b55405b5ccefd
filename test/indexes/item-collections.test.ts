/** The limit of an item collection, with a naive count of what each has, and one that is small enough to be reached. */

import { expect, test } from 'vitest'
import { itemSize } from '../../src/encoding/size.js'
import { Database } from '../../src/index.js'
import { index, KEYS_ONLY, withIndexes } from '../conformance/rows/indexes.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'

const SIZE_MAX = 2000
const TABLE = { TableName: 'one' }
const TOO_LARGE = {
  name: 'ItemCollectionSizeLimitExceededException',
  message: 'Collection size exceeded.',
}

type Wire = Readonly<Record<string, { readonly S: string }>>
type Plain = Readonly<Record<string, string>>

const wireOf = (item: Plain): Wire =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }]))

async function open(lists: object): Promise<(operation: string, json: object) => Promise<object>> {
  const database = await Database.open({ itemCollectionSizeMax: SIZE_MAX })
  const ask = (operation: string, json: object) =>
    database.answer({ operation, json, region: 'us-east-1' })
  const attributes = Object.keys(lists).includes('LocalSecondaryIndexes') ? ['l', 'g'] : ['g']
  await ask(
    'CreateTable',
    withIndexes('one', attributes, lists as Readonly<Record<string, unknown>>),
  )
  return ask
}

const GlobalSecondaryIndexes = [index('glo', ['g'])]
const LOCAL = {
  LocalSecondaryIndexes: [index('loc', ['pk', 'l'], KEYS_ONLY)],
  GlobalSecondaryIndexes,
}

/** Bytes of an item, with its entry in the local index. */
function bytesOf(item: Plain): number {
  const entry = { pk: item.pk, sk: item.sk, l: item.l }
  return itemSize(item) + (item.l === undefined ? 0 : itemSize(entry as Plain))
}

test.each(seedsFrom(1, 2))(
  'puts are refused if they make an item collection too large, and only then: seed %i',
  seed => withSeed(seed, playPuts),
)

async function playPuts(random: Random): Promise<void> {
  const ask = await open(LOCAL)
  const items = new Map<string, Plain>()
  let refusals = 0
  for (let step = 0; step < 1000; step += 1) {
    const pk = random.pick(['p', 'q'])
    const sk = random.pick(['1', '2', '3', '4', '5'])
    const name = `${pk} ${sk}`
    const before = items.get(name)
    const size = [...items.values()]
      .filter(item => item.pk === pk)
      .reduce((sum, item) => sum + bytesOf(item), 0)
    if (random.chance(0.1)) {
      await ask('DeleteItem', { ...TABLE, Key: wireOf({ pk, sk }) })
      items.delete(name)
      continue
    }
    const local = random.chance(0.5) ? { l: 'l'.repeat(1 + random.below(200)) } : {}
    const item = { pk, sk, g: 'g', x: 'x'.repeat(random.below(700)), ...local } as Plain
    const growth = bytesOf(item) - (before === undefined ? 0 : bytesOf(before))
    const asked = ask('PutItem', { ...TABLE, Item: wireOf(item) })
    if (growth > 0 && size + growth > SIZE_MAX) {
      await expect(asked, `step ${step}`).rejects.toMatchObject(TOO_LARGE)
      refusals += 1
    } else {
      await asked
      items.set(name, item)
    }
  }
  expect(refusals).toBeGreaterThan(50)
  const { Items } = (await ask('Scan', TABLE)) as { Items: readonly Wire[] }
  expect(Items).toHaveLength(items.size)
}

test('without local indexes there is no limit', async () => {
  const ask = await open({ GlobalSecondaryIndexes })
  for (const sk of ['1', '2', '3']) {
    await ask('PutItem', { ...TABLE, Item: wireOf({ pk: 'p', sk, g: 'g', x: 'x'.repeat(1000) }) })
  }
  expect(await ask('Scan', { ...TABLE, Select: 'COUNT' })).toMatchObject({ Count: 3 })
})

test('updates, batches and transactions are refused as a whole', async () => {
  const ask = await open(LOCAL)
  const full = wireOf({ pk: 'p', sk: '1', x: 'x'.repeat(1900) })
  const other = wireOf({ pk: 'p', sk: '2', l: 'l'.repeat(60) })
  await ask('PutItem', { ...TABLE, Item: full })
  const update = ask('UpdateItem', {
    ...TABLE,
    Key: wireOf({ pk: 'p', sk: '2' }),
    UpdateExpression: 'SET l = :l',
    ExpressionAttributeValues: { ':l': other.l },
  })
  await expect(update).rejects.toMatchObject(TOO_LARGE)
  const small = wireOf({ pk: 'q', sk: '1' })
  const transaction = ask('TransactWriteItems', {
    TransactItems: [{ Put: { ...TABLE, Item: small } }, { Put: { ...TABLE, Item: other } }],
  })
  await expect(transaction).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    cancellationReasons: [
      { code: 'None' },
      { code: 'ItemCollectionSizeLimitExceeded', message: TOO_LARGE.message },
    ],
  })
  const batch = ask('BatchWriteItem', {
    RequestItems: { one: [{ PutRequest: { Item: other } }] },
  })
  await expect(batch).rejects.toMatchObject(TOO_LARGE)
  expect(await ask('Scan', { ...TABLE, Select: 'COUNT' })).toMatchObject({ Count: 1 })
  const shrunk = { ...full, x: { S: 'x'.repeat(1700) } }
  expect(await ask('PutItem', { ...TABLE, Item: shrunk })).toEqual({})
  expect(await ask('PutItem', { ...TABLE, Item: other })).toEqual({})
})
