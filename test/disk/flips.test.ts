/**
 * A small database of which one file is cut, changed in one bit, or gone. Opening it is refused with an error that has a name,
 * or gives a state that the database was in: never another one. What is refused is refused soon.
 */

import { expect, test } from 'vitest'
import { MANIFEST_NAME } from '../../src/disk/manifest.js'
import * as storageErrors from '../../src/errors/storage-errors.js'
import type { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { Random, seedsFrom } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { START, textOf } from './histories.js'
import { KEY } from './logs.js'
import { openOn } from './simulated-database.js'

const DIRECTORY = '/data/db'
/** Of the bits of each file every so many is changed; which ones depends on the seed. */
const STEP = process.env.HASHRANGE_SEEDS === undefined ? 151 : 1
/** Bytes from one cut to the next. */
const CUT_STEP = process.env.HASHRANGE_SEEDS === undefined ? 19 : 1
const ERRORS: readonly unknown[] = Object.values(storageErrors)

/** The files of a directory, by their names. */
type Contents = ReadonlyMap<string, Buffer>

interface Written {
  readonly contents: Contents
  /** All that the database was, one after another. */
  readonly states: readonly string[]
  /** The place of the state that was durable before the last group. */
  readonly certain: number
}

const open = (files: SimulatedFiles, key: Uint8Array | undefined): Promise<Database> =>
  openOn(files, {
    key,
    checkpointBytes: 1100,
    segmentSizes: { first: 512, max: 1024 },
    database: { clock: new ManualClock(START) },
  })

/** A checkpoint, and a log behind it of one segment that was closed and one that was not. */
async function written(key: Uint8Array | undefined): Promise<Written> {
  const files = new SimulatedFiles(new Random(1))
  const db = await open(files, key)
  const states = [await textOf(db)]
  const schema = { partitionKey: { pk: 'S' }, sortKey: { sk: 'S' }, stream: 'NEW_IMAGE' } as const
  const table = await db.createTable('first', schema)
  states.push(await textOf(db))
  for (let n = 0; n < 14; n += 1) {
    await table.put({ pk: 'p', sk: `s${n % 5}`, n, text: 'x'.repeat(20) })
    states.push(await textOf(db))
    // Checkpoints are made in between.
    for (let turn = 0; turn < 60; turn += 1) await nextTurn()
  }
  const contents = await contentsOf(files.restarted('kill'))
  return { contents, states, certain: states.length - 2 }
}

async function contentsOf(files: SimulatedFiles): Promise<Contents> {
  const contents = new Map<string, Buffer>()
  for (const name of await files.list(DIRECTORY)) {
    if (name.startsWith('LOCK') || name.endsWith('.new')) continue
    const file = await files.open(`${DIRECTORY}/${name}`)
    const bytes = Buffer.alloc(await file.size())
    await file.read(bytes, 0)
    contents.set(name, bytes)
  }
  return contents
}

/** The text of the database that has these files, or why it can't be opened. */
async function opened(contents: Contents, key: Uint8Array | undefined): Promise<string | Error> {
  const files = new SimulatedFiles(new Random(1))
  await files.makeDirectory(DIRECTORY)
  for (const [name, bytes] of contents) {
    const file = await files.create(`${DIRECTORY}/${name}`)
    await file.write(bytes, 0)
  }
  try {
    const db = await open(files, key)
    const text = await textOf(db)
    await db.close()
    return text
  } catch (error) {
    return error as Error
  }
}

const FORMS = [
  { name: 'plain', key: undefined },
  { name: 'encrypted', key: KEY },
] as const

test.each(FORMS)(
  'any bit of any file, $name: it is refused by name, or nothing is missing but the last group',
  async ({ key }) => {
    const { contents, states, certain } = await written(key)
    expect([...contents.keys()].filter(name => name.startsWith('checkpoint'))).toHaveLength(1)
    expect(states.indexOf((await opened(contents, key)) as string)).toBe(states.length - 1)
    for (const seed of seedsFrom(1)) {
      for (const [name, bytes] of contents) {
        const first = new Random(seed).below(STEP)
        for (let bit = first; bit < 8 * bytes.length; bit += STEP) {
          const changed = Buffer.from(bytes)
          changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          const found = await opened(new Map(contents).set(name, changed), key)
          expectRefusedOr(found, { states, from: certain, what: `${name}, bit ${bit}` })
        }
      }
    }
  },
)

test.each(FORMS)(
  'any file cut at any byte, $name: it is refused by name, or gives a state that was',
  async ({ key }) => {
    const { contents, states } = await written(key)
    for (const [name, bytes] of contents) {
      for (let length = 0; length < bytes.length; length += CUT_STEP) {
        const found = await opened(new Map(contents).set(name, bytes.subarray(0, length)), key)
        const what = `${name}, cut at ${length}`
        // The end of a log that is cut looks like that of one that was never written.
        expectRefusedOr(found, { states, from: 0, what })
      }
    }
  },
)

test.each(FORMS)(
  'any file that is gone, $name: it is said that one is missing',
  async ({ key }) => {
    const { contents, states } = await written(key)
    const names = [...contents.keys()]
    for (const name of names) {
      const rest = new Map(contents)
      rest.delete(name)
      const found = await opened(rest, key)
      if (name === names.findLast(one => one.startsWith('log-'))) {
        // Nobody can tell that there was one more.
        expectRefusedOr(found, { states, from: 0, what: name })
        continue
      }
      expect(found, name).toBeInstanceOf(storageErrors.MissingFile)
      // With which number a segment began that is gone, nobody knows; all others are named.
      if (!name.startsWith('log-')) expect((found as Error).message).toContain(name)
    }
    expect(names).toContain(MANIFEST_NAME)
  },
)

interface Allowed {
  readonly states: readonly string[]
  /** The place of the first state that may be found. */
  readonly from: number
  readonly what: string
}

function expectRefusedOr(found: string | Error, { states, from, what }: Allowed): void {
  if (typeof found === 'string') {
    expect(states.lastIndexOf(found), what).toBeGreaterThanOrEqual(from)
    return
  }
  expect(ERRORS, `${what}: ${found.stack}`).toContain(found.constructor)
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
