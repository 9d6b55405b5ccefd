/** What exports have in Ion is read by the library of Ion's makers, as it was written. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportChanges, exportItems } from '../../src/transfer/export.js'
import { partsOfTable } from '../../src/transfer/export-source.js'
import type { Item } from '../../src/types/attribute.js'
import { items } from '../support/items.js'
import {
  DESCRIPTION,
  expectItems,
  filesIn,
  firstOf,
  incremental,
  linesOf,
  optionsFor,
  tableOf,
} from './exports.js'
import { ION_ROWS } from './ion-rows.js'
import { structsOf } from './ion-structs.js'

test.each(ION_ROWS.filter(row => !row.ion.includes('\ufffd')))('$name', ({ item, ion }) => {
  expect(structsOf(ion)).toEqual([item])
})

test('any item', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(items, { maxLength: 8 }), async given => {
      const store = tableOf(given.map((item, sk) => ({ ...item, pk: 'a', sk })))
      const options = optionsFor({ ...DESCRIPTION, format: 'ION' })
      await exportItems(options, partsOfTable(store))
      const lines = linesOf(await filesIn(options.files))
      expectItems(
        structsOf(lines.join('\n')).map(struct => struct.Item as Item),
        store,
      )
    }),
    { numRuns: 25 },
  )
})

test('the images of any change', async () => {
  await fc.assert(
    fc.asyncProperty(items, items, async (left, right) => {
      const before = tableOf([{ ...left, pk: 'é', sk: 7 }])
      const after = tableOf([{ ...right, pk: 'é', sk: 7 }])
      const options = incremental('NEW_AND_OLD_IMAGES', 'ION')
      const change = { writtenAt: 1, before: firstOf(before), after: firstOf(after) }
      await exportChanges(options, [[[change]]])
      const [struct] = structsOf(linesOf(await filesIn(options.files))[0] ?? '')
      const record = struct?.Record as { readonly [name: string]: Item }
      expectItems([record.OldImage ?? {}], before)
      expectItems([record.NewImage ?? {}], after)
      expect(record.Keys).toEqual({ pk: 'é', sk: 7 })
    }),
    { numRuns: 25 },
  )
})
