/** Under which conditions writes are made. */

import { expect } from 'vitest'
import { ConditionalCheckFailedException, type Expression, expr } from '../../../src/index.js'
import { Rows } from '../row.js'
import { NEW_KEY, NOTE, NOTE_KEY } from '../world.js'

export const conditions = new Rows('a condition')

/** A condition on NOTE, and whether it holds. */
const CONDITIONS: readonly (readonly [Expression, boolean])[] = [
  [expr`n = ${1}`, true],
  [expr`s = ${'1'}`, false],
  [expr`n <> ${'1'}`, true],
  [expr`nothing = ${1}`, false],
  [expr`NOT nothing = ${1}`, true],
  [expr`attribute_exists(m.y.z) AND attribute_not_exists(m.y.x)`, true],
  [expr`attribute_type(ss, ${'SS'})`, true],
  [expr`size(l) = ${3} AND contains(l, ${11})`, true],
  [expr`contains(ss, ${'q'}) AND NOT contains(ss, ${'r'})`, true],
  [expr`begins_with(s, ${'te'}) AND s BETWEEN ${'te'} AND ${'tf'}`, true],
  [expr`n IN (${3}, ${2}, ${1})`, true],
  [expr`l[1] = ${11} AND m = ${{ y: { z: 2 }, x: 1 }}`, true],
  [expr`ss = ${new Set(['q', 'p'])}`, true],
  [expr`pk = ${'a'} AND sk = ${'b'}`, true],
  [expr`(n = ${1} OR n = ${2}) AND n = ${2}`, false],
]
const named = CONDITIONS.map(
  ([condition, holds]) =>
    [`lets writes through if it holds: ${condition.text}`, condition, holds] as const,
)
conditions.each(named, async ({ notes }, _, condition, holds) => {
  const before = await notes.query({ pk: 'a' }).all()
  const options = { if: condition }
  const writes = [
    () => notes.put(NOTE, options),
    () => notes.update(NOTE_KEY, expr`REMOVE nothing`, options),
    () => notes.delete(NOTE_KEY, options),
  ]
  for (const write of holds ? writes.slice(0, -1) : writes) {
    if (holds) await write()
    else await expect(write()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
    expect(await notes.query({ pk: 'a' }).all()).toEqual(before)
  }
  if (holds) await notes.delete(NOTE_KEY, options)
  expect((await notes.get(NOTE_KEY)) === undefined).toBe(holds)
})

conditions.group('in a transaction', () =>
  conditions.each(named, async ({ db, notes }, _, condition, holds) => {
    const checking = db.transactWrite([{ check: notes, key: NOTE_KEY, if: condition }])
    const outcome = await checking.then(
      () => true,
      (error: Error) => error.name !== 'TransactionCanceledException' && error,
    )
    expect(outcome).toBe(holds)
  }),
)

conditions.row('on an absent item sees no attributes', async ({ notes }) => {
  await notes.put(NEW_KEY, { if: expr`attribute_not_exists(pk)` })
  await expect(notes.put(NEW_KEY, { if: expr`attribute_not_exists(pk)` })).rejects.toThrow(
    ConditionalCheckFailedException,
  )
  await expect(
    notes.update({ pk: 'no', sk: 'b' }, expr`SET n = ${1}`, { if: expr`pk = ${'no'}` }),
  ).rejects.toThrow(ConditionalCheckFailedException)
})

conditions.row(
  'that fails tells the stored item, if it is asked for and there is one',
  async ({ notes }) => {
    const options = {
      if: expr`attribute_exists(never)`,
      returnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const
    const itemOf = async (write: () => Promise<unknown>) => {
      const error = await write().catch((thrown: unknown) => thrown)
      if (!(error instanceof ConditionalCheckFailedException)) throw error
      return error.item
    }
    const item = await itemOf(() => notes.put(NOTE, options))
    expect(item).toEqual(NOTE)
    expect(await itemOf(() => notes.update(NOTE_KEY, expr`SET n = ${2}`, options))).toEqual(NOTE)
    expect(await itemOf(() => notes.delete(NOTE_KEY, options))).toEqual(NOTE)
    expect(await itemOf(() => notes.delete(NEW_KEY, options))).toBeUndefined()
    expect(await itemOf(() => notes.put(NOTE, { if: options.if }))).toBeUndefined()
    Object.assign(item ?? {}, { n: 99 })
    expect(await notes.get(NOTE_KEY)).toEqual(NOTE)
  },
)

conditions.row('lets one of many writers through', async ({ people }) => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, v) =>
      people.put({ id: 9, v }, { if: expr`attribute_not_exists(id)` }),
    ),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await people.get({ id: 9 })).toEqual({
    id: 9,
    v: outcomes.findIndex(({ status }) => status === 'fulfilled'),
  })
})
