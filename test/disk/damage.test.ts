/** Logs that are cut at every byte, and in which every bit is flipped: what is read is what was written, or it is named. */

import { describe, expect, test } from 'vitest'
import { type LogEnd, type LoggedFrame, scanLog } from '../../src/disk/log-scan.js'
import { CorruptLog, MissingFile, UnknownFormat } from '../../src/errors/storage-errors.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { appendText, DIRECTORY, KEY, logOptions, openTestLog, textOf } from './logs.js'

const TEXTS = ['one', '', 'three', 'a longer one, of more than a word', 'five', 'six', 'seven']
/** The first group, the second and the last, by how many payloads they have. */
const GROUPS = [1, 3, 3]
/** The sequence number of the first payload of the last group. */
const LAST_GROUP = 5

type Scan = { readonly texts: readonly string[]; readonly end: LogEnd } | Error

/** The only segment of a log whose last group may have been cut short by a crash, or that was closed. */
async function written(key: Uint8Array | undefined, isClosed: boolean): Promise<Buffer> {
  const random = new Random(1)
  const files = new SimulatedFiles(random)
  await files.makeDirectory(DIRECTORY)
  const { writer } = await openTestLog({ files, random, key })
  let next = 0
  for (const count of GROUPS) {
    for (const text of TEXTS.slice(next, next + count)) appendText(writer, text)
    next += count
    await writer.flush()
  }
  if (isClosed) await writer.close()
  const file = await files.open(`${DIRECTORY}/log-0000000000000001.hrl`)
  const bytes = Buffer.alloc(await file.size())
  await file.read(bytes, 0)
  return bytes
}

/** What is read from segments with these bytes. */
async function scan(
  segments: ReadonlyMap<number, Buffer>,
  key: Uint8Array | undefined,
): Promise<Scan> {
  const files = new SimulatedFiles(new Random(1))
  await files.makeDirectory(DIRECTORY)
  for (const [first, bytes] of segments) {
    const file = await files.create(`${DIRECTORY}/log-${String(first).padStart(16, '0')}.hrl`)
    await file.write(bytes, 0)
  }
  const texts: string[] = []
  const take = (frame: LoggedFrame): undefined => {
    texts.push(textOf(frame))
  }
  try {
    const options = logOptions({ files, random: new Random(1), key })
    return { end: await scanLog({ ...options, take }), texts }
  } catch (error) {
    return error as Error
  }
}

const scanOne = (bytes: Buffer, key: Uint8Array | undefined): Promise<Scan> =>
  scan(new Map([[1, bytes]]), key)

const FORMS = [
  { name: 'plain', key: undefined },
  { name: 'encrypted', key: KEY },
] as const

describe.each(FORMS)('a log that is $name', ({ key }) => {
  test('cut at any byte, it has its first payloads, and says what was torn, or is damaged', async () => {
    const bytes = await written(key, false)
    const whole = await scanOne(bytes, key)
    expect(whole).toMatchObject({ texts: TEXTS, end: { torn: undefined } })
    const counts = new Set<number>()
    for (let length = 0; length < bytes.length; length += 1) {
      const found = await scanOne(bytes.subarray(0, length), key)
      if (found instanceof Error) {
        expect(found).toBeInstanceOf(CorruptLog)
        expect(length).toBeLessThan(200)
        continue
      }
      const { texts, end } = found
      expect(texts).toEqual(TEXTS.slice(0, texts.length))
      counts.add(texts.length)
      expect(end.torn === undefined || end.torn.offset < length).toBe(true)
    }
    expect([...counts]).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test('of a log that was closed, a bit that is flipped is found, or is not read', async () => {
    const bytes = await written(key, true)
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
      const found = await scanOne(flipped(bytes, bit), key)
      const isEndFrame = bit >= 8 * (bytes.length - (key === undefined ? 16 : 32))
      if (isEndFrame) {
        // The end itself: it is torn, and all is there.
        expect(found).toMatchObject({
          texts: TEXTS,
          end: { torn: { byteLength: expect.any(Number) } },
        })
        continue
      }
      expectNamed(found, bit)
    }
  })

  test('of a log that was not closed, it may be what a crash has left of the last group', async () => {
    const bytes = await written(key, false)
    let tornCount = 0
    let unusedCount = 0
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
      const found = await scanOne(flipped(bytes, bit), key)
      if (found instanceof Error || found.end.torn === undefined) {
        expectNamed(found, bit)
        continue
      }
      const { texts, end } = found
      const isUnused = texts.length === TEXTS.length
      expect(texts).toEqual(TEXTS.slice(0, texts.length))
      expect(texts.length).toBeGreaterThanOrEqual(LAST_GROUP - 1)
      expect(end.torn?.offset).toBeLessThanOrEqual(bit / 8)
      tornCount += isUnused ? 0 : 1
      unusedCount += isUnused ? 1 : 0
    }
    expect(tornCount).toBeGreaterThan(100)
    expect(unusedCount).toBeGreaterThan(100)
  })
})

