/** Files in Zstandard. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ZstdWindows } from '../../src/transfer/zstd-windows.js'
import { batchesOf, bucketOf, rowsOfFile } from './reading.js'

/** Made by `zstd -19` of the command's version 1.5.4, of the lines below: one block, a checksum, the size in the header. */
const FILE = Buffer.from(
  'KLUv/WTGA10FAIKNHxKwGRt50xTYIKftTZsr92AnuhLAsixBDZEoZ6pmKg3H6Ot/RnmqHo6VE80296u+pHqpilVL9JCfP8/kq4RY' +
    'smfS3WBhz8ZkJis6K5sfGY93OL0lTZHGmdPjZLOnnlx1VWZbfXM679e6X4SFbjYPLMsSTCAERHEEihAgRjIESiioEObspTHQSw4R' +
    'MAT/DmGo+wFvkJmrT5KdupGJ7gf4I0EcyHJ7BxmApF6YYvw=',
  'base64',
)
const COUNT = 40
const TEXT = Array.from({ length: COUNT }, (_, index) => line(index)).join('')

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd]
const EMPTY_FRAME = Buffer.from([...MAGIC, 0x20, 0, 1, 0, 0])
const SKIPPABLE_FRAME = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, ...MAGIC, 0])
/** It asks for 256 MB, and has nothing in it. */
const LARGE_FRAME = Buffer.from([...MAGIC, 0, 18 << 3, 1, 0, 0, ...Buffer.alloc(16)])

function line(index: number): string {
  return `{"Item":{"id":{"S":"${index * 7919}"}}}\n`
}

function rowOf(index: number, line = index + 1) {
  return { kind: 'item', line, item: { id: `${index * 7919}` } }
}

const rows = (content: Uint8Array) => rowsOfFile(content, { compression: 'ZSTD' })

/** A frame of one block that is as it was. */
function frameOf(text: string): Buffer {
  const size = text.length * 8 + 1
  return Buffer.from([...MAGIC, 0, 0x38, size & 255, size >> 8, 0, ...Buffer.from(text)])
}

test('a file of the command is read', async () => {
  expect(await rows(FILE)).toEqual(Array.from({ length: COUNT }, (_, index) => rowOf(index)))
})

test('a file may have several frames, also such as are to be skipped', async () => {
  const text = line(1) + line(2)
  const frames = [EMPTY_FRAME, frameOf(text.slice(0, 20)), SKIPPABLE_FRAME, frameOf(text.slice(20))]
  expect(await rows(Buffer.concat([...frames, EMPTY_FRAME, frameOf(line(3))]))).toEqual([
    rowOf(1, 1),
    rowOf(2, 2),
    rowOf(3, 3),
  ])
})

test('a file that is cut off anywhere is a fault behind the rows that are whole', async () => {
  const content = Buffer.concat([frameOf(line(0) + line(1)), SKIPPABLE_FRAME, FILE])
  const ends = [
    0,
    content.length - FILE.length - SKIPPABLE_FRAME.length,
    content.length - FILE.length,
  ]
  for (let length = 0; length < content.length; length += 1) {
    const found = await rows(content.subarray(0, length))
    if (ends.includes(length)) continue
    expect(found.at(-1)).toMatchObject({ kind: 'fault', offset: length })
    const whole = found.slice(0, -1)
    expect(whole).toEqual(whole.map((_, index) => rowOf(index < 2 ? index : index - 2, index + 1)))
  }
})

test.each([
  ['no Zstandard', Buffer.from(TEXT)],
  ['behind a frame something else', Buffer.concat([FILE, Buffer.from('something else')])],
  ['a frame that asks for 256 MB', LARGE_FRAME],
  ['such a frame behind others', Buffer.concat([FILE, SKIPPABLE_FRAME, EMPTY_FRAME, LARGE_FRAME])],
])('%s is a fault', async (_, content) => {
  expect((await rows(content)).at(-1)).toMatchObject({
    kind: 'fault',
    reason: expect.stringMatching(/^The file can't be decompressed from here on: /),
  })
})

test('what a frame asks for is found however the file is cut', () => {
  const frames = [FILE, EMPTY_FRAME, frameOf(TEXT.slice(0, 99)), SKIPPABLE_FRAME, FILE.subarray()]
  const content = Buffer.concat([...frames, LARGE_FRAME])
  for (let length = 1; length < 40; length += 1) {
    const windows = new ZstdWindows()
    const checkAll = () => {
      for (let start = 0; start < content.length; start += length) {
        windows.check(content.subarray(start, start + length))
      }
    }
    expect(checkAll).toThrow('a frame asks for a window of more than 134217728 bytes')
  }
})

test('a file with bytes that are not as they were is read to an end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(FILE.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, bits) => {
        const damaged = Buffer.from(FILE)
        damaged[at] = (damaged[at] ?? 0) ^ bits
        // Nobody looks at checksums, so that it may become blank lines: what is promised is an end.
        await expect(rows(damaged)).resolves.toBeInstanceOf(Array)
      },
    ),
    { numRuns: 200 },
  )
})

test('what becomes thirty thousand times as long is read bit by bit', async () => {
  const blockLength = 131_072
  const block = (isLast: boolean) => {
    const bits = blockLength * 8 + 2 + (isLast ? 1 : 0)
    return [bits & 255, (bits >> 8) & 255, bits >> 16, 0x20]
  }
  const blocks = Array.from({ length: 128 }, (_, index) => block(index === 127))
  const spaces = Buffer.from([...MAGIC, 0, 0x38, ...blocks.flat()])
  const source = { kind: 'directory', path: bucketOf({ spaces }), prefix: '' } as const
  let before = 0
  let largest = 0
  for (const { processedBytes } of await batchesOf({ source, compression: 'ZSTD' })) {
    largest = Math.max(largest, processedBytes - before)
    before = processedBytes
  }
  expect(before).toBe(128 * blockLength)
  expect(largest).toBeLessThanOrEqual(blockLength)
})
