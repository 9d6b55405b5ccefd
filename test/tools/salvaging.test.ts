/** `hashrange salvage`: whatever is damaged, what it finds was there, and without damage it finds everything. */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { firstRequests, randomRequest, send } from '../disk/histories.js'
import { rounds } from '../fuzz/effort.js'
import { Random, seedsFrom, withSeed } from '../support/random.js'
import { alter, copyOf, newPath, run, withFlippedBit, writtenDatabase } from './directories.js'

const KEY = Buffer.alloc(32, 9)
const CHECKPOINT = 'checkpoint-0000000000000082.hrc'
const SEGMENT = 'log-0000000000000083.hrl'

let plain: string
let encrypted: string
let keyFile: string

beforeAll(async () => {
  plain = await writtenDatabase()
  encrypted = await writtenDatabase(KEY)
  keyFile = newPath()
  writeFileSync(keyFile, KEY)
})

interface Content {
  readonly descriptions: readonly object[]
  /** All items, each as a text with the name of its table, or of its index. */
  readonly items: readonly string[]
}

async function contentOf(path: string, encryptionKey?: Uint8Array): Promise<Content> {
  const db = await Database.open({ path, encryptionKey })
  const ask = async (operation: string, json: object) =>
    (await db.answer({ region: 'us-east-1', operation, json })) as Record<string, never>
  const descriptions: object[] = []
  const items: string[] = []
  for (const TableName of (await ask('ListTables', {})).TableNames ?? []) {
    const { Table = {} } = await ask('DescribeTable', { TableName })
    descriptions.push(Table)
    const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = Table as {
      readonly [Kind in 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes']?: {
        IndexName: string
      }[]
    }
    for (const index of [{}, ...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]) {
      const IndexName = 'IndexName' in index ? index.IndexName : undefined
      const { Items = [] } = await ask(
        'Scan',
        IndexName === undefined ? { TableName } : { TableName, IndexName },
      )
      for (const item of Items) items.push(`${TableName} ${IndexName ?? ''} ${sorted(item)}`)
    }
  }
  await db.close()
  return { descriptions, items: items.sort() }
}

function sorted(item: object): string {
  return JSON.stringify(Object.entries(item).sort())
}

describe.each([
  { form: 'plain', key: undefined },
  { form: 'encrypted', key: KEY },
] as const)('a database that is $form', ({ form, key }) => {
  const source = () => copyOf(form === 'plain' ? plain : encrypted)
  const keyArgs = () => (key === undefined ? [] : ['--key-file', keyFile])

  test('without damage is there with everything', async () => {
    const [directory, target] = [source(), newPath()]
    const before = readdirSync(directory).map(name => readFileSync(join(directory, name)))
    const { out, ...outcome } = await run('salvage', directory, target, ...keyArgs())
    expect(outcome).toEqual({ exitCode: 0, errors: '' })
    expect(out).toBe(
      `${target} has 3 tables, 80 items of ${directory}\nNothing is damaged; the records of streams and the past of tables are left out.\n`,
    )
    expect(readdirSync(directory).map(name => readFileSync(join(directory, name)))).toEqual(before)
    expect(await contentOf(target, key)).toEqual(await contentOf(directory, key))
  })

  test('without its manifest is there with everything', async () => {
    const [directory, target] = [source(), newPath()]
    const expected = await contentOf(directory, key)
    rmSync(join(directory, 'MANIFEST'))
    const { out } = await run('salvage', directory, target, ...keyArgs())
    expect(out).toContain(
      `Damaged; the records of streams and the past of tables are left out.\n  ${join(directory, 'MANIFEST')} at byte 0`,
    )
    expect(await contentOf(target, key)).toEqual(expected)
  })

  test('with headers whose checksums are damaged is there with everything', async () => {
    const [directory, target] = [source(), newPath()]
    const expected = await contentOf(directory, key)
    for (const name of [CHECKPOINT, SEGMENT]) {
      alter(join(directory, name), bytes => withFlippedBit(bytes, 8 * 61))
    }
    expect(await run('salvage', directory, target, ...keyArgs())).toMatchObject({ exitCode: 0 })
    expect(await contentOf(target, key)).toEqual(expected)
  })
})

