/** Replicas in databases that know each other by HTTP alone. */

import { request } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { Database, type DatabaseOptions } from '../../src/index.js'
import { type RunningServer, serve } from '../../src/server.js'
import { Random } from '../support/random.js'
import { Address, until } from './peer-world.js'

const US = 'us-east-1'
const EU = 'eu-west-1'
const AP = 'ap-northeast-1'

const ORDERS = {
  TableName: 'Orders',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'group', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byGroup',
      KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
}

interface Told {
  readonly TableStatus: string
  readonly StreamSpecification?: object
  readonly SSEDescription?: object
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[]
  readonly Replicas?: readonly {
    readonly RegionName: string
    readonly ReplicaStatus: string
    readonly ReplicaStatusDescription?: string
  }[]
}

/** A database that is the home of a region, and its server. */
class Process {
  readonly region: string
  readonly db: Database
  readonly #server: RunningServer
  readonly #address: Address

  private constructor(region: string, db: Database, server: RunningServer, address: Address) {
    this.region = region
    this.db = db
    this.#server = server
    this.#address = address
  }

  static async open(
    region: string,
    addresses: ReadonlyMap<string, Address>,
    options: DatabaseOptions = {},
  ): Promise<Process> {
    const others = [...addresses].filter(([name]) => name !== region)
    const peers = Object.fromEntries(others.map(([name, { url }]) => [name, url]))
    const db = await Database.open({ ...options, region, peers })
    const server = await serve(db, { port: 0 })
    const address = addresses.get(region)
    if (address === undefined) throw new Error(`${region} has an address`)
    address.port = server.port
    return new Process(region, db, server, address)
  }

  async close(): Promise<void> {
    this.#address.port = undefined
    this.#address.cut()
    await this.#server.close()
    await this.db.close()
  }

  ask<Answer = object>(operation: string, json: object): Promise<Answer> {
    return this.db.answer({ region: this.region, operation, json }) as Promise<Answer>
  }

  put(id: string, n: number): Promise<object> {
    const Item = { id: { S: id }, n: { N: `${n}` }, group: { S: `g${n % 3}` } }
    return this.ask('PutItem', { TableName: 'Orders', Item })
  }

  delete(id: string): Promise<object> {
    return this.ask('DeleteItem', { TableName: 'Orders', Key: { id: { S: id } } })
  }

  async told(): Promise<Told | undefined> {
    const answered = this.ask<{ readonly Table: Told }>('DescribeTable', { TableName: 'Orders' })
    return (await answered.catch(() => undefined))?.Table
  }

  async items(IndexName?: string): Promise<readonly string[]> {
    const json = { TableName: 'Orders', ...(IndexName !== undefined && { IndexName }) }
    const { Items } = await this.ask<{ readonly Items: readonly object[] }>('Scan', json)
    return Items.map(item => JSON.stringify(Object.entries(item).sort())).sort()
  }

  change(json: object): Promise<object> {
    return this.ask('UpdateTable', { TableName: 'Orders', ...json })
  }

  add(RegionName: string): Promise<object> {
    return this.change({ ReplicaUpdates: [{ Create: { RegionName } }] })
  }

