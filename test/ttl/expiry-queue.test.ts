import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PrimaryKey } from '../../src/storage/primary-key.js'
import { ExpiryQueue } from '../../src/ttl/expiry-queue.js'

/** Few seconds and keys, so that many items expire after one second, and many steps are about one item. */
const item = fc.record({
  pk: fc.constantFrom('a', 'b', 'c'),
  sk: fc.constantFrom('x', 'y', 'z'),
  second: fc.integer({ min: 1, max: 4 }),
})
type Item = { readonly pk: string; readonly sk: string; readonly second: number }
const step = fc.record({
  kind: fc.constantFrom('add', 'remove', 'fork'),
  item,
  side: fc.nat(),
})

const textOf = ({ pk, sk, second }: Item) => `${second} ${pk} ${sk}`
const textsOf = (queue: ExpiryQueue, second: number, countMax: number) =>
  queue.dueBefore(second, countMax).map(({ key, second }) => textOf({ ...key, second }))

test.each([
  ['with a sort key', true],
  ['without a sort key', false],
])(
  'the queue of a table %s holds what was added and not removed, each fork by itself, in the order of seconds and keys',
  (_, isSorted) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat({ max: 12 }), (steps, countMax) => {
        const sides = [{ queue: new ExpiryQueue(), model: new Set<string>() }]
        for (const { kind, item: drawn, side } of steps) {
          const item = isSorted ? drawn : { ...drawn, sk: '' }
          const { pk, sk, second } = item
          const expiring = { key: new PrimaryKey(pk, sk), second }
          const { queue, model } = sides[side % sides.length] as (typeof sides)[0]
          if (kind === 'fork') sides.push({ queue: queue.fork(), model: new Set(model) })
          if (kind === 'add') queue.add(expiring)
          if (kind === 'add') model.add(textOf(item))
          if (kind === 'remove') queue.remove(expiring)
          if (kind === 'remove') model.delete(textOf(item))
        }
        for (const { queue, model } of sides) {
          const all = [...model].sort()
          const first = all[0]
          expect(queue.size).toBe(all.length)
          expect(queue.first).toBe(first === undefined ? undefined : Number(first[0]))
          expect(textsOf(queue, 5, 100)).toEqual(all)
          const early = all.filter(text => Number(text[0]) < 3)
          expect(textsOf(queue, 3, countMax)).toEqual(early.slice(0, countMax))
        }
      }),
    )
  },
)