test('of a checkpoint with a bad block the others are there, and what the log has', async () => {
  const [directory, target] = [copyOf(plain), newPath()]
  alter(join(directory, CHECKPOINT), bytes => withFlippedBit(bytes, 8 * 40_000))
  const expected = await contentOf(plain)
  const { out } = await run('salvage', directory, target)
  expect(out.replace(/byte \d+/, 'byte N')).toBe(`${target} has 3 tables, 45 items of ${directory}
Damaged; the records of streams and the past of tables are left out.
  ${join(directory, CHECKPOINT)} at byte N: blocks are lost
`)
  const { items } = await contentOf(target)
  expect(items).toEqual(expected.items.filter(item => !item.startsWith('Notes')))
})

test('of a checkpoint that is damaged anywhere no item comes into another table', async () => {
  const random = new Random(1)
  const directory = copyOf(plain)
  for (let flip = 0; flip < rounds(25); flip += 1) {
    const path = join(directory, CHECKPOINT)
    const { length } = readFileSync(path)
    // All but one of the larger blocks are near the beginning and the end.
    const at = random.pick([random.below(3000), length - 1 - random.below(8000)])
    alter(path, bytes => withFlippedBit(bytes, 8 * at))
    const target = newPath()
    expect(await run('salvage', directory, target)).toMatchObject({ exitCode: 0, errors: '' })
    const { items } = await contentOf(target)
    const ids = { Orders: 'o', Notes: 'n', Customers: 'c' } as const
    for (const [name, letter] of Object.entries(ids)) {
      const own = items.filter(item => item.startsWith(`${name} `))
      expect(own.filter(item => !item.includes(`["id",{"S":"${letter}`))).toEqual([])
    }
    expect(items.length).toBeGreaterThan(0)
    alter(path, bytes => withFlippedBit(bytes, 8 * at))
  }
})

test('what it can not do is told, and nothing is made', async () => {
  const target = newPath()
  expect(await run('salvage', encrypted, target)).toMatchObject({
    exitCode: 1,
    errors: `hashrange: ${encrypted} is encrypted. Open it with its key.\n`,
  })
  expect(await run('salvage', newPath(), target)).toMatchObject({ exitCode: 1 })
  expect(await run('salvage', plain, encrypted)).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining(
      'is not empty: what is salvaged needs a directory of its own\n',
    ),
  })
  expect(await run('salvage', plain)).toMatchObject({ exitCode: 2 })
  expect(existsSync(target)).toBe(false)
})

/** A database to which much has been done, and each item that it has had. */
async function history(
  random: Random,
): Promise<{ readonly path: string; readonly had: Set<string> }> {
  const path = newPath()
  const had = new Set<string>()
  for (let life = 0; life < 3; life += 1) {
    const db = await Database.open({ path })
    const requests = life === 0 ? firstRequests(random) : []
    for (let count = 0; count < 60; count += 1) requests.push(randomRequest(random))
    for (const request of requests) {
      await send(db, request)
      for (const TableName of ['first', 'second', 'third']) {
        const json = { TableName }
        const call = { region: 'us-east-1', operation: 'Scan', json }
        const { Items = [] } = (await db.answer(call).catch(() => ({}))) as { Items?: object[] }
        for (const item of Items) had.add(`${TableName}  ${sorted(item)}`)
      }
    }
    await db.close()
  }
  return { path, had }
}

test.each([0, 5, 10, 15])(
  'what is found was there, wherever it is damaged: seeds from %i',
  async start => {
    for (const seed of seedsFrom(...Array.from({ length: 3 }, (_, nth) => start + nth))) {
      await withSeed(seed, async random => {
        const { path, had } = await history(random)
        const names = readdirSync(path).filter(name => name !== 'LOCK')
        for (let damages = random.between(1, 4); damages > 0; damages -= 1) {
          alter(join(path, random.pick(names)), bytes => {
            if (random.chance(1 / 4)) return bytes.subarray(0, random.below(bytes.length + 1))
            if (bytes.length === 0) return bytes
            const at = random.below(bytes.length)
            if (random.chance(1 / 2)) return withFlippedBit(bytes, 8 * at)
            return Buffer.concat([
              bytes.subarray(0, at),
              Buffer.alloc(8, 1),
              bytes.subarray(at + 8),
            ])
          })
        }
        const target = newPath()
        const { errors, ...outcome } = await run('salvage', path, target)
        expect({ errors, ...outcome }).toMatchObject({ exitCode: 0, errors: '' })
        const { items } = await contentOf(target)
        const ofTables = items.filter(item => /^\w+ {2}/.test(item))
        expect(ofTables.filter(item => !had.has(item))).toEqual([])
      })
    }
  },
)