/** The flip is named with its place, as far as that is known. */
function expectNamed(found: Scan, bit: number): void {
  if (found instanceof UnknownFormat) {
    expect(bit >> 3).toBeGreaterThanOrEqual(8)
    expect(bit >> 3).toBeLessThan(12)
    return
  }
  expect(found).toBeInstanceOf(CorruptLog)
  const { offset, file } = found as CorruptLog
  expect(offset).toBeLessThanOrEqual(bit >> 3)
  expect(file).toBe(`${DIRECTORY}/log-0000000000000001.hrl`)
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return copy
}

test('a segment that is missing between others is named', async () => {
  const segments = await severalSegments()
  const firsts = [...segments.keys()]
  expect(firsts.length).toBeGreaterThan(4)
  for (const first of firsts.slice(1, -1)) {
    const left = new Map(segments)
    left.delete(first)
    const found = await scan(left, undefined)
    expect(found).toBeInstanceOf(MissingFile)
    expect((found as MissingFile).file).toContain(`${first}.hrl`)
  }
  segments.delete(1)
  expect(await scan(segments, undefined)).toBeInstanceOf(MissingFile)
})

test('a frame that is bad in a segment before the last is damage, also if none follows it there', async () => {
  const segments = await severalSegments()
  for (const first of [...segments.keys()].slice(0, -1)) {
    const bytes = segments.get(first) as Buffer
    const last = bytes.findLastIndex(byte => byte !== 0)
    const found = await scan(new Map(segments).set(first, flipped(bytes, 8 * last)), undefined)
    expect(found).toBeInstanceOf(CorruptLog)
  }
})

test('frames of one segment in the place of another are not read', async () => {
  const segments = await severalSegments()
  const [one = 0, two = 0] = [...segments.keys()].slice(-2)
  const [from, to] = [segments.get(one) as Buffer, segments.get(two) as Buffer]
  const mixed = Buffer.concat([to.subarray(0, 64), from.subarray(64)])
  expect(await scan(new Map(segments).set(two, mixed), undefined)).toBeInstanceOf(CorruptLog)
})

async function severalSegments(): Promise<Map<number, Buffer>> {
  const random = new Random(1)
  const files = new SimulatedFiles(random)
  await files.makeDirectory(DIRECTORY)
  const { writer } = await openTestLog({ files, random })
  for (let count = 0; count < 100; count += 1) {
    await writer.whenDurable(appendText(writer, `payload ${writer.nextSequenceNumber}`.repeat(5)))
  }
  await writer.close()
  const segments = new Map<number, Buffer>()
  for (const name of await files.list(DIRECTORY)) {
    const file = await files.open(`${DIRECTORY}/${name}`)
    const bytes = Buffer.alloc(await file.size())
    await file.read(bytes, 0)
    segments.set(Number(name.slice(4, 20)), bytes)
  }
  return segments
}
