/** `patch`: an update that is an object of attributes. */

import { expect } from 'vitest'
import { expr } from '../../../src/index.js'
import { type RefusedCall, Rows } from '../row.js'
import { NOTE, NOTE_KEY } from '../world.js'

export const patches = new Rows('patch')

patches.row(
  'sets attributes, removes those that are undefined, and leaves the others',
  async ({ notes }) => {
    await notes.patch(NOTE_KEY, { n: 5, s: undefined, fresh: { list: [1, new Set(['x'])] } })
    const { s: _, ...rest } = NOTE
    expect(await notes.get(NOTE_KEY)).toEqual({
      ...rest,
      n: 5,
      fresh: { list: [1, new Set(['x'])] },
    })
  },
)

patches.row('makes an item that is not there, also of its key alone', async ({ notes }) => {
  await notes.patch({ pk: 'new', sk: '1' }, { n: 1 })
  await notes.patch({ pk: 'new', sk: '2' }, {})
  await notes.patch({ pk: 'new', sk: '3' }, { n: undefined })
  expect(await notes.query({ pk: 'new' }).all()).toEqual([
    { pk: 'new', sk: '1', n: 1 },
    { pk: 'new', sk: '2' },
  ])
})

for (const name of ['status', 'a.b', 'a b', '#a', ':a', 'größe', 'constructor', '0']) {
  patches.row(`the name ${name} needs no care`, async ({ notes }) => {
    await notes.patch(NOTE_KEY, { [name]: 1 })
    const item = (await notes.get(NOTE_KEY)) ?? {}
    expect(Object.getOwnPropertyDescriptor(item, name)?.value).toBe(1)
    await notes.patch(NOTE_KEY, { [name]: undefined })
    expect(await notes.get(NOTE_KEY)).toEqual(NOTE)
  })
}

patches.row('returns what an update returns', async ({ notes }) => {
  const patch = { n: 5, s: undefined }
  expect(await notes.patch(NOTE_KEY, patch)).toBeUndefined()
  await notes.put(NOTE)
  expect(await notes.patch(NOTE_KEY, patch, { returnValues: 'ALL_OLD' })).toEqual(NOTE)
  await notes.put(NOTE)
  expect(await notes.patch(NOTE_KEY, patch, { returnValues: 'UPDATED_OLD' })).toEqual({
    n: 1,
    s: 'text',
  })
  await notes.put(NOTE)
  expect(await notes.patch(NOTE_KEY, patch, { returnValues: 'UPDATED_NEW' })).toEqual({ n: 5 })
})

patches.row('a condition is heeded', async ({ notes }) => {
  const isThere = { if: expr`attribute_exists(pk)` }
  await notes.patch(NOTE_KEY, { n: 2 }, isThere)
  await expect(notes.patch({ pk: 'new', sk: '1' }, { n: 1 }, isThere)).rejects.toThrow(
    'The conditional request failed',
  )
  expect(await notes.get({ pk: 'new', sk: '1' })).toBeUndefined()
})

const rows: readonly RefusedCall[] = [
  [
    'a key attribute',
    ({ notes }) => notes.patch(NOTE_KEY, { pk: 'a' } as never),
    'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
  ],
  [
    'the removal of a key attribute',
    ({ notes }) => notes.patch(NOTE_KEY, { sk: undefined } as never),
    'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
  ],
  [
    'no object',
    ({ notes }) => notes.patch(NOTE_KEY, 'n' as never),
    'A patch must be an object with the attributes to set, or undefined to remove',
  ],
  [
    'nothing',
    ({ notes }) => notes.patch(NOTE_KEY, undefined as never),
    'A patch must be an object with the attributes to set, or undefined to remove',
  ],
  [
    'an empty name',
    ({ notes }) => notes.patch(NOTE_KEY, { '': undefined }),
    'Empty attribute name',
  ],
  [
    'an unknown option',
    ({ notes }) => notes.patch(NOTE_KEY, { n: 1 }, { iff: expr`n = ${1}` } as never),
    'patch has no option iff: did you mean if? Its options are if, returnValues, returnValuesOnConditionCheckFailure',
  ],
]

patches.group('is refused', () => {
  patches.refused(...rows)
})
