/** `patch`: an update that is an object of attributes. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expr } from '../../src/index.js'
import { isRefused, NOTE, NOTE_KEY, openFixture, type Row, refusalOf } from './harness.js'

test('sets attributes, removes those that are undefined, and leaves the others', async () => {
  const { notes } = await openFixture()
  await notes.patch(NOTE_KEY, { n: 5, s: undefined, fresh: { list: [1, new Set(['x'])] } })
  const { s: _, ...rest } = NOTE
  expect(notes.get(NOTE_KEY)).toEqual({ ...rest, n: 5, fresh: { list: [1, new Set(['x'])] } })
})

test('makes an item that is not there, also of its key alone', async () => {
  const { notes } = await openFixture()
  await notes.patch({ pk: 'new', sk: '1' }, { n: 1 })
  await notes.patch({ pk: 'new', sk: '2' }, {})
  await notes.patch({ pk: 'new', sk: '3' }, { n: undefined })
  expect(notes.query({ pk: 'new' }).all()).toEqual([
    { pk: 'new', sk: '1', n: 1 },
    { pk: 'new', sk: '2' },
  ])
})

test.each(['status', 'a.b', 'a b', '#a', ':a', 'größe', 'constructor', '__proto__', '0'])(
  'the name %s needs no care',
  async name => {
    const { notes } = await openFixture()
    const attributes = Object.defineProperty({}, name, { value: 1, enumerable: true })
    await notes.patch(NOTE_KEY, attributes)
    const item = notes.get(NOTE_KEY) ?? {}
    expect(Object.getOwnPropertyDescriptor(item, name)?.value).toBe(1)
    const removal = Object.defineProperty({}, name, { value: undefined, enumerable: true })
    await notes.patch(NOTE_KEY, removal)
    expect(notes.get(NOTE_KEY)).toEqual(NOTE)
  },
)

test('returns what an update returns', async () => {
  const { notes } = await openFixture()
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

test('a condition is heeded', async () => {
  const { notes } = await openFixture()
  const isThere = { if: expr`attribute_exists(pk)` }
  await notes.patch(NOTE_KEY, { n: 2 }, isThere)
  expect(await refusalOf(() => notes.patch({ pk: 'new', sk: '1' }, { n: 1 }, isThere))).toBe(
    'The conditional request failed',
  )
  expect(notes.get({ pk: 'new', sk: '1' })).toBeUndefined()
})

const rows: readonly Row[] = [
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

describe('is refused', () => {
  test.each(rows)('%s', isRefused)
})

test('does what an update by an expression does', async () => {
  const attribute = fc.constantFrom('n', 's', 'l', 'm', 'ss', 'x', 'y')
  const value = fc.option(fc.oneof(fc.integer(), fc.string(), fc.boolean()), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(fc.dictionary(attribute, value, { minKeys: 1 }), async patch => {
      const { notes, db } = await openFixture()
      const other = db.fork().table(notes)
      await notes.patch(NOTE_KEY, patch)
      for (const [name, one] of Object.entries(patch)) {
        const target = expr.name(name)
        await other.update(
          NOTE_KEY,
          one === undefined ? expr`REMOVE ${target}` : expr`SET ${target} = ${one}`,
        )
      }
      expect(notes.scan().all()).toEqual(other.scan().all())
    }),
    { numRuns: 50 },
  )
})
