/** What a selection of an embedded table reads, and what of the writes meanwhile it meets. */

import { describe, expect, test } from 'vitest'
import { expr } from '../../src/index.js'
import { openFixture } from './harness.js'

describe('a selection', () => {
  const many = async (count = 1000) => {
    const { db, readings } = await openFixture()
    await readings.putAll(
      Array.from({ length: count }, (_, sk) => ({ pk: 'm', sk, even: sk % 2 === 0 })),
    )
    return { db, readings }
  }

  test('reads no further than it is iterated', async () => {
    const { readings } = await many()
    const { readUnits: before } = readings.describe()
    let taken = 0
    for (const { sk } of readings.query({ pk: 'm' })) {
      expect(sk).toBe(taken)
      taken += 1
      if (taken === 10) break
    }
    expect(readings.describe().readUnits - before).toBe(1)
  })

  test('meets each item that is there all the time once, whatever is written meanwhile', async () => {
    for (const reverse of [false, true]) {
      const { readings } = await many(300)
      const seen: number[] = []
      for (const { sk } of readings.query({ pk: 'm', sk: { '<': 300 } }, { reverse })) {
        const at = Number(sk)
        seen.push(at)
        // Beside the item: one that comes and goes, one that changes, and others that were met already or not yet.
        await readings.put({ pk: 'm', sk: at + 0.5 + (reverse ? 0 : -1) })
        await readings.update({ pk: 'm', sk: at }, expr`SET seen = ${true}`)
        await readings.put({ pk: 'other', sk: at })
        if (at % 7 === 0) await readings.delete({ pk: 'm', sk: at + 0.5 + (reverse ? 0 : -1) })
      }
      const whole = seen.filter(Number.isInteger)
      const expected = Array.from({ length: 300 }, (_, sk) => sk)
      expect(whole).toEqual(reverse ? expected.toReversed() : expected)
    }
  })

  test('meets what is put ahead of it, and not what is deleted ahead of it', async () => {
    const { readings } = await many(10)
    const seen: unknown[] = []
    for (const { sk } of readings.query({ pk: 'm' })) {
      seen.push(sk)
      if (sk === 3) {
        await readings.delete({ pk: 'm', sk: 5 })
        await readings.put({ pk: 'm', sk: 6.5 })
      }
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 6, 6.5, 7, 8, 9])
  })

  test('ends although each item puts another one behind the last', async () => {
    const { readings } = await many(5)
    const seen: unknown[] = []
    for (const { sk } of readings.query({ pk: 'm', sk: { '<': 50 } })) {
      seen.push(sk)
      await readings.put({ pk: 'm', sk: Number(sk) + 5 })
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, sk) => sk))
  })

  test('goes on with what it began when its table is dropped', async () => {
    const { db, readings } = await many(100)
    let count = 0
    for (const _ of readings.query({ pk: 'm' })) {
      if (count === 3) await db.dropTable('readings')
      count += 1
    }
    expect(count).toBe(100)
  })
})
