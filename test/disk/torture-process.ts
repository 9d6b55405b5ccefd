/**
 * Opens a database, checks what it finds, and writes to it from several sides until it is killed, or told to close it. It says
 * when it begins to open, what it has found, and of each write that it lasts.
 */

import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { systemFiles } from '../../src/env/files.js'
import { systemProcesses } from '../../src/env/processes.js'
import { systemRandom } from '../../src/env/random.js'
import { Database, DynamoError } from '../../src/index.js'
import { openingOf } from '../../src/native/database-options.js'
import { Random } from '../support/random.js'
import { throwIfInconsistent, type WireItem } from './consistency.js'

const WRITERS = ['a', 'b', 'c', 'd'] as const
const [, , directory = '', seed = '0', keyText = ''] = process.argv
const random = new Random(Number(seed))

const FIRST = {
  TableName: 'first',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'color', AttributeType: 'S' },
    { AttributeName: 'size', AttributeType: 'N' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byColor',
      KeySchema: [{ AttributeName: 'color', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'bySize',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'size', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
}
const SECOND = {
  TableName: 'second',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
}
const TIME_TO_LIVE = {
  TableName: 'first',
  TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
}

say('opening')
const db = await open()
const first = await itemsOf('first')
const second = await itemsOf('second')
throwIfHalf(first, second)
if (second.length > 0) await throwIfInconsistent(ask, { TableName: 'first', items: first })
say(
  `opened ${JSON.stringify(Object.fromEntries(second.map(item => [item.pk?.S, Number(item.n?.N)])))}`,
)
createInterface(process.stdin).once('line', () => {
  say('closing')
  db.close().then(() => process.exit(0))
})
for (const [operation, request] of [
  ['CreateTable', FIRST],
  ['UpdateTimeToLive', TIME_TO_LIVE],
  ['CreateTable', SECOND],
] as const) {
  await ask(operation, request).catch(error => {
    if (!(error instanceof DynamoError)) throw error
  })
}
for (const writer of WRITERS) {
  write(writer, Number(second.find(item => item.pk?.S === writer)?.n?.N ?? 0)).catch(error => {
    // What is written when the database is closed is refused.
    if (!/clos/i.test(String(error))) throw error
  })
}

function open(): Promise<Database> {
  const disk = {
    files: systemFiles,
    processes: systemProcesses,
    random: systemRandom,
    directory,
    key: keyText === '' ? undefined : Buffer.from(keyText, 'hex'),
    durability: 'group' as const,
    checkpointBytes: 10_000,
    segmentSizes: { first: 2048, max: 16_384 },
    onProgress: () => {},
  }
  return Database.openOn(disk, openingOf({ partitions: { bytesMax: 4000 } }))
}

/** Each write tells its number in both tables, so the last one of a writer is seen in both or in none. */
async function write(pk: string, last: number): Promise<never> {
  for (let n = last + 1; ; n += 1) {
    const N = { N: String(n) }
    const items = [
      { Put: { TableName: 'first', Item: { ...randomItem(pk), n: N } } },
      { Put: { TableName: 'first', Item: { pk: { S: pk }, sk: { S: 'last' }, n: N } } },
      { Put: { TableName: 'second', Item: { pk: { S: pk }, n: N } } },
    ]
    await ask('TransactWriteItems', { TransactItems: items })
    say(`${pk} ${n}`)
    if (random.chance(1 / 20)) await db.sweep()
    if (random.chance(1 / 5)) {
      await ask('DeleteItem', { TableName: 'first', Key: randomKey(pk) })
    }
  }
}

function randomKey(pk: string): WireItem {
  return { pk: { S: pk }, sk: { S: `s${random.below(12)}` } }
}

function randomItem(pk: string): WireItem {
  const second = Math.floor(Date.now() / 1000) + random.between(-10, 10)
  return {
    ...randomKey(pk),
    color: { S: random.pick(['red', 'green', 'blue']) },
    ...(random.chance(1 / 2) && { size: { N: String(random.below(9)) } }),
    ...(random.chance(1 / 3) && { expires: { N: String(second) } }),
    ...(random.chance(1 / 5) && { text: { S: 'x'.repeat(random.below(800)) } }),
  }
}

function throwIfHalf(items: readonly WireItem[], numbers: readonly WireItem[]): void {
  for (const pk of WRITERS) {
    const item = items.find(({ pk: other, sk }) => other?.S === pk && sk?.S === 'last')
    const number = numbers.find(({ pk: other }) => other?.S === pk)
    if (item?.n?.N === number?.n?.N) continue
    throw new Error(`of a transaction of ${pk} there is a half: ${item?.n?.N}, ${number?.n?.N}`)
  }
}

async function itemsOf(TableName: string): Promise<readonly WireItem[]> {
  if (!db.tables().includes(TableName)) return []
  return ((await ask('Scan', { TableName })) as { Items: WireItem[] }).Items
}

function ask(operation: string, json: object): Promise<object> {
  return db.answer({ region: 'us-east-1', operation, json })
}

/** At once: what was said before a kill is heard. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}
