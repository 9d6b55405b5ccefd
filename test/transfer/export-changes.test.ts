import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemOfWire } from '../../src/encoding/wire-value.js'
import type { ItemImage } from '../../src/storage/item-image.js'
import { exportChanges } from '../../src/transfer/export.js'
import type { NetChange } from '../../src/transfer/export-lines.js'
import type { Item } from '../../src/types/attribute.js'
import { items } from '../support/items.js'
import {
  DESCRIPTION,
  EXPORT_ID,
  expectItems,
  filesIn,
  firstOf,
  incremental,
  linesOf,
  tableOf,
} from './exports.js'

const WRITTEN_AT = 1_680_109_764_000_000

/** An image of an item in a table of its own. */
const imageOf = (item: Item): ItemImage => firstOf(tableOf([item]))

const OLD = imageOf({ pk: 'a', sk: 1, n: 2 })
const NEW = imageOf({ n: 3, sk: 1, pk: 'a' })
const CHANGES: Readonly<Record<string, NetChange>> = {
  inserted: { writtenAt: WRITTEN_AT, after: NEW },
  updated: { writtenAt: WRITTEN_AT, before: OLD, after: NEW },
  deleted: { writtenAt: WRITTEN_AT, before: OLD },
}

const METADATA = '{"Metadata":{"WriteTimestampMicros":{"N":"1680109764000000"}}'
const KEYS = '"Keys":{"pk":{"S":"a"},"sk":{"N":"1"}}'
const NEW_IMAGE = '"NewImage":{"n":{"N":"3"},"sk":{"N":"1"},"pk":{"S":"a"}}'
const OLD_IMAGE = '"OldImage":{"pk":{"S":"a"},"sk":{"N":"1"},"n":{"N":"2"}}'
const ION_METADATA = '$ion_1_0 {Record:{Metadata:{WriteTimestampMicros:1680109764000000.}'
const ION_KEYS = 'Keys:{pk:"a",sk:1.}'
const ION_NEW = 'NewImage:{n:3.,sk:1.,pk:"a"}'
const ION_OLD = 'OldImage:{pk:"a",sk:1.,n:2.}'

const ROWS = [
  {
    change: 'inserted',
    view: 'NEW_AND_OLD_IMAGES',
    json: [KEYS, NEW_IMAGE],
    ion: [ION_KEYS, ION_NEW],
  },
  {
    change: 'updated',
    view: 'NEW_AND_OLD_IMAGES',
    json: [KEYS, NEW_IMAGE, OLD_IMAGE],
    ion: [ION_KEYS, ION_NEW, ION_OLD],
  },
  {
    change: 'deleted',
    view: 'NEW_AND_OLD_IMAGES',
    json: [KEYS, OLD_IMAGE],
    ion: [ION_KEYS, ION_OLD],
  },
  { change: 'inserted', view: 'NEW_IMAGE', json: [KEYS, NEW_IMAGE], ion: [ION_KEYS, ION_NEW] },
  { change: 'updated', view: 'NEW_IMAGE', json: [KEYS, NEW_IMAGE], ion: [ION_KEYS, ION_NEW] },
  { change: 'deleted', view: 'NEW_IMAGE', json: [KEYS], ion: [ION_KEYS] },
] as const

describe('an incremental export', () => {
  test.each(ROWS)('with $view has of an item that was $change a line', async row => {
    for (const format of ['DYNAMODB_JSON', 'ION'] as const) {
      const options = incremental(row.view, format)
      await exportChanges(options, [[[CHANGES[row.change] ?? expect.fail('no such change')]]])
      const lines = linesOf(await filesIn(options.files))
      if (format === 'ION') expect(lines).toEqual([`${[ION_METADATA, ...row.ion].join(',')}}}`])
      else expect(lines).toEqual([`${[METADATA, ...row.json].join(',')}}`])
    }
  })

  test('has its data in the folder of all incremental exports, and says of which time it is', async () => {
    const options = incremental('NEW_IMAGE')
    const finished = await exportChanges(options, [[Object.values(CHANGES)], []])
    const found = await filesIn(options.files)
    const data = [...found.keys()].filter(key => key.endsWith('.json.gz'))
    expect(data).toHaveLength(2)
    expect(data.every(key => key.startsWith('AWSDynamoDB/data/'))).toBe(true)
    expect(finished).toMatchObject({ itemCount: 3, billedSizeBytes: 4 * OLD.size })
    const folder = `AWSDynamoDB/${EXPORT_ID}`
    expect(found.get(`${folder}/manifest-summary.json`)?.toString()).toBe(
      `{"version":"2023-08-01","exportArn":"${DESCRIPTION.exportArn}","startTime":"2023-09-02T20:17:07.463Z",` +
        `"endTime":"2023-09-02T20:17:14.000Z","tableArn":"${DESCRIPTION.tableArn}","tableId":"${DESCRIPTION.tableId}",` +
        '"exportFromTime":"1970-01-01T00:00:00.000Z","exportToTime":"1970-01-02T00:00:00.000Z","s3Bucket":"reports",' +
        '"s3Prefix":null,"s3SseAlgorithm":"AES256","s3SseKmsKeyId":null,' +
        `"manifestFilesS3Key":"${folder}/manifest-files.json","billedSizeBytes":${4 * OLD.size},"itemCount":3,` +
        '"outputFormat":"DYNAMODB_JSON","exportType":"INCREMENTAL_EXPORT","outputView":"NEW_IMAGE"}',
    )
  })

  test('that fails leaves the data of others in their folder', async () => {
    const options = incremental('NEW_IMAGE')
    await exportChanges(options, [[[CHANGES.inserted as NetChange]]])
    const before = await filesIn(options.files)
    const second = { ...options, description: { ...options.description, id: 'other' } }
    const failing = (function* () {
      yield Object.values(CHANGES)
      throw new RangeError('no more of it')
    })()
    await expect(exportChanges(second, [failing])).rejects.toThrow('no more of it')
    expect(await filesIn(options.files)).toEqual(before)
  })

  test('has the images of any items as they were, and their keys', async () => {
    await fc.assert(
      fc.asyncProperty(items, items, async (left, right) => {
        const before = tableOf([{ ...left, pk: 'é', sk: 7 }])
        const after = tableOf([{ ...right, pk: 'é', sk: 7 }])
        const [old, next] = [before, after].map(firstOf) as [ItemImage, ItemImage]
        const change: NetChange = { writtenAt: 1, before: old, after: next }
        const json = incremental('NEW_AND_OLD_IMAGES')
        await exportChanges(json, [[[change]]])
        const line = JSON.parse(linesOf(await filesIn(json.files))[0] ?? '')
        expectItems([itemOfWire(line.OldImage)], before)
        expectItems([itemOfWire(line.NewImage)], after)
        expect(itemOfWire(line.Keys)).toEqual({ pk: 'é', sk: 7 })
      }),
      { numRuns: 60 },
    )
  })
})
