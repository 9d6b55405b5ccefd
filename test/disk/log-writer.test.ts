import { describe, expect, test } from 'vitest'
import { scanLog } from '../../src/disk/log-scan.js'
import { removeSegmentsBefore, segmentsOf } from '../../src/disk/segment-file.js'
import { PoisonedDatabase } from '../../src/engine/log.js'
import { DiskFailed, DiskFull, MisplacedFile } from '../../src/errors/storage-errors.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import {
  appendNext,
  appendText,
  DIRECTORY,
  KEY,
  logOptions,
  openTestLog,
  payloadText,
  type TestLogOptions,
} from './logs.js'

async function newDisk(seed = 1): Promise<{ files: SimulatedFiles; random: Random }> {
  const random = new Random(seed)
  const files = new SimulatedFiles(random)
  await files.makeDirectory(DIRECTORY)
  await files.syncDirectory('/')
  return { files, random }
}

/** Opens the log anew, writes nothing, and returns the payloads. */
async function reread(options: TestLogOptions): Promise<string[]> {
  const { writer, texts } = await openTestLog(options)
  await writer.close()
  return [...texts.values()]
}

const payloads = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => payloadText(index + 1))

const FORMS = [
  { name: 'plain', key: undefined },
  { name: 'encrypted', key: KEY },
] as const

describe.each(FORMS)('a log that is $name', ({ key }) => {
  test.each(['group', 'each', 'none'] as const)(
    'gives back what was appended, in order, over many segments and openings, by %s',
    async durability => {
      const disk = await newDisk()
      for (let round = 0; round < 4; round += 1) {
        const { writer, texts, end } = await openTestLog({ ...disk, durability, key })
        expect([...texts.values()]).toEqual(payloads(round * 40))
        expect(writer.nextSequenceNumber).toBe(round * 40 + 1)
        expect(end.torn).toBeUndefined()
        for (let count = 1; count <= 40; count += 1) {
          const number = appendNext(writer)
          if (count % 7 === 0) await writer.whenDurable(number)
        }
        await writer.close()
      }
      expect((await segmentsOf(disk.files, DIRECTORY)).length).toBeGreaterThan(3)
      expect(await reread({ ...disk, durability, key })).toEqual(payloads(160))
    },
  )

  test('takes a payload that is larger than a segment, and an empty one', async () => {
    const disk = await newDisk()
    const { writer } = await openTestLog({ ...disk, key })
    const texts = ['', 'x'.repeat(100_000), '', 'y', 'z'.repeat(2_000)]
    for (const text of texts) await writer.whenDurable(appendText(writer, text))
    await writer.close()
    expect(await reread({ ...disk, key })).toEqual(texts)
  })

  test('stands where it is wanted from, and begins there if it is new', async () => {
    const disk = await newDisk()
    const { writer } = await openTestLog({ ...disk, key, from: 2 ** 40 })
    expect(appendText(writer, 'a')).toBe(2 ** 40)
    await writer.flush()
    appendText(writer, 'b')
    await writer.close()
    expect(await reread({ ...disk, key, from: 2 ** 40 + 1 })).toEqual(['b'])
    expect(await reread({ ...disk, key, from: 2 ** 40 })).toEqual(['a', 'b'])
  })
})

test('nobody finds a payload in the files of an encrypted log', async () => {
  for (const { key } of FORMS) {
    const disk = await newDisk()
    const { writer } = await openTestLog({ ...disk, key })
    appendText(writer, 'a secret that is long enough')
    await writer.close()
    const file = await disk.files.open(`${DIRECTORY}/log-0000000000000001.hrl`)
    const bytes = Buffer.alloc(await file.size())
    await file.read(bytes, 0)
    expect(bytes.includes('secret')).toBe(key === undefined)
  }
})

test('the same payloads are other bytes in each encrypted segment', async () => {
  const seen = new Set<string>()
  const disk = await newDisk()
  for (let round = 0; round < 5; round += 1) {
    const { writer } = await openTestLog({ ...disk, key: KEY })
    appendText(writer, 'the same')
    await writer.close()
  }
  for (const name of await disk.files.list(DIRECTORY)) {
    const file = await disk.files.open(`${DIRECTORY}/${name}`)
    const bytes = Buffer.alloc(100)
    await file.read(bytes, 0)
    seen.add(bytes.toString('latin1', 80, 100))
  }
  expect(seen.size).toBe(5)
})

