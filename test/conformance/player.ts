/**
 * Plays rows through doors. Rows of one world share a database, and a row that may write has a fork of it; a refused
 * request must leave everything as it was.
 */

import { expect } from 'vitest'
import { Database } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'
import { BackupArns } from './backup-arns.js'
import { type Door, NotSent, type Outcome } from './doors.js'
import type { Exchange, Row, Step, World } from './row.js'

const REGION = 'us-east-1'
/** When worlds begin. */
export const START = Date.UTC(2026, 10, 22, 6, 0, 0, 123)
const READS: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'DescribeBackup',
  'DescribeContinuousBackups',
  'DescribeContributorInsights',
  'DescribeEndpoints',
  'DescribeExport',
  'DescribeImport',
  'DescribeKinesisStreamingDestination',
  'DescribeLimits',
  'DescribeStream',
  'DescribeTable',
  'GetItem',
  'GetResourcePolicy',
  'GetShardIterator',
  'ListBackups',
  'ListContributorInsights',
  'ListExports',
  'ListImports',
  'ListStreams',
  'ListTables',
  'ListTagsOfResource',
  'Query',
  'Scan',
  'TransactGetItems',
])

type Way = ReturnType<Door['open']>

interface Site {
  readonly database: Database
  readonly clock: ManualClock
  readonly backups: BackupArns
}

/** A database that rows share, since none of them changes it. */
interface SharedSite extends Site {
  readonly contents: string
  readonly ways: Map<Door, Way>
}

export class Player {
  readonly doors: readonly Door[]
  readonly #shared = new Map<World, Promise<SharedSite>>()

  constructor(doors: readonly Door[]) {
    this.doors = doors
  }

  /** Plays a row through one door. Throws where it is not as the row says. */
  async play(row: Row, door: Door): Promise<void> {
    if (row.notBySdk !== undefined && door.isOfSdk) {
      if (door.seesWhatIsSent) await this.#expectNotSent(row, door)
    } else if (row.steps.every(changesNothing)) {
      const { database, contents, ways, backups } = await this.#sharedSite(row.world)
      const way = ways.get(door) ?? door.open(database)
      ways.set(door, way)
      for (const step of row.steps) await playStep(step, { door, way, backups })
      // What is behind the doors is the same, and looking takes longer than most rows.
      if (door === this.doors[0]) expect(await contentsOf(database)).toBe(contents)
    } else {
      await this.#playAlone(row, door)
    }
  }

  async #playAlone(row: Row, door: Door): Promise<void> {
    const { database, clock, backups } = await this.#ownSite(row)
    const way = door.open(database)
    for (const step of row.steps) {
      if ('wait' in step) {
        await clock.advance(step.wait)
      } else {
        const before = 'refusal' in step ? await contentsOf(database) : ''
        await playStep(step, { door, way, backups })
        if ('refusal' in step) expect(await contentsOf(database)).toBe(before)
      }
    }
    way.close?.()
  }

  /** So that no row says in vain that the SDK can't send it. */
  async #expectNotSent(row: Row, door: Door): Promise<void> {
    const [step] = row.steps
    if (step === undefined || 'wait' in step) throw new Error('one request that the SDK has not')
    const { database } = await this.#sharedSite(row.world)
    const { operation, request, region = REGION } = step
    const asking = door.open(database.fork()).ask({ operation, request, region })
    await expect(asking).rejects.toThrow(NotSent)
  }

  #sharedSite(world: World): Promise<SharedSite> {
    const known = this.#shared.get(world)
    if (known !== undefined) return known
    const opening = openSite(world).then(async site => ({
      ...site,
      contents: await contentsOf(site.database),
      ways: new Map(),
    }))
    this.#shared.set(world, opening)
    return opening
  }

  /** A fork has the clock of its original, so where time passes the database must be another. */
  async #ownSite({ world, steps }: Row): Promise<Site> {
    if (steps.some(step => 'wait' in step)) return await openSite(world)
    const { database, clock, backups } = await this.#sharedSite(world)
    const fork = database.fork({ kinesis: targetsOf(world.kinesis) })
    return { database: fork, clock, backups: backups.copy() }
  }
}

function targetsOf(streams: World['kinesis'] = []): Readonly<Record<string, () => void>> {
  return Object.fromEntries(streams.map(stream => [stream, () => {}]))
}

function changesNothing(step: Step): boolean {
  if ('wait' in step) return false
  return 'refusal' in step || READS.has(step.operation)
}

interface Playing {
  readonly door: Door
  readonly way: Way
  readonly backups: BackupArns
}

async function playStep(step: Step, { door, way, backups }: Playing): Promise<void> {
  if ('wait' in step) return
  const { operation, region = REGION } = step
  const outcome = await way.ask({ operation, request: backups.in(step.request), region })
  expect(withoutChance(backups.named(outcome)), `${door.name}: ${operation}`).toEqual(
    expectedOf(step),
  )
}

function expectedOf(step: Exchange): unknown {
  if ('answer' in step) return { answer: step.answer }
  const { refusal } = step
  if (typeof refusal === 'string') return { refusal, status: 400 }
  const { text, ...members } = refusal
  return { refusal: text, status: 400, ...members }
}

/** Ids of tables are by chance, iterators free in form; rows have `id` and `iterator` in their place. */
function withoutChance(outcome: Outcome): unknown {
  return JSON.parse(JSON.stringify(outcome), (name, value: unknown) => {
    if (name === 'ShardIterator' || name === 'NextShardIterator') return 'iterator'
    if (name === 'refusal') return String(value).replace(/tableId: [0-9a-f-]{36}/, 'tableId: id')
    if (name !== 'TableId') return value
    expect(value).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    return 'id'
  })
}

async function openSite({ given, kinesis, ...options }: World): Promise<Site> {
  const clock = new ManualClock(START)
  const database = await Database.open({
    ...options,
    clock,
    kinesis: targetsOf(kinesis),
  })
  const backups = new BackupArns()
  for (const step of given) {
    if ('wait' in step) await clock.advance(step.wait)
    else {
      const json = backups.in(step.request)
      const answer = await database.answer({ ...step, region: step.region ?? REGION, json })
      backups.named({ answer })
    }
  }
  return { database, clock, backups }
}

/** All that is told of the tables of the region, and their items. */
async function contentsOf(database: Database): Promise<string> {
  const ask = (operation: string, json: object) =>
    database.answer({ operation, json, region: REGION }) as Promise<{
      readonly TableNames: readonly string[]
      readonly Table: { readonly TableStatus: string; readonly TableArn: string }
    }>
  const { TableNames } = await ask('ListTables', {})
  const contents: unknown[] = []
  for (const TableName of TableNames) {
    const { Table } = await ask('DescribeTable', { TableName })
    const tags = await ask('ListTagsOfResource', { ResourceArn: Table.TableArn })
    const takesRequests = Table.TableStatus === 'ACTIVE' || Table.TableStatus === 'UPDATING'
    contents.push(Table, tags, takesRequests && (await ask('Scan', { TableName })))
  }
  contents.push(await ask('ListBackups', { BackupType: 'ALL' }))
  return JSON.stringify(contents)
}
