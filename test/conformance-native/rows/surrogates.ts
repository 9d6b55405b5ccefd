/** Unpaired surrogates in values and names: U+FFFD takes their place before anything is compared. */

import { expect } from 'vitest'
import { expr } from '../../../src/index.js'
import { Rows } from '../row.js'

export const surrogates = new Rows('unpaired surrogates')

const LONE = 'a\ud800'
const OTHER = 'a\udc00'
const WHOLE = 'a\ufffd'

surrogates.row('what is put is found by any text that becomes the same', async ({ db }) => {
  const table = await db.createTable('texts', { partitionKey: { id: 'S' } })
  await table.put({
    id: LONE,
    text: LONE,
    list: [{ [LONE]: LONE }],
    [LONE]: LONE,
    members: new Set([LONE, 'b']),
  })
  const stored = {
    id: WHOLE,
    text: WHOLE,
    list: [{ [WHOLE]: WHOLE }],
    [WHOLE]: WHOLE,
    members: new Set([WHOLE, 'b']),
  }
  expect(await table.get({ id: OTHER })).toEqual(stored)
  expect(await table.query({ id: OTHER }).all()).toEqual([stored])
  expect(await table.get({ id: OTHER }, { projection: [OTHER] })).toEqual({ [WHOLE]: WHOLE })
  const filters = [
    expr`text = ${OTHER}`,
    expr`${expr.name(OTHER)} = ${OTHER}`,
    expr`contains(members, ${OTHER})`,
    expr`list = ${[{ [OTHER]: OTHER }]}`,
    expr`members = ${new Set(['b', OTHER])}`,
  ]
  for (const filter of filters)
    expect(await table.scan({ filter }).all(), filter.text).toEqual([stored])
  await table.update({ id: OTHER }, expr`SET text = ${'new'}`, { if: expr`text = ${OTHER}` })
  expect(await table.scan().all()).toEqual([{ ...stored, text: 'new' }])
})

surrogates.row('members of a set that become the same are duplicates', async ({ db }) => {
  const table = await db.createTable('texts', { partitionKey: { id: 'S' } })
  await expect(table.put({ id: 'a', set: new Set([LONE, OTHER]) })).rejects.toThrow(
    `Input collection ["${WHOLE}", "${WHOLE}"] contains duplicates.`,
  )
  expect(await table.scan().all()).toEqual([])
})

surrogates.row('what the caller holds is not changed', async ({ db }) => {
  const table = await db.createTable('texts', { partitionKey: { id: 'S' } })
  const item = { id: 'a', [LONE]: LONE }
  await table.put(item)
  expect(item).toEqual({ id: 'a', [LONE]: LONE })
})
