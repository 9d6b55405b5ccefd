/** The search leaves out only orders that come to the same as others: everything that brute force finds, it finds, too. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OrderSearch } from '../../src/interleaving/order-search.js'
import { bruteForce, runSmall, type SmallProgram, type Step, type Task } from './small-programs.js'

interface Searched {
  readonly outcomes: ReadonlySet<string>
  readonly orders: number
  readonly runs: number
}

function searched(program: SmallProgram, areAllDependent = false): Searched {
  const search = new OrderSearch({ areAllDependent })
  const outcomes = new Set<string>()
  let [orders, runs] = [0, 0]
  do {
    outcomes.add(runSmall(program, search))
    runs += 1
    if (!search.isRedundant) orders += 1
  } while (search.advance())
  return { outcomes, orders, runs }
}

const read = (key: string): Step => ({ kind: 'read', key })
const write = (key: string, value = 1): Step => ({ kind: 'write', key, value })
const NOTHING: Task = { steps: [], sends: [] }

const task = (...steps: readonly Step[]): Task => ({ steps, sends: [] })
const together = (...tasks: readonly Task[]): SmallProgram => ({ tasks, last: NOTHING })

const stepOf = (kinds: readonly Step['kind'][]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    key: fc.constantFrom('a', 'b', 'c'),
    value: fc.integer({ min: 1, max: 3 }),
  }) as fc.Arbitrary<Step>

function programOf(kinds: readonly Step['kind'][]): fc.Arbitrary<SmallProgram> {
  const steps = (max: number) => fc.array(stepOf(kinds), { maxLength: max })
  const plain = steps(3).map(list => task(...list))
  const sending = fc.record({
    steps: fc.array(stepOf(kinds), { minLength: 1, maxLength: 2 }),
    sends: fc.array(
      steps(1).map(list => task(...list)),
      { maxLength: 2 },
    ),
  })
  const last = steps(1).map(list => task(...list))
  return fc.oneof(
    fc.record({ tasks: fc.array(plain, { maxLength: 3 }), last }),
    fc.record({ tasks: fc.tuple(sending, plain), last }),
  )
}

const RUNS = { numRuns: 400 }

test('it finds each outcome that any order has, of random programs', () => {
  fc.assert(
    fc.property(programOf(['read', 'write', 'add', 'if']), program => {
      expect([...searched(program).outcomes].toSorted()).toEqual(
        [...bruteForce(program).outcomes].toSorted(),
      )
    }),
    RUNS,
  )
}, 120_000)

test('it runs one order of those that only exchange independent calls, where no call is refused', () => {
  fc.assert(
    fc.property(programOf(['read', 'write', 'add']), program => {
      expect(searched(program).orders).toBe(bruteForce(program).traces)
    }),
    RUNS,
  )
}, 120_000)

test.each([
  ['two tasks that read one item', together(task(read('a')), task(read('a'))), 1],
  ['two tasks that write one item', together(task(write('a')), task(write('a'))), 2],
  ['three tasks that write one item', together(...Array(3).fill(task(write('a')))), 6],
  [
    'four writers of different items',
    together(...['a', 'b', 'c', 'd'].map(key => task(write(key)))),
    1,
  ],
  ['a reader and two writers', together(task(read('a')), task(write('a')), task(write('a'))), 6],
  ['two lost updates', together(...Array(2).fill(task(read('a'), write('a')))), 4],
  ['two readers of a writer', together(task(read('a')), task(read('a')), task(write('a'))), 4],
  [
    'a writer of one item, a reader of two',
    together(task(write('a')), task(read('b'), read('a'))),
    2,
  ],
])('%s have so many orders that differ', (_, program, orders) => {
  expect(searched(program)).toMatchObject({ orders })
})

test('if each two calls count as dependent, all orders are run', () => {
  const program = together(...Array(3).fill(task(read('a'), read('b'))))
  expect(searched(program, true)).toMatchObject({ orders: 90, runs: 90 })
})

test('few runs are in vain', () => {
  const { orders, runs } = searched(together(...Array(3).fill(task(read('a'), write('a')))))
  expect(orders).toBe(36)
  expect(runs).toBeLessThan(orders * 1.5)
})
