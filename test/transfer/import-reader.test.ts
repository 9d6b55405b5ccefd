import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchesOf, bucketOf, rowsOfFile } from './reading.js'

const line = (id: number | string): string => `{"Item":{"id":{"S":"${id}"}}}\n`
const rowOf = (line: number, id: number | string) => ({ kind: 'item', line, item: { id: `${id}` } })

describe('a directory stands for a bucket', () => {
  const keys = ['data', 'data-2/a', 'data/b/c', 'data/é', 'data2/x', 'da', 'other/data', 'z']

  test.each(['', 'data', 'data/', 'data/b/c', 'data2', 'nothing', '../', '/', './data', 'da'])(
    'the files are those whose keys start with %j, in the order of bytes',
    async prefix => {
      const contents = keys.filter(key => key !== 'data').map(key => [key, line(key)] as const)
      const path = bucketOf(Object.fromEntries(contents))
      const batches = await batchesOf({ source: { kind: 'directory', path, prefix } })
      const expected = contents.map(([key]) => key).filter(key => key.startsWith(prefix))
      expect([...new Set(batches.map(({ file }) => file))]).toEqual(
        expected.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
      )
    },
  )

  test('symbolic links are not followed, and told', async () => {
    const outside = bucketOf({ 'secret/a': line('secret') })
    const path = bucketOf({ 'data/a': line('a') })
    symlinkSync(join(outside, 'secret'), join(path, 'data/b'))
    symlinkSync(join(outside, 'secret/a'), join(path, 'data/c'))
    symlinkSync(path, join(path, 'data/d'))
    symlinkSync(path, join(path, 'elsewhere'))
    const batches = await batchesOf({ source: { kind: 'directory', path, prefix: 'data/' } })
    const link = {
      kind: 'fault',
      line: 1,
      offset: 0,
      reason: 'It is a symbolic link, and those are not followed.',
    }
    expect(batches.flatMap(({ file, rows }) => rows.map(row => [file, row]))).toEqual([
      ['data/a', rowOf(1, 'a')],
      ['data/b', link],
      ['data/c', link],
      ['data/d', link],
    ])
  })

  test('a directory that is missing is an error, a file that is missing a fault', async () => {
    const path = join(bucketOf({}), 'missing')
    const source = { kind: 'directory', path, prefix: '' } as const
    await expect(batchesOf({ source })).rejects.toMatchObject({ code: 'ENOENT' })
    const batches = await batchesOf({ source: { kind: 'file', path } })
    expect(batches.flatMap(({ rows }) => rows)).toEqual([
      {
        kind: 'fault',
        line: 1,
        offset: 0,
        reason: expect.stringMatching(/^The file can't be read: ENOENT: no such file/),
      },
    ])
  })
})

test('batches tell how many bytes have been read, and how many they were', async () => {
  const text = Array.from({ length: 10_000 }, (_, index) => line(index)).join('')
  const content = gzipSync(text)
  const path = bucketOf({ a: content, b: content, c: '' })
  const source = { kind: 'directory', path, prefix: '' } as const
  const batches = await batchesOf({ source, compression: 'GZIP' })
  expect(batches.length).toBeGreaterThan(4)
  expect(batches.flatMap(({ rows }) => rows).length).toBe(20_001)
  expect(batches.at(-1)).toMatchObject({
    file: 'c',
    readBytes: 2 * content.length,
    processedBytes: 2 * text.length,
  })
})

describe('gzip', () => {
  const text = Array.from({ length: 40 }, (_, index) => line(index * 7919)).join('')
  const rows = (content: Uint8Array) => rowsOfFile(content, { compression: 'GZIP' })

  test('a file may have several members', async () => {
    const members = [line('a'), '', line('b') + line('c').slice(0, 5), line('c').slice(5)]
    const content = Buffer.concat(members.map(member => gzipSync(member)))
    expect(await rows(content)).toEqual([rowOf(1, 'a'), rowOf(2, 'b'), rowOf(3, 'c')])
  })

  test('a file that is cut off anywhere is a fault behind the rows that are whole', async () => {
    const content = gzipSync(text, { level: 1 })
    for (let length = 0; length < content.length; length += 1) {
      const found = await rows(content.subarray(0, length))
      const fault = found.at(-1)
      expect(fault).toMatchObject({ kind: 'fault', line: found.length, offset: length })
      expect(fault).toMatchObject({ reason: expect.stringMatching(/unexpected end of file\.$/) })
      const whole = found.slice(0, -1)
      expect(whole).toEqual(whole.map((_, index) => rowOf(index + 1, index * 7919)))
      if (length > content.length - 8) expect(whole.length).toBe(40)
    }
  })

  test.each([
    ['no gzip', Buffer.from(text)],
    ['behind a member something else', Buffer.concat([gzipSync(text), Buffer.from('else')])],
  ])('%s is a fault', async (_, content) => {
    expect((await rows(content)).at(-1)).toMatchObject({ kind: 'fault' })
  })

  test('zeros behind the last member are none', async () => {
    const content = Buffer.concat([gzipSync(text), Buffer.alloc(100_000)])
    expect((await rows(content)).filter(({ kind }) => kind === 'fault')).toEqual([])
  })

  test('a byte that is not as it was is told, or does not matter', async () => {
    const content = gzipSync(text)
    const expected = await rows(content)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(content.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const damaged = Buffer.from(content)
          damaged[at] = (damaged[at] ?? 0) ^ bits
          const found = await rows(damaged)
          if (found.at(-1)?.kind !== 'fault') expect(found).toEqual(expected)
        },
      ),
    )
  })

  test('what becomes a thousand times as long is read bit by bit', async () => {
    const zeros = gzipSync(Buffer.alloc(16 * 1_048_576, ' '))
    let largest = 0
    const source = { kind: 'directory', path: bucketOf({ zeros }), prefix: '' } as const
    let before = 0
    for (const { processedBytes } of await batchesOf({ source, compression: 'GZIP' })) {
      largest = Math.max(largest, processedBytes - before)
      before = processedBytes
    }
    expect(before).toBe(16 * 1_048_576)
    expect(largest).toBeLessThanOrEqual(65_536)
  })
})
