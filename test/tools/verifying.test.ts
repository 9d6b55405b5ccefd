/** `hashrange verify` and `hashrange inspect`, on directories that are intact and on damaged ones. */

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { Random } from '../support/random.js'
import { alter, copyOf, newPath, run, withFlippedBit, writtenDatabase } from './directories.js'

const KEY = Buffer.alloc(32, 9)
const FLIPS = 60
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

/** The text without what differs from run to run. */
function masked(text: string, directory: string): string {
  return text
    .replaceAll(directory, 'DIR')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME')
    .replace(/[\d.]+ KB/g, 'N KB')
}

function contentOf(directory: string): unknown {
  const names = readdirSync(directory)
  return names.map(name => [name, readFileSync(join(directory, name)).toString('hex')])
}

const FILES = `  ${CHECKPOINT}: N KB, up to commit 82, TIME
  ${SEGMENT}: N KB, commits 83 to 98, TIME to TIME
`

describe('verify', () => {
  test('an intact directory is told of, and nothing in it changes', async () => {
    const before = contentOf(plain)
    const { out, ...outcome } = await run('verify', plain)
    expect(outcome).toEqual({ exitCode: 0, errors: '' })
    expect(masked(out, plain)).toBe(
      `DIR is intact: 3 tables, 80 items\n${FILES}  N KB in all, not encrypted\n`,
    )
    expect(contentOf(plain)).toEqual(before)
  })

  test('so is one that is encrypted, with its key', async () => {
    const { out, ...outcome } = await run('verify', encrypted, '--key-file', keyFile)
    expect(outcome).toEqual({ exitCode: 0, errors: '' })
    expect(masked(out, encrypted)).toBe(
      `DIR is intact: 3 tables, 80 items\n${FILES}  N KB in all, encrypted\n`,
    )
    expect(await run('verify', encrypted)).toMatchObject({
      exitCode: 2,
      errors: `hashrange: ${encrypted} is encrypted. Open it with its key.\n`,
    })
    expect(await run('verify', plain, '--key-file', keyFile)).toMatchObject({
      exitCode: 2,
      errors: `hashrange: ${plain} is not encrypted. Open it without a key.\n`,
    })
  })

  test('what can not be checked is no damage', async () => {
    const held = copyOf(plain)
    const db = await Database.open({ path: held })
    expect(await run('verify', held)).toMatchObject({ exitCode: 2, out: '' })
    await db.close()
    expect(await run('verify', newPath())).toMatchObject({ exitCode: 2, out: '' })
    expect(await run('verify')).toMatchObject({
      exitCode: 2,
      errors: 'hashrange: the directory is missing\nSee hashrange verify --help.\n',
    })
  })

  test('what a crash has left is no damage', async () => {
    const directory = copyOf(plain)
    alter(join(directory, SEGMENT), bytes =>
      Buffer.concat([bytes.subarray(0, bytes.length - 16), Buffer.from('torn')]),
    )
    const { out, ...outcome } = await run('verify', directory)
    expect(outcome).toEqual({ exitCode: 0, errors: '' })
    expect(out).toMatch(/80 items; .* a crash had left 4 bytes of writes/)
  })

  test('all damages are told, with what they mean', async () => {
    const directory = copyOf(plain)
    alter(join(directory, SEGMENT), bytes => {
      bytes.fill(0xff, 400, 404)
      bytes.fill(0xff, 1000, 1004)
      return bytes
    })
    alter(join(directory, CHECKPOINT), bytes => withFlippedBit(bytes, 8 * 40_000))
    const { out, ...outcome } = await run('verify', directory)
    expect(outcome).toEqual({ exitCode: 1, errors: '' })
    expect(masked(out, directory).replace(/byte \d+/g, 'byte N')).toBe(`DIR is damaged:
  DIR/${CHECKPOINT} at byte N: blocks are lost
  DIR/${SEGMENT} at byte N: commit 83 is lost
  DIR/${SEGMENT} at byte N: commit 87 is lost
hashrange salvage reads what can still be read.
`)
  })

  const damages: readonly (readonly [string, (directory: string) => void, RegExp])[] = [
    [
      'a manifest is gone',
      path => rmSync(join(path, 'MANIFEST')),
      /MANIFEST at byte 0: it is missing/,
    ],
    [
      'a manifest is damaged',
      path => alter(join(path, 'MANIFEST'), bytes => withFlippedBit(bytes, 500)),
      /MANIFEST at byte 0: it is damaged/,
    ],
    [
      'a checkpoint is gone',
      path => rmSync(join(path, CHECKPOINT)),
      /82\.hrc at byte 0: it is missing/,
    ],
    [
      'a checkpoint is cut',
      path => alter(join(path, CHECKPOINT), bytes => bytes.subarray(0, 50_000)),
      /82\.hrc at byte \d+: its end is lost/,
    ],
    [
      'a header is damaged',
      path => alter(join(path, SEGMENT), bytes => withFlippedBit(bytes, 8 * 20)),
      /83\.hrl at byte 0: there is a header whose checksum does not match/,
    ],
    [
      'a segment has the name of another',
      path => renameSync(join(path, SEGMENT), join(path, SEGMENT.replace('83', '84'))),
      /it belongs to another database, or had another name/,
    ],
    [
      'a segment is empty',
      path => writeFileSync(join(path, SEGMENT), ''),
      /83\.hrl at byte 0: it has no whole header/,
    ],
  ]
  test.each(damages)('%s', async (_, damage, text) => {
    const directory = copyOf(plain)
    damage(directory)
    const { out, ...outcome } = await run('verify', directory)
    expect(outcome).toEqual({ exitCode: 1, errors: '' })
    expect(out).toMatch(text)
  })

  test.each(['plain', 'encrypted'] as const)(
    'a bit that is flipped anywhere in a %s one is found',
    async form => {
      const random = new Random(1)
      const directory = copyOf(form === 'plain' ? plain : encrypted)
      const key = form === 'plain' ? [] : ['--key-file', keyFile]
      for (let flip = 0; flip < FLIPS; flip += 1) {
        const path = join(directory, random.pick([CHECKPOINT, SEGMENT]))
        const { length } = readFileSync(path)
        // The last frame of a log says that it was closed, and no more.
        const bit = random.below(8 * (basename(path) === SEGMENT ? length - 32 : length))
        alter(path, bytes => withFlippedBit(bytes, bit))
        const { exitCode, errors, out } = {
          exitCode: 0,
          ...(await run('verify', directory, ...key)),
        }
        expect({ bit, path, exitCode, errors }).toEqual({ bit, path, exitCode: 1, errors: '' })
        expect(out).toContain(path)
        alter(path, bytes => withFlippedBit(bytes, bit))
      }
      expect(await run('verify', directory, ...key)).toMatchObject({ exitCode: 0 })
    },
  )
})