  drop(RegionName: string): Promise<object> {
    return this.change({ ReplicaUpdates: [{ Delete: { RegionName } }] })
  }
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function addressesOf(regions: readonly string[]): Promise<ReadonlyMap<string, Address>> {
  const addresses = new Map<string, Address>()
  for (const region of regions) {
    const address = await Address.open()
    closing.push(() => address.close())
    addresses.set(region, address)
  }
  return addresses
}

async function openAll(...regions: readonly string[]): Promise<Process[]> {
  const addresses = await addressesOf(regions)
  const all: Process[] = []
  for (const region of regions) {
    const one = await Process.open(region, addresses)
    closing.push(() => one.close())
    all.push(one)
  }
  return all
}

async function two(): Promise<[us: Process, eu: Process]> {
  const [us, eu] = await openAll(US, EU)
  if (us === undefined || eu === undefined) throw new Error('there are two')
  await us.ask('CreateTable', ORDERS)
  return [us, eu]
}

async function settled(...all: readonly Process[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const { db } of all) await db.replicated()
}

async function expectEqual([first, ...others]: readonly Process[]): Promise<void> {
  const items = await first?.items()
  for (const other of others) {
    expect(await other.items()).toEqual(items)
    expect(await other.items('byGroup')).toEqual(items)
  }
}

test('a new replica has the items that there are, and each gets what is written to the other', async () => {
  const [us, eu] = await two()
  for (let n = 0; n < 600; n += 1) await us.put(`old ${n}`, n)
  await us.add(EU)
  expect(await eu.told()).toMatchObject({
    TableStatus: 'ACTIVE',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    Replicas: [{ RegionName: US, ReplicaStatus: 'ACTIVE' }],
  })
  expect((await us.told())?.Replicas).toMatchObject([{ RegionName: EU, ReplicaStatus: 'ACTIVE' }])
  expect((await eu.items()).length).toBe(600)
  await us.put('from us', 1)
  await eu.put('from eu', 2)
  await eu.delete('old 7')
  await settled(us, eu)
  expect((await us.items()).length).toBe(601)
  await expectEqual([us, eu])
})

test('while one is away the other goes on; then it gets all, and of two writes the later one stays', async () => {
  const addresses = await addressesOf([US, EU])
  const us = await Process.open(US, addresses)
  const eu = await Process.open(EU, addresses)
  closing.push(
    () => us.close(),
    () => eu.close(),
  )
  await us.ask('CreateTable', ORDERS)
  await us.add(EU)
  const address = addresses.get(EU)
  const port = address?.port
  if (address === undefined) throw new Error('eu has an address')
  address.port = undefined
  address.cut()
  for (let n = 0; n < 300; n += 1) await us.put(`item ${n}`, n)
  await us.put('both', 1)
  await us.delete('item 3')
  const written = Date.now()
  await until(() => Date.now() > written + 1) // so that one is later
  await eu.put('both', 2)
  address.port = port
  await settled(us, eu)
  expect((await us.items()).length).toBe(300)
  await expectEqual([us, eu])
  expect((await us.items()).join()).toContain('["id",{"S":"both"}],["n",{"N":"2"}]')
})

test('shared settings reach the peer, or nothing is changed', async () => {
  const [us, eu] = await two()
  await us.add(EU)
  await us.put('a', 1)
  const index = {
    IndexName: 'byNumber',
    KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  }
  await eu.change({
    AttributeDefinitions: [{ AttributeName: 'n', AttributeType: 'N' }],
    GlobalSecondaryIndexUpdates: [{ Create: index }],
  })
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' }
  await us.ask('UpdateTimeToLive', { TableName: 'Orders', TimeToLiveSpecification })
  for (const one of [us, eu]) {
    const names = (await one.told())?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)
    expect(names).toEqual(['byGroup', 'byNumber'])
    expect(await one.ask('DescribeTimeToLive', { TableName: 'Orders' })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    })
  }
  await eu.close()
  const dropping = us.change({
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byGroup' } }],
  })
  await expect(dropping).rejects.toThrow(
    /^The peer of region eu-west-1 at http:\S+ does not answer, and nothing was changed: /,
  )
  expect((await us.told())?.GlobalSecondaryIndexes?.length).toBe(2)
})

test('keys are of one kind, each of its own region', async () => {
  const [us, eu] = await two()
  const key = async (one: Process): Promise<object | undefined> =>
    (await one.told())?.SSEDescription
  const own = ({ region }: Process): object => ({
    Status: 'ENABLED',
    SSEType: 'KMS',
    KMSMasterKeyArn: expect.stringContaining(`arn:aws:kms:${region}:`),
  })
  await us.change({ SSESpecification: { Enabled: true } })
  await us.add(EU)
  for (const one of [us, eu]) expect(await key(one)).toEqual(own(one))
  await eu.change({ SSESpecification: { Enabled: false } })
  for (const one of [us, eu]) expect(await key(one)).toBeUndefined()
  await us.change({ SSESpecification: { Enabled: true } })
  for (const one of [us, eu]) expect(await key(one)).toEqual(own(one))
  const mixing = us.change({
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'mine' },
  })
  await expect(mixing).rejects.toThrow('All replica keys must either be')
  for (const one of [us, eu]) expect(await key(one)).toEqual(own(one))
})

