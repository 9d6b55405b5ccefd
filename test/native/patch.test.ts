/** `patch`: an update that is an object of attributes. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expr } from '../../src/index.js'
import { NOTE, NOTE_KEY, openFixture } from './harness.js'

test('the name __proto__ needs no care', async () => {
  const { notes } = await openFixture()
  await notes.patch(NOTE_KEY, JSON.parse('{"__proto__":1}'))
  const item = notes.get(NOTE_KEY) ?? {}
  expect(Object.getOwnPropertyDescriptor(item, '__proto__')?.value).toBe(1)
  const removal = Object.defineProperty({}, '__proto__', { value: undefined, enumerable: true })
  await notes.patch(NOTE_KEY, removal)
  expect(notes.get(NOTE_KEY)).toEqual(NOTE)
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