test('all that is appended in a turn, and while the disk is busy, takes one write and one sync', async () => {
  const { files, random } = await newDisk()
  const { writer } = await openTestLog({
    files,
    random,
    segmentSizes: { first: 2 ** 20, max: 2 ** 20 },
  })
  await writer.whenDurable(appendNext(writer))
  const before = new Map(files.counts)
  const countOf = (kind: 'write' | 'dataSync'): number =>
    (files.counts.get(kind) ?? 0) - (before.get(kind) ?? 0)
  const first = appendNext(writer)
  for (let count = 1; count < 500; count += 1) appendNext(writer)
  const group = writer.whenDurable(first)
  expect(writer.whenDurable(first + 499)).toBe(group)
  await new Promise<void>(resolve => {
    files.plan = (_, kind) => {
      if (kind === 'write') resolve()
      return undefined
    }
  })
  const later = appendNext(writer)
  for (let count = 0; count < 500; count += 1) appendNext(writer)
  await group
  expect(writer.durableSequenceNumber).toBe(first + 499)
  expect([countOf('write'), countOf('dataSync')]).toEqual([1, 1])
  await writer.whenDurable(later)
  expect([countOf('write'), countOf('dataSync')]).toEqual([2, 2])
  await writer.close()
})

test('writers that go on as soon as they are told are one group again', async () => {
  const { files, random } = await newDisk()
  const { writer } = await openTestLog({
    files,
    random,
    segmentSizes: { first: 2 ** 20, max: 2 ** 20 },
  })
  await writer.whenDurable(appendNext(writer))
  const before = files.counts.get('dataSync') ?? 0
  const put = async (): Promise<void> => {
    await writer.whenDurable(appendNext(writer))
  }
  const write = async (): Promise<void> => {
    for (let count = 0; count < 10; count += 1) await put()
  }
  await Promise.all(Array.from({ length: 64 }, write))
  expect((files.counts.get('dataSync') ?? 0) - before).toBe(10)
  await writer.close()
})

test('by each, every frame has a write and a sync of its own, in order', async () => {
  const { files, random } = await newDisk()
  const options = { files, random, segmentSizes: { first: 2 ** 20, max: 2 ** 20 } }
  const { writer } = await openTestLog({ ...options, durability: 'each' })
  await writer.whenDurable(appendNext(writer))
  const before = new Map(files.counts)
  const told: number[] = []
  const numbers = Array.from({ length: 20 }, () => appendNext(writer))
  await Promise.all(
    numbers.map(async number => {
      await writer.whenDurable(number)
      told.push(number)
      expect(writer.durableSequenceNumber).toBeGreaterThanOrEqual(number)
    }),
  )
  expect(told).toEqual(numbers)
  for (const kind of ['write', 'dataSync'] as const) {
    expect((files.counts.get(kind) ?? 0) - (before.get(kind) ?? 0)).toBe(20)
  }
  await writer.close()
})

test('by none, nothing is waited for or synced, writes are grouped, and a flush syncs', async () => {
  const { files, random } = await newDisk()
  const options = { files, random, segmentSizes: { first: 2 ** 20, max: 2 ** 20 } }
  const { writer } = await openTestLog({ ...options, durability: 'none' })
  appendNext(writer)
  await writer.flush()
  const before = new Map(files.counts)
  for (let count = 0; count < 300; count += 1) {
    const number = appendNext(writer)
    expect(writer.whenDurable(number)).toBeUndefined()
    expect(writer.durableSequenceNumber).toBe(number)
  }
  await new Promise<void>(resolve => writer.onDurable(resolve))
  expect(files.counts.get('write')).toBe((before.get('write') ?? 0) + 1)
  expect(files.counts.get('dataSync')).toBe(before.get('dataSync'))
  await writer.flush()
  expect(files.counts.get('dataSync')).toBe((before.get('dataSync') ?? 0) + 1)
  expect(writer.flush()).toBeUndefined()
  const after = await openTestLog({ ...options, files: files.restarted('power') })
  expect(after.texts.size).toBe(301)
})

test('listeners are told when what is durable has advanced, before those who wait', async () => {
  const { writer } = await openTestLog(await newDisk())
  const events: string[] = []
  writer.onDurable(() => events.push(`durable ${writer.durableSequenceNumber}`))
  appendNext(writer)
  const last = appendNext(writer)
  await writer.whenDurable(last)
  events.push('told')
  expect(writer.whenDurable(last)).toBeUndefined()
  expect(events).toEqual(['durable 2', 'told'])
  await writer.close()
})

test('a payload that can not be written leaves no trace', async () => {
  const disk = await newDisk()
  const { writer } = await openTestLog(disk)
  appendText(writer, 'a')
  const write = (): number => {
    throw new RangeError('too long')
  }
  expect(() => writer.append({ kind: 1, byteLengthMax: 10, write })).toThrow('too long')
  appendText(writer, 'b')
  await writer.close()
  expect(await reread(disk)).toEqual(['a', 'b'])
})

const FAILURES = [
  { code: 'EIO', cause: DiskFailed, kind: 'write' },
  { code: 'EIO', cause: DiskFailed, kind: 'dataSync' },
  { code: 'ENOSPC', cause: DiskFull, kind: 'write' },
  { code: 'ENOSPC', cause: DiskFull, kind: 'dataSync' },
] as const

