/** Designs and workloads that are wrong: what is said names the design, the event and the reason. */

import { describe, expect, test } from 'vitest'
import {
  compareDesigns,
  type Design,
  DesignFailed,
  defineDesign,
  defineWorkload,
} from '../../src/testing/entry.js'

const Things = { partitionKey: { id: 'N' } } as const

const events = defineWorkload({
  rate: 10,
  duration: 1,
  events: (_random, n) => ({ kind: n === 7 ? 'rare' : 'usual', n }),
})

const good = defineDesign({
  name: 'good',
  workload: events,
  tables: { Things },
  operations: {
    usual: ({ n }, tables) => tables.Things.put({ id: n }),
    rare: ({ n }, tables) => tables.Things.get({ id: n }),
  },
})

const failing = (rare: (n: number) => unknown): Design =>
  defineDesign({
    name: 'bad',
    workload: events,
    tables: { Things },
    operations: { usual: () => {}, rare: ({ n }) => rare(n) },
  })

describe('a run ends', () => {
  test.each<[string, Design, string]>([
    [
      'with a kind that has no operation',
      { ...good, name: 'bad', operations: { usual: () => {} } },
      'bad: event 7 is of the kind rare, for which the design has no operation. It has usual',
    ],
    [
      'with a design without operations',
      { name: 'bad', tables: { Things } },
      'bad: event 0 is of the kind usual, for which the design has no operation. It has none',
    ],
    [
      'with what an operation throws',
      failing(n => {
        throw new TypeError(`no ${n}`)
      }),
      'bad: event 7 failed: TypeError: no 7',
    ],
    ['with what it is rejected with', failing(n => Promise.reject(n)), 'bad: event 7 failed: 7'],
    [
      'with a request that the service would never take',
      {
        ...good,
        name: 'bad',
        operations: { usual: (_, { Things: table }) => table?.put({ id: 'x' }) },
      },
      'bad: event 0 failed: ValidationException: ',
    ],
    [
      'with a schema that is none',
      { ...good, name: 'bad', tables: { Things: {} as never } },
      'bad: the table Things could not be made: ValidationException: ',
    ],
  ])('%s', async (_, design, message) => {
    const error = await compareDesigns([good, design]).catch(failure => failure)
    expect(error).toBeInstanceOf(DesignFailed)
    expect(error.message.slice(0, message.length)).toBe(message)
    expect(error.design).toBe('bad')
  })

  test('where the workload fails', async () => {
    const broken = defineWorkload({
      rate: 1,
      duration: 3,
      events: (_random, n) => (n < 2 ? { kind: 'usual', n } : (undefined as never)),
    })
    const designs = [good, { ...good, name: 'other' }]
    await expect(compareDesigns(designs, { workload: broken })).rejects.toThrow(
      "The workload made event 2 without a kind: events are objects as { kind: 'vote', … }",
    )
    const throwing = { ...broken, events: () => JSON.parse('{') }
    await expect(compareDesigns(designs, { workload: throwing })).rejects.toThrow(
      /^The workload could not make event 0: SyntaxError/,
    )
  })
})

test.each<[string, () => unknown, RegExp]>([
  ['one design', () => compareDesigns([good]), /needs an array of two designs or more/],
  ['two of one name', () => compareDesigns([good, good]), /Two designs have the name good/],
  [
    'no workload',
    () => compareDesigns(['a', 'b'].map(name => ({ name, tables: { Things } }))),
    /There is nothing to answer/,
  ],
  [
    'a workload and a trace',
    () => compareDesigns([good, { ...good, name: 'b' }], { workload: events, trace: '' }),
    /leave one of them out/,
  ],
  [
    'a misspelt option',
    () => compareDesigns([good, { ...good, name: 'b' }], { attempt: 3 } as object),
    /did you mean attempts\?/,
  ],
  [
    'a design without a name',
    async () => defineDesign({ tables: { Things } } as never),
    /^name is undefined/,
  ],
  [
    'a design without tables',
    async () => defineDesign({ name: 'a', tables: {} }),
    /^tables is undefined/,
  ],
  [
    'an operation that is none',
    async () => defineDesign({ ...good, operations: { usual: 5 } } as never),
    /^operations.usual is 5, and must be a function/,
  ],
  [
    'a misspelt member',
    async () => defineDesign({ ...good, operation: {} } as never),
    /did you mean operations\?/,
  ],
  [
    'a workload without events',
    async () => defineWorkload({ rate: 1, duration: 1 } as never),
    /^events is/,
  ],
  [
    'an endless workload',
    async () => defineWorkload({ ...events, duration: Number.POSITIVE_INFINITY }),
    /^duration is Infinity, and must be a number of seconds, and not endless/,
  ],
  [
    'a rate that is none',
    async () => defineWorkload({ ...events, rate: '5' as never }),
    /^rate is '5'/,
  ],
])('%s is refused', async (_, run, message) => {
  await expect(run()).rejects.toThrow(message)
})
