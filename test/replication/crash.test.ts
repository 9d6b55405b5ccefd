/**
 * Replicas on a disk that is taken away at any of its calls, while writes are on their way and a replica is added: once the
 * database is opened again all regions become equal, and have all that was acknowledged.
 */

import { expect, test } from 'vitest'
import type { Database, Table } from '../../src/index.js'
import { openOn } from '../disk/simulated-database.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'

const HOME = 'us-east-1'
const EU = 'eu-west-1'
const AP = 'ap-northeast-1'
/** With HASHRANGE_SEEDS the disk is taken away at each call, else at one of so many. */
const STRIDE = process.env.HASHRANGE_SEEDS === undefined ? 19 : 1
/** More calls than a life has. */
const CALLS_MAX = 1_000

/** The ids of items that were acknowledged, and of those whose removal was. */
interface Known {
  readonly there: Set<string>
  readonly gone: Set<string>
}

async function live(files: SimulatedFiles, random: Random, known: Known): Promise<void> {
  const db = await openOn(files, { random })
  const home = await db.createTable('Orders', {
    partitionKey: { id: 'S' },
    globalIndexes: { byGroup: { partitionKey: { group: 'S' } } },
    replicas: [EU],
  })
  const abroad = db.inRegion(EU).table(home) as unknown as Table
  const tables = [home as unknown as Table, abroad]
  db.setLink(HOME, EU, { isCut: random.chance(1 / 2) })
  let number = 0
  const write = async (): Promise<void> => {
    number += 1
    const id = `${number}`
    const table = random.pick(tables)
    await table.put({ id, group: `g${number % 3}`, text: 'x'.repeat(random.below(900)) })
    known.there.add(id)
    if (!random.chance(1 / 4)) return
    known.there.delete(id)
    await table.delete({ id })
    known.gone.add(id)
  }
  for (let count = 0; count < 8; count += 1) await write()
  const adding = db.answer({
    region: EU,
    operation: 'UpdateTable',
    json: { TableName: 'Orders', ReplicaUpdates: [{ Create: { RegionName: AP } }] },
  })
  for (let count = 0; count < 4; count += 1) await write()
  await adding
  tables.push(db.inRegion(AP).table(home) as unknown as Table)
  db.setLink(HOME, EU)
  for (let count = 0; count < 8; count += 1) await write()
  await db.close()
}

async function itemsOf(db: Database, region: string, IndexName?: string): Promise<string[]> {
  const json = { TableName: 'Orders', ...(IndexName !== undefined && { IndexName }) }
  const { Items } = (await db.answer({ region, operation: 'Scan', json })) as {
    readonly Items: readonly object[]
  }
  return Items.map(item => JSON.stringify(item, (_, value) => sorted(value))).sort()
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort())
}

async function check(files: SimulatedFiles, random: Random, known: Known): Promise<void> {
  const db = await openOn(files, { random })
  await db.replicated()
  const regions = [HOME, EU, AP].filter(region => db.inRegion(region).tables().length > 0)
  const [first, ...others] = await Promise.all(regions.map(region => itemsOf(db, region)))
  for (const other of others) expect(other).toEqual(first)
  for (const region of regions) expect(await itemsOf(db, region, 'byGroup')).toEqual(first)
  const ids = new Set(first?.map(text => (JSON.parse(text) as { id: { S: string } }).id.S))
  expect([...known.there].filter(id => !ids.has(id))).toEqual([])
  expect([...known.gone].filter(id => ids.has(id))).toEqual([])
  for (const region of regions) {
    const { Table: told } = (await db.answer({
      region,
      operation: 'DescribeTable',
      json: { TableName: 'Orders' },
    })) as { readonly Table: { readonly Replicas?: readonly Replica[] } }
    const listed = told.Replicas?.map(({ RegionName }) => RegionName) ?? []
    expect([region, ...listed].sort()).toEqual([...regions].sort())
    for (const { ReplicaStatus } of told.Replicas ?? []) expect(ReplicaStatus).toBe('ACTIVE')
  }
  await db.close()
}

interface Replica {
  readonly RegionName: string
  readonly ReplicaStatus: string
}

/** Returns whether the disk was taken away before the end. */
async function crashAt(at: number, ending: 'kill' | 'power'): Promise<boolean> {
  const random = new Random(at)
  const known: Known = { there: new Set(), gone: new Set() }
  const files = new SimulatedFiles(random)
  await files.makeDirectory('/data')
  await files.syncDirectory('/')
  let calls = 0
  files.plan = () => {
    calls += 1
    return calls === at ? 'crash' : undefined
  }
  const hasEnded = await Promise.race([
    live(files, random, known).then(() => true),
    files.crashed.then(() => false),
  ])
  const restarted = files.restarted(ending)
  await check(restarted, random, known)
  await check(restarted.restarted('kill'), random, known)
  return !hasEnded
}

test.each(['kill', 'power'] as const)(
  'whenever the disk is taken away, by a %s, all regions are equal when it is back',
  async ending => {
    let at = ending === 'kill' ? 1 : 5
    while (at < CALLS_MAX && (await crashAt(at, ending))) at += STRIDE
    expect(at).toBeGreaterThan(50)
    expect(at).toBeLessThan(CALLS_MAX)
  },
)