test('a replica that is deleted is none of the group any more, whichever side deletes it', async () => {
  const [us, eu] = await two()
  await us.add(EU)
  await us.drop(EU)
  expect(await eu.told()).toBeUndefined()
  expect((await us.told())?.Replicas).toBeUndefined()
  await us.put('a', 1)
  await us.add(EU)
  await eu.ask('DeleteTable', { TableName: 'Orders' })
  await until(async () => (await us.told())?.Replicas === undefined)
  expect((await us.items()).length).toBe(1)
})

test('what can not be between processes is refused, and so are requests for the region of a peer', async () => {
  const [us, eu] = await two()
  await expect(us.db.answer({ region: EU, operation: 'ListTables', json: {} })).rejects.toThrow(
    /^The region eu-west-1 belongs to another process, its peer at http:\S+: requests for it are to go there$/,
  )
  expect(() => us.db.inRegion(EU)).toThrow('belongs to another process')
  const schema = { partitionKey: { id: 'S' }, replicas: [EU] } as const
  await expect(us.db.createTable()('Native', schema)).rejects.toThrow('belongs to another process')
  expect(us.db.tables()).toEqual(['Orders'])
  await eu.ask('CreateTable', ORDERS)
  await expect(us.add(EU)).rejects.toThrow('because one or more replicas already existed as tables')
  await eu.ask('DeleteTable', { TableName: 'Orders' })
  await us.add(EU)
  await expect(us.add(AP)).rejects.toThrow('can not be in both'.replace('can not', "can't"))
  await expect(us.add(EU)).rejects.toThrow('already exists with replicas in regions')
  expect((await us.told())?.Replicas?.length).toBe(1)
})

test('batches that come again, or out of their order, change nothing', async () => {
  const [us, eu] = await two()
  await us.add(EU)
  const bodies: unknown[] = []
  const receive = eu.db.receive.bind(eu.db)
  eu.db.receive = json => {
    bodies.push(structuredClone(json))
    return receive(json)
  }
  for (let n = 0; n < 40; n += 1) {
    await us.put(`item ${n % 4}`, n)
    if (n % 8 === 5) await us.delete(`item ${n % 4}`)
    await us.db.replicated()
  }
  const items = await us.items()
  for (const body of [...bodies.toReversed(), ...bodies]) await receive(body)
  expect(await eu.items()).toEqual(items)
  await eu.put('item 0', 99)
  for (const body of bodies) await receive(body)
  await settled(us, eu)
  await expectEqual([us, eu])
})

test('no one but a process that is a peer is listened to, and what it sends is looked at', async () => {
  const [us, eu] = await two()
  await us.add(EU)
  const from = { from: US, to: EU }
  for (const [body, reason] of [
    [5, 'the body is to be an object'],
    [{}, 'from is to be a text'],
    [{ ...from, from: AP, kind: 'left' }, 'This process takes nothing from ap-northeast-1'],
    [{ ...from, to: US, kind: 'left' }, 'This process takes nothing from us-east-1 for us-east-1'],
    [{ ...from, kind: 'begin', link: 'x', table: {}, others: [] }, 'TableName'],
  ] as const) {
    await expect(eu.db.receive(body)).rejects.toThrow(reason)
  }
  expect(await eu.db.receive({ ...from, kind: 'messages', link: 'x' })).toEqual({ status: 'gone' })
  expect(await eu.told()).toMatchObject({ TableStatus: 'ACTIVE' })
})