const TABLES = `Tables:
  us-east-1 Customers: 5 items, 179 bytes
  us-east-1 Notes: 35 items, N KB
  us-east-1 Orders: 40 items, 777 bytes, stream of NEW_IMAGE
    index byColor: 40 items, 777 bytes
`

describe('inspect', () => {
  test('tells of tables and files', async () => {
    const before = contentOf(plain)
    const { out, ...outcome } = await run('inspect', plain)
    expect(outcome).toEqual({ exitCode: 0, errors: '' })
    expect(masked(out, plain)).toBe(`${TABLES}Files:\n${FILES}  N KB in all, not encrypted\n`)
    expect(contentOf(plain)).toEqual(before)
  })

  test('tells of an encrypted one what it may', async () => {
    const withKey = await run('inspect', encrypted, '--key-file', keyFile)
    expect(masked(withKey.out, encrypted)).toBe(
      `${TABLES}Files:\n${FILES}  N KB in all, encrypted\n`,
    )
    const without = await run('inspect', encrypted)
    expect(masked(without.out, encrypted)).toBe(`Tables:
  The tables are encrypted: give the key with --key-file.
Files:
${FILES.replaceAll(/, TIME( to TIME)?/g, '')}  N KB in all, encrypted
`)
  })

  test('tells it as JSON', async () => {
    const { out } = await run('inspect', plain, '--json')
    expect(JSON.parse(out)).toEqual({
      isEncrypted: false,
      attached: [],
      bytes: expect.any(Number),
      tables: [
        { region: 'us-east-1', name: 'Customers', items: 5, bytes: 179, indexes: [] },
        { region: 'us-east-1', name: 'Notes', items: 35, bytes: expect.any(Number), indexes: [] },
        {
          region: 'us-east-1',
          name: 'Orders',
          items: 40,
          bytes: 777,
          indexes: [{ name: 'byColor', items: 40, bytes: 777 }],
          stream: 'NEW_IMAGE',
        },
      ],
      checkpoint: {
        file: join(plain, CHECKPOINT),
        bytes: expect.any(Number),
        first: 82,
        last: 82,
        firstTime: expect.any(String),
        lastTime: expect.any(String),
      },
      segments: [
        {
          file: join(plain, SEGMENT),
          bytes: expect.any(Number),
          first: 83,
          last: 98,
          firstTime: expect.any(String),
          lastTime: expect.any(String),
        },
      ],
    })
  })
})
