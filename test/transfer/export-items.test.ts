import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemOfWire } from '../../src/encoding/wire-value.js'
import { exportItems } from '../../src/transfer/export.js'
import { newExportId } from '../../src/transfer/export-layout.js'
import { partsOfTable } from '../../src/transfer/export-source.js'
import type { Item } from '../../src/types/attribute.js'
import { items } from '../support/items.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import {
  DESCRIPTION,
  dataTexts,
  EXPORT_ID,
  expectItems,
  filesIn,
  linesOf,
  optionsFor,
  put,
  tableOf,
} from './exports.js'

const FOLDER = `AWSDynamoDB/${EXPORT_ID}`
const md5 = (bytes: Uint8Array | string): Buffer => createHash('md5').update(bytes).digest()
const orders = (count: number): Item[] =>
  Array.from({ length: count }, (_, sk) => ({
    pk: `customer ${sk % 10}`,
    sk,
    text: 'x'.repeat(sk),
  }))

describe('a full export', () => {
  test('stands in the files that the service writes, with what it writes in them', async () => {
    const options = optionsFor(DESCRIPTION)
    const finished = await exportItems(options, partsOfTable(tableOf([{ pk: 'a', sk: 1, n: 2 }])))
    const found = await filesIn(options.files)
    const dataKey = [...found.keys()].find(key => key.includes('/data/')) ?? ''
    const data = found.get(dataKey) ?? Buffer.alloc(0)
    const text = (name: string): string | undefined => found.get(`${FOLDER}/${name}`)?.toString()

    expect([...found.keys()].sort()).toEqual(
      [
        `${FOLDER}/_started`,
        dataKey,
        `${FOLDER}/manifest-files.json`,
        `${FOLDER}/manifest-files.md5`,
        `${FOLDER}/manifest-summary.json`,
        `${FOLDER}/manifest-summary.md5`,
      ].sort(),
    )
    expect(dataKey).toMatch(/\/data\/[a-z2-7]{26}\.json\.gz$/)
    expect(dataTexts(found)).toEqual(['{"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"n":{"N":"2"}}}\n'])
    expect(text('_started')).toBe('')
    expect(text('manifest-files.json')).toBe(
      `{"itemCount":1,"md5Checksum":"${md5(data).toString('base64')}",` +
        `"etag":"${md5(md5(data)).toString('hex')}-1","dataFileS3Key":"${dataKey}"}\n`,
    )
    expect(text('manifest-summary.json')).toBe(
      `{"version":"2020-06-30","exportArn":"${DESCRIPTION.exportArn}","startTime":"2023-09-02T20:17:07.463Z",` +
        `"endTime":"2023-09-02T20:17:14.000Z","tableArn":"${DESCRIPTION.tableArn}","tableId":"${DESCRIPTION.tableId}",` +
        '"exportTime":"2023-09-02T20:17:07.000Z","s3Bucket":"reports","s3Prefix":null,"s3SseAlgorithm":"AES256",' +
        `"s3SseKmsKeyId":null,"manifestFilesS3Key":"${FOLDER}/manifest-files.json","billedSizeBytes":10,"itemCount":1,` +
        '"outputFormat":"DYNAMODB_JSON","exportType":"FULL_EXPORT"}',
    )
    for (const name of ['files', 'summary']) {
      const expected = md5(text(`manifest-${name}.json`) ?? '').toString('base64')
      expect(text(`manifest-${name}.md5`)).toBe(expected)
    }
    expect(finished).toEqual({
      endTime: 1_693_685_834_000,
      itemCount: 1,
      billedSizeBytes: 10,
      manifestKey: `${FOLDER}/manifest-summary.json`,
    })
  })

  test('has any item as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(items, { maxLength: 8 }), async given => {
        const store = tableOf(given.map((item, sk) => ({ ...item, pk: 'a', sk })))
        const options = optionsFor(DESCRIPTION)
        await exportItems(options, partsOfTable(store))
        const lines = linesOf(await filesIn(options.files))
        expectItems(
          lines.map(line => itemOfWire(JSON.parse(line).Item)),
          store,
        )
      }),
      { numRuns: 60 },
    )
  })

  test('has a data file for each partition, in the order of the table, also for empty ones', async () => {
    const store = tableOf(orders(200))
    store.spread(64)
    const options = optionsFor({ ...DESCRIPTION, prefix: 'daily/one' })
    const finished = await exportItems(options, partsOfTable(store))
    const found = await filesIn(options.files)
    const counts = dataTexts(found).map(text => text.split('\n').length - 1)
    expect(counts).toEqual(store.partitions.map(partition => partition.items))
    expect(counts).toContain(0)
    expect(finished).toMatchObject({ itemCount: 200, billedSizeBytes: store.bytes })
    expect([...found.keys()].every(key => key.startsWith(`daily/one/${FOLDER}/`))).toBe(true)
  })

  test('begins a new data file when one is large enough, and none for nothing', async () => {
    const store = tableOf(orders(300).map(item => ({ ...item, text: 'x'.repeat(10_000) })))
    const whole = optionsFor(DESCRIPTION)
    await exportItems(whole, partsOfTable(store))
    const expected = linesOf(await filesIn(whole.files))
    for (const fileBytesMax of [1, 400_000, 2_900_000, 3_100_000]) {
      const options = { ...optionsFor(DESCRIPTION), fileBytesMax }
      await exportItems(options, partsOfTable(store))
      const found = await filesIn(options.files)
      const sizes = dataTexts(found).map(text => text.length)
      expect(linesOf(found)).toEqual(expected)
      expect(sizes.slice(0, -1).every(size => size >= fileBytesMax)).toBe(true)
      expect(sizes.every(size => size > 0 && size < fileBytesMax + 200_000)).toBe(true)
    }
  })

  test('of a copy takes no notice of writes that go on meanwhile', async () => {
    const store = tableOf(orders(1_000))
    const fork = store.fork({
      clock: optionsFor(DESCRIPTION).clock,
      partitionLimits: store.partitionLimits,
    })
    const options = optionsFor(DESCRIPTION)
    let isDone = false
    const running = exportItems(options, partsOfTable(fork)).finally(() => {
      isDone = true
    })
    let writes = 0
    for (; !isDone; writes += 1) {
      put(store, { pk: `customer ${writes % 10}`, sk: writes, text: 'new' })
      await new Promise(resolve => setImmediate(resolve))
    }
    await running
    expect(writes).toBeGreaterThan(10)
    const read = linesOf(await filesIn(options.files)).map(line => JSON.parse(line).Item.text.S)
    expect(read.toSorted()).toEqual(
      orders(1_000)
        .map(item => item.text)
        .toSorted(),
    )
  })
})

test('the id of an export has its time', () => {
  const random = { bytes: (count: number) => new Uint8Array(count).fill(0xa5) }
  expect(newExportId(1_693_685_827_463, random)).toBe('01693685827463-a5a5a5a5')
})

test.each(['..', 'a/../b', '/a', 'a//b', './a', 'a\\b', 'a\0'])(
  'a prefix that is no folder in the bucket is refused: %j',
  async prefix => {
    const files = new SimulatedFiles(new Random(1))
    const options = optionsFor({ ...DESCRIPTION, prefix }, files)
    await expect(exportItems(options, [])).rejects.toThrow("An export can't be written under")
    expect(files.callCount).toBe(0)
  },
)