test.each(FAILURES)(
  'after $code at a $kind whoever waits is told, and nothing is taken or tried any more',
  async ({ code, cause, kind }) => {
    const { files, random } = await newDisk()
    const { writer } = await openTestLog({ files, random })
    const acknowledged = appendNext(writer)
    await writer.whenDurable(acknowledged)
    files.plan = (_, called) => (called === kind ? code : undefined)
    const waiting = writer.whenDurable(appendNext(writer))
    await new Promise(resolve => setImmediate(resolve))
    const next = writer.whenDurable(appendNext(writer))
    const error = await waiting?.catch((error: unknown) => error)
    expect(error).toBeInstanceOf(PoisonedDatabase)
    expect((error as Error).cause).toBeInstanceOf(cause)
    await expect(next).rejects.toBe(error)
    const { callCount } = files
    files.plan = () => undefined
    expect(() => appendNext(writer)).toThrow(PoisonedDatabase)
    await expect(writer.whenDurable(acknowledged + 1)).rejects.toBe(error)
    await expect(writer.flush()).rejects.toBe(error)
    expect(writer.durableSequenceNumber).toBe(acknowledged)
    expect(files.callCount).toBe(callCount)
    await expect(writer.close()).rejects.toBe(error)

    const reopened = await openTestLog({ files: files.restarted('power'), random })
    expect(reopened.texts.get(1)).toBe(payloadText(1))
    await reopened.writer.whenDurable(appendNext(reopened.writer))
    await reopened.writer.close()
  },
)

test('a segment that could not be prepared is made when it is needed', async () => {
  const { files, random } = await newDisk()
  const { writer } = await openTestLog({ files, random })
  await writer.whenDurable(appendNext(writer))
  let failures = 0
  files.plan = (_, kind) => {
    if (kind !== 'create' || failures > 0) return undefined
    failures += 1
    return 'ENOSPC'
  }
  for (let count = 0; count < 100; count += 1) await writer.whenDurable(appendNext(writer))
  expect(failures).toBe(1)
  await writer.close()
  expect(await reread({ files, random })).toEqual(payloads(101))
})

test('segments that nothing needs are removed, and the last one stays', async () => {
  const { files, random } = await newDisk()
  const { writer } = await openTestLog({ files, random })
  for (let count = 0; count < 100; count += 1) await writer.whenDurable(appendNext(writer))
  const firsts = await segmentsOf(files, DIRECTORY)
  const [, , third = 0] = firsts
  expect(await removeSegmentsBefore(files, DIRECTORY, third)).toBe(2)
  expect(await segmentsOf(files, DIRECTORY)).toEqual(firsts.slice(2))
  expect(await removeSegmentsBefore(files, DIRECTORY, 1_000)).toBe(firsts.length - 3)
  await writer.whenDurable(appendNext(writer))
  await writer.close()
  const from = firsts.at(-1) ?? 0
  const after = await openTestLog({ files, random, from })
  expect([...after.texts.values()]).toEqual(payloads(101).slice(from - 1))
})

test('a file of another database, or of another name, is not read', async () => {
  const { files, random } = await newDisk()
  const { writer } = await openTestLog({ files, random })
  appendNext(writer)
  await writer.close()
  const options = { ...logOptions({ files, random }), take: () => undefined }
  const databaseId = new Uint8Array(16)
  await expect(scanLog({ ...options, databaseId })).rejects.toThrow(MisplacedFile)
  await expect(scanLog({ ...options, key: KEY })).rejects.toThrow(MisplacedFile)
  const [name = ''] = await files.list(DIRECTORY)
  await files.rename(`${DIRECTORY}/${name}`, `${DIRECTORY}/log-0000000000000002.hrl`)
  await expect(scanLog({ ...options, from: 2 })).rejects.toThrow(MisplacedFile)
})

test('what a crash has torn is said with its place, and cut off before anything is written', async () => {
  const { files, random } = await newDisk()
  const { writer } = await openTestLog({ files, random })
  await writer.whenDurable(appendNext(writer))
  await writer.whenDurable(appendNext(writer))
  const later = files.restarted('kill')
  const path = `${DIRECTORY}/log-0000000000000001.hrl`
  const file = await later.open(path)
  const bytes = Buffer.alloc(await file.size())
  await file.read(bytes, 0)
  const offset = Math.ceil((bytes.findLastIndex(byte => byte !== 0) + 1) / 8) * 8
  await file.write(new TextEncoder().encode('torn'), offset)

  const { writer: next, texts, end } = await openTestLog({ files: later, random })
  expect(end.torn).toEqual({ file: path, offset, byteLength: 4 })
  expect([...texts.values()]).toEqual(payloads(2))
  expect(await file.size()).toBe(offset)
  await next.whenDurable(appendNext(next))
  await next.close()
  const after = await openTestLog({ files: later, random })
  expect(after.end.torn).toBeUndefined()
  expect([...after.texts.values()]).toEqual(payloads(3))
})
