import { expect, test } from 'vitest'
import { exportItems } from '../../src/transfer/export.js'
import { partsOfTable } from '../../src/transfer/export-source.js'
import { ionOfItem } from '../../src/transfer/ion-text.js'
import { DESCRIPTION, filesIn, linesOf, optionsFor, tableOf } from './exports.js'
import { ION_ROWS } from './ion-rows.js'

test.each(ION_ROWS)('Ion text has $name', ({ item, ion }) => {
  expect(ionOfItem(item)).toBe(ion)
})

test('an export in Ion has a line for each item, each of them Ion by itself', async () => {
  const options = optionsFor({ ...DESCRIPTION, format: 'ION' })
  const store = tableOf([{ pk: 'a', sk: 600, '\n': '\n' }])
  await exportItems(options, partsOfTable(store))
  const found = await filesIn(options.files)
  expect([...found.keys()].some(key => key.endsWith('.ion.gz'))).toBe(true)
  expect(linesOf(found)).toEqual(['$ion_1_0 {Item:{pk:"a",sk:6d2,\'\\n\':"\\n"}}'])
})