test('why a peer refuses what it is told of writes stands in the description of its replica, until it takes that', async () => {
  const [us, eu] = await two()
  await us.add(EU)
  const status = async (): Promise<string | undefined> => {
    const { Table } = await us.ask<{ readonly Table: Told }>('DescribeTable', {
      TableName: 'Orders',
    })
    return Table.Replicas?.[0]?.ReplicaStatusDescription
  }
  await us.put('taken', 1)
  await settled(us, eu)
  expect(await status()).toBeUndefined()
  const receive = eu.db.receive.bind(eu.db)
  eu.db.receive = json => {
    const { messages } = json as { readonly messages?: readonly object[] }
    if (messages === undefined || messages.length === 0) return receive(json)
    return receive({ ...(json as object), messages: messages.map(one => ({ ...one, t: 'late' })) })
  }
  await us.put('refused', 2)
  await until(async () => (await status()) !== undefined)
  expect(await status()).toMatch(
    /^Its process refuses what it is told of writes, and is told again: What a peer sends is not as it must be: /,
  )
  expect((await us.told())?.Replicas).toMatchObject([{ RegionName: EU, ReplicaStatus: 'ACTIVE' }])
  eu.db.receive = receive
  await settled(us, eu)
  expect(await status()).toBeUndefined()
  await expectEqual([us, eu])
})

test('a page of the web, and whoever sends another type, is refused', async () => {
  const [us, eu] = await two()
  await us.add(EU)
  const server = await serve(eu.db, { port: 0 })
  closing.push(() => server.close())
  const sent = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const url = `${server.url}/_hashrange/replication`
      const one = request(url, { method: 'POST', headers }, answer => {
        answer.resume()
        resolve(answer.statusCode)
      })
      one.on('error', reject)
      one.end('{}')
    })
  const type = 'application/vnd.hashrange.replication+json'
  expect(await sent({ 'content-type': 'text/plain' })).toBe(415)
  expect(await sent({ 'content-type': type, origin: 'http://example.com' })).toBe(403)
  expect(await sent({ 'content-type': type })).toBe(400)
})

test('three processes: a third replica begins with what one has, and gets what another has written meanwhile', async () => {
  const [us, eu, ap] = await openAll(US, EU, AP)
  if (us === undefined || eu === undefined || ap === undefined) throw new Error('there are three')
  await us.ask('CreateTable', ORDERS)
  for (let n = 0; n < 50; n += 1) await us.put(`item ${n}`, n)
  await us.add(EU)
  const adding = us.add(AP)
  for (let n = 0; n < 50; n += 1) await (n % 2 === 0 ? us : eu).put(`item ${n}`, 100 + n)
  await eu.delete('item 9')
  await adding
  await ap.put('item 10', 500)
  await settled(us, eu, ap)
  await expectEqual([us, eu, ap])
  for (const one of [us, eu, ap]) expect((await one.told())?.Replicas?.length).toBe(2)
  await ap.drop(US)
  await until(async () => (await eu.told())?.Replicas?.length === 1)
  await ap.put('after', 1)
  await settled(eu, ap)
  await expectEqual([eu, ap])
})

test('whatever connections break, all are equal in the end', async () => {
  const random = new Random(1)
  const regions = [US, EU, AP]
  const addresses = await addressesOf(regions)
  const all: Process[] = []
  for (const region of regions) {
    const one = await Process.open(region, addresses)
    closing.push(() => one.close())
    all.push(one)
  }
  const [us] = all
  await us?.ask('CreateTable', ORDERS)
  await us?.add(EU)
  await us?.add(AP)
  for (let n = 0; n < 600; n += 1) {
    const one = random.pick(all)
    const id = `item ${random.below(20)}`
    await (random.chance(1 / 4) ? one.delete(id) : one.put(id, n))
    if (random.chance(1 / 6)) random.pick([...addresses.values()]).cut()
    if (random.chance(1 / 6)) await new Promise(resolve => setImmediate(resolve))
  }
  await settled(...all)
  await expectEqual(all)
})
