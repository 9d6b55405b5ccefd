/** Random calls through a cache and around it, in random time, give what a model of a few lines says. */

import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { type Attributes, openWorld, type World } from './world.js'

const TABLE = 'Orders'
const ITEM_TTL = 100
const QUERY_TTL = 150
const STEPS = 60

interface Kept<Value> {
  readonly value: Value
  readonly until: number
}

/** The table, and what is known of it, by the tables of the service's documentation. */
class Model {
  readonly table = new Map<number, Attributes>()
  readonly items = new Map<number, Kept<Attributes | undefined>>()
  readonly pages = new Map<number, Kept<readonly Attributes[]>>()
  now = 0

  get(n: number): Attributes | undefined {
    const kept = this.items.get(n)
    if (kept !== undefined && kept.until > this.now) return kept.value
    return this.keep(n, this.table.get(n))
  }

  keep(n: number, value: Attributes | undefined): Attributes | undefined {
    this.items.set(n, { value, until: this.now + ITEM_TTL })
    return value
  }

  write(n: number, value: Attributes | undefined): void {
    if (value === undefined) this.table.delete(n)
    else this.table.set(n, value)
  }

  scan(limit: number): readonly Attributes[] {
    const kept = this.pages.get(limit)
    if (kept !== undefined && kept.until > this.now) return kept.value
    const all = [...this.table].sort(([a], [b]) => a - b).map(([, item]) => item)
    const value = all.slice(0, limit)
    this.pages.set(limit, { value, until: this.now + QUERY_TTL })
    return value
  }
}

const keyOf = (n: number) => ({ id: 'a', n })
const byNumber = (items: readonly Attributes[] = []) =>
  items.toSorted((a, b) => Number(a.n) - Number(b.n))

/** Makes one call of both. */
async function step({ dax, direct, clock }: World, model: Model, random: Random): Promise<void> {
  const n = random.below(4)
  const v = random.below(1_000)
  const item = { ...keyOf(n), v, deep: { list: [v, new Set([v])] } }
  const client = random.chance(0.6) ? dax : direct
  const isThrough = client === dax
  const refused = random.chance(0.2) ? { ConditionExpression: 'attribute_exists(absent)' } : {}
  const isRefused = 'ConditionExpression' in refused
  const written = (value: Attributes | undefined): void => {
    if (isRefused) return
    model.write(n, value)
    if (isThrough) model.keep(n, value)
  }
  const quietly = async (call: Promise<unknown>): Promise<void> => {
    const failed = await call.then(
      () => false,
      () => true,
    )
    expect(failed).toBe(isRefused)
  }
  switch (random.below(11)) {
    case 0:
    case 1: {
      const { Item } = await dax.send(new GetCommand({ TableName: TABLE, Key: keyOf(n) }))
      expect(Item).toEqual(model.get(n))
      break
    }
    case 2: {
      const ProjectionExpression = 'n, deep.#l[1]'
      const ExpressionAttributeNames = { '#l': 'list' }
      const parts = { ProjectionExpression, ExpressionAttributeNames }
      const call = new GetCommand({ TableName: TABLE, Key: keyOf(n), ...parts })
      const known = model.get(n)
      const { Item } = await dax.send(call)
      expect(Item).toEqual(known && { n, deep: { list: [new Set([known.v])] } })
      break
    }
    case 3: {
      const Keys = [0, 1, 2, 3].filter(() => random.chance(0.5)).map(keyOf)
      if (Keys.length === 0) break
      const call = new BatchGetCommand({ RequestItems: { [TABLE]: { Keys } } })
      const { Responses } = await dax.send(call)
      const known = Keys.flatMap(key => {
        const item = model.get(key.n)
        return item === undefined ? [] : [item]
      })
      expect(byNumber(Responses?.[TABLE])).toEqual(byNumber(known))
      break
    }
    case 4: {
      await quietly(client.send(new PutCommand({ TableName: TABLE, Item: item, ...refused })))
      written(item)
      break
    }
    case 5: {
      await quietly(client.send(new DeleteCommand({ TableName: TABLE, Key: keyOf(n), ...refused })))
      written(undefined)
      break
    }
    case 6: {
      const ReturnValues = random.pick(['NONE', 'ALL_NEW', 'UPDATED_NEW', 'ALL_OLD'] as const)
      const update = {
        TableName: TABLE,
        Key: keyOf(n),
        UpdateExpression: 'SET v = :v, deep = :deep',
        ExpressionAttributeValues: { ':v': v, ':deep': item.deep },
        ReturnValues,
        ...refused,
      }
      await quietly(client.send(new UpdateCommand(update)))
      written(item)
      if (isThrough && !isRefused && ReturnValues === 'ALL_OLD') model.items.delete(n)
      break
    }
    case 7: {
      const other = (n + 1) % 4
      const requests = [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: keyOf(other) } }]
      await client.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests } }))
      model.write(n, item)
      model.write(other, undefined)
      if (!isThrough) break
      model.keep(n, item)
      model.keep(other, undefined)
      break
    }
    case 8: {
      const Put = { TableName: TABLE, Item: item, ...refused }
      await quietly(client.send(new TransactWriteCommand({ TransactItems: [{ Put }] })))
      written(item)
      if (isThrough && !isRefused) model.items.delete(n)
      break
    }
    case 9: {
      const Limit = 1 + random.below(4)
      const { Items } = await dax.send(new ScanCommand({ TableName: TABLE, Limit }))
      expect(Items).toEqual(model.scan(Limit))
      break
    }
    default: {
      const ConsistentRead = true
      const call = new GetCommand({ TableName: TABLE, Key: keyOf(n), ConsistentRead })
      expect((await dax.send(call)).Item).toEqual(model.table.get(n))
      const Get = { TableName: TABLE, Key: keyOf(n) }
      const { Responses } = await direct.send(new TransactGetCommand({ TransactItems: [{ Get }] }))
      expect(Responses?.[0]?.Item).toEqual(model.table.get(n))
      const passed = random.pick([0, 10, 60, ITEM_TTL])
      await clock.advance(passed)
      model.now += passed
      if (!random.chance(0.05)) break
      dax.flush()
      model.items.clear()
      model.pages.clear()
    }
  }
}

test.each(seedsFrom(...Array.from({ length: 12 }, (_, index) => index + 1)))(
  'every reply is what the model says, seed %i',
  async seed => {
    await withSeed(seed, async random => {
      const world = await openWorld({ itemTtl: ITEM_TTL, queryTtl: QUERY_TTL })
      const model = new Model()
      for (let index = 0; index < STEPS; index++) await step(world, model, random)
    })
  },
)
