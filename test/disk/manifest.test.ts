import { describe, expect, test } from 'vitest'
import {
  checkKey,
  encryptionOf,
  type Manifest,
  readManifest,
  writeManifest,
} from '../../src/disk/manifest.js'
import {
  CorruptManifest,
  NotADatabase,
  UnknownFormat,
  WrongKey,
} from '../../src/errors/storage-errors.js'
import { Random, seedsFrom, withSeed } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { DATABASE_ID, KEY } from './logs.js'

const SALT = Uint8Array.from({ length: 16 }, (_, index) => 255 - index)
const PATH = '/MANIFEST'

const PLAIN: Manifest = {
  databaseId: Buffer.from(DATABASE_ID),
  checkpoint: undefined,
  firstSequenceNumber: 1,
  encryption: undefined,
}
const FULL: Manifest = {
  databaseId: Buffer.from(DATABASE_ID),
  checkpoint: { name: 'checkpoint-0000000000000007.hrc', sequenceNumber: 7 },
  firstSequenceNumber: 2 ** 52,
  encryption: encryptionOf(KEY, Buffer.from(SALT)),
}

async function writtenText(manifest: Manifest): Promise<Buffer> {
  const files = new SimulatedFiles(new Random(1))
  await writeManifest(files, '/', manifest)
  const file = await files.open(PATH)
  const bytes = Buffer.alloc(await file.size())
  await file.read(bytes, 0)
  return bytes
}

async function readBack(bytes: Buffer): Promise<Manifest | undefined> {
  const files = new SimulatedFiles(new Random(1))
  await (await files.create(PATH)).write(bytes, 0)
  return readManifest(files, '/')
}

describe.each([
  { name: 'without anything', manifest: PLAIN },
  { name: 'with all there is', manifest: FULL },
])('a manifest $name', ({ manifest }) => {
  test('is read as it was written', async () => {
    expect(await readBack(await writtenText(manifest))).toEqual(manifest)
  })

  test('is damaged, or none, wherever it is cut, and whichever bit is flipped', async () => {
    const bytes = await writtenText(manifest)
    const named = (error: unknown): boolean =>
      error instanceof CorruptManifest ||
      error instanceof NotADatabase ||
      error instanceof UnknownFormat
    for (let length = 0; length < bytes.length; length += 1) {
      expect(await readBack(bytes.subarray(0, length)).catch(named)).toBe(true)
    }
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
      const copy = Buffer.from(bytes)
      copy[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(await readBack(copy).catch(named)).toBe(true)
    }
  })
})

test('a directory without one has none, and a file of something else is no manifest', async () => {
  expect(await readManifest(new SimulatedFiles(new Random(1)), '/')).toBeUndefined()
  await expect(readBack(Buffer.from('hello'))).rejects.toThrow(NotADatabase)
  const later = Buffer.from('hashrange 17\n{}\n00000000\n')
  await expect(readBack(later)).rejects.toThrow('is of format version 17')
})

test('whatever happens while it is replaced, there is the old one or the new one', async () => {
  for (const seed of seedsFrom(...Array.from({ length: 80 }, (_, nth) => nth))) {
    await withSeed(seed, async random => {
      let files = new SimulatedFiles(random)
      await writeManifest(files, '/', PLAIN)
      let last = 1
      for (let process = 0; process < 5; process += 1) {
        const at = random.between(1, 12)
        const fate = random.pick(['crash', 'EIO', 'ENOSPC'] as const)
        files.plan = call => (call === at ? fate : undefined)
        const firstSequenceNumber = last + 1
        let isDone = false
        const replace = async (): Promise<void> => {
          await writeManifest(files, '/', { ...PLAIN, firstSequenceNumber })
          isDone = true
        }
        await Promise.race([replace().catch(() => {}), files.crashed])
        files = files.restarted(random.pick(['kill', 'power']))
        const found = (await readManifest(files, '/'))?.firstSequenceNumber
        expect(isDone ? [last + 1] : [last, last + 1]).toContain(found)
        await writeManifest(files, '/', { ...PLAIN, firstSequenceNumber: found ?? 0 })
        last = found ?? 0
      }
    })
  }
})

test('a key is known by what stands in the manifest, which does not tell it', () => {
  const other = Uint8Array.from(KEY)
  other[31] = 0
  expect(() => checkKey(FULL, KEY, '/data')).not.toThrow()
  expect(() => checkKey(PLAIN, undefined, '/data')).not.toThrow()
  expect(() => checkKey(FULL, other, '/data')).toThrow(
    new WrongKey('/data', { isGiven: true, isNeeded: true }),
  )
  expect(() => checkKey(FULL, other, '/data')).toThrow('is encrypted with another key')
  expect(() => checkKey(FULL, undefined, '/data')).toThrow('Open it with its key')
  expect(() => checkKey(PLAIN, KEY, '/data')).toThrow('is not encrypted')
  expect(JSON.stringify(FULL)).not.toContain(Buffer.from(KEY).toString('hex').slice(0, 16))
})
