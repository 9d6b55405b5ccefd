/** When capacity is added and taken away: rows, and a naive simulation of minute after minute. */

import { describe, expect, test } from 'vitest'
import { decideScaling, type ScalingDecision } from '../../src/capacity/target-tracking.js'
import type { ScalingTarget } from '../../src/types/table.js'
import { Random, seedsFrom } from '../support/random.js'

type Observation = Parameters<typeof decideScaling>[1]

const TARGET: ScalingTarget = {
  min: 5,
  max: 100,
  utilization: 70,
  scaleOutCooldown: 0,
  scaleInCooldown: 0,
  isScaleInDisabled: false,
}

/** Minutes with so many units each, before the last ones. */
const minutes = (count: number, units: number | undefined): (number | undefined)[] =>
  new Array<number | undefined>(count).fill(units)

interface Row {
  readonly name: string
  readonly target?: Partial<ScalingTarget>
  readonly observed: Partial<Observation>
  readonly decision: ScalingDecision | undefined
}

// 10 units a second are 600 a minute: 420 are the target of 70 %, 300 what is too little.
const ROWS: readonly Row[] = [
  { name: 'nothing happened', observed: { consumed: minutes(15, undefined) }, decision: undefined },
  {
    name: 'below the minimum, idle',
    observed: { provisioned: 3, consumed: minutes(15, undefined) },
    decision: { units: 5, cause: 'bounds' },
  },
  {
    name: 'above the maximum',
    observed: { provisioned: 200, consumed: minutes(15, 60 * 200) },
    decision: { units: 100, cause: 'bounds' },
  },
  { name: 'one minute above', observed: { consumed: [420, 421] }, decision: undefined },
  {
    name: 'two minutes above',
    observed: { consumed: [421, 421] },
    decision: { units: 11, cause: 'high' },
  },
  { name: 'two minutes at the target', observed: { consumed: [420, 420] }, decision: undefined },
  {
    name: 'two minutes above, not in a row',
    observed: { consumed: [500, undefined, 500] },
    decision: undefined,
  },
  {
    name: 'the latest minute tells how much is needed, exactly',
    observed: { consumed: [9000, 4200] },
    decision: { units: 100, cause: 'high' },
  },
  {
    name: 'to the maximum at once',
    observed: { consumed: [600, 60_000] },
    decision: { units: 100, cause: 'high' },
  },
  {
    name: 'as much as there may be is there',
    observed: { provisioned: 100, consumed: [60_000, 60_000] },
    decision: undefined,
  },
  {
    name: 'while the last increase cools down',
    target: { scaleOutCooldown: 60 },
    observed: { consumed: [600, 600], now: 100_000, scaledOutAt: 40_001 },
    decision: undefined,
  },
  {
    name: 'after it has',
    target: { scaleOutCooldown: 60 },
    observed: { consumed: [600, 600], now: 100_000, scaledOutAt: 40_000 },
    decision: { units: 15, cause: 'high' },
  },
  {
    name: 'more while a decrease cools down',
    target: { scaleInCooldown: 600 },
    observed: { consumed: [600, 600], now: 100_000, scaledInAt: 99_000 },
    decision: { units: 15, cause: 'high' },
  },
  { name: '14 minutes below', observed: { consumed: minutes(14, 299) }, decision: undefined },
  {
    name: '15 minutes below',
    observed: { consumed: minutes(15, 299) },
    decision: { units: 8, cause: 'low' },
  },
  {
    name: '15 minutes, one of them not below',
    observed: { consumed: [...minutes(14, 299), 300] },
    decision: undefined,
  },
  {
    name: '15 minutes below, one of them idle',
    observed: { consumed: [...minutes(7, 100), undefined, ...minutes(7, 100)] },
    decision: undefined,
  },
  {
    name: 'not below the minimum',
    observed: { consumed: minutes(15, 1) },
    decision: { units: 5, cause: 'low' },
  },
  {
    name: 'the minimum is there',
    observed: { provisioned: 5, consumed: minutes(15, 1) },
    decision: undefined,
  },
  {
    name: 'never less',
    target: { isScaleInDisabled: true },
    observed: { consumed: minutes(15, 1) },
    decision: undefined,
  },
  {
    name: 'less while the last decrease cools down',
    target: { scaleInCooldown: 600 },
    observed: { consumed: minutes(15, 1), now: 700_000, scaledInAt: 100_001 },
    decision: undefined,
  },
  {
    name: 'less after it has',
    target: { scaleInCooldown: 600 },
    observed: { consumed: minutes(15, 1), now: 700_000, scaledInAt: 100_000 },
    decision: { units: 5, cause: 'low' },
  },
  {
    name: 'a small target has a small margin',
    target: { utilization: 20 },
    observed: { consumed: minutes(15, 59) },
    decision: { units: 5, cause: 'low' },
  },
]

test.each(ROWS)('$name', ({ target, observed, decision }) => {
  const observation = { provisioned: 10, now: 0, consumed: [], ...observed }
  expect(decideScaling({ ...TARGET, ...target }, observation)).toEqual(decision)
})

describe('against a simulation with alarms that are counted up and down', () => {
  test.each(seedsFrom(40))('seed %i', seed => {
    const random = new Random(seed)
    const target = {
      ...TARGET,
      utilization: random.between(40, 90),
      scaleOutCooldown: random.pick([0, 90, 300]),
      scaleInCooldown: random.pick([0, 1000]),
    }
    const points: (number | undefined)[] = []
    let provisioned = 20
    let scaledOutAt: number | undefined
    let scaledInAt: number | undefined
    let level = 500
    let decisions = 0
    for (let minute = 0; minute < 5000; minute += 1) {
      if (random.chance(0.03)) level = random.pick([50, 300, 900, 3000, 9000])
      points.push(random.chance(0.005) ? undefined : level + random.below(level / 4))
      const now = minute * 60_000
      const consumed = points.slice(-15)
      const decision = decideScaling(target, {
        consumed,
        provisioned,
        now,
        scaledOutAt,
        scaledInAt,
      })
      // Naively: how many minutes in a row, counted from the end.
      const rowOf = (holds: (utilization: number) => boolean): number => {
        let count = 0
        for (const units of points.toReversed()) {
          if (units === undefined || !holds(units / 60 / provisioned)) break
          count += 1
        }
        return count
      }
      const above = rowOf(share => share > target.utilization / 100 + 1e-12)
      const below = rowOf(share => share < (target.utilization - 20) / 100 - 1e-12)
      const isOutCool =
        scaledOutAt === undefined || now - scaledOutAt >= target.scaleOutCooldown * 1000
      const isInCool = scaledInAt === undefined || now - scaledInAt >= target.scaleInCooldown * 1000
      const latest = points.at(-1) ?? 0
      const needed = Math.ceil(latest / 60 / (target.utilization / 100) - 1e-9)
      const units = Math.min(100, Math.max(5, needed))
      const isOut = above >= 2 && isOutCool && units > provisioned
      const isIn = below >= 15 && isInCool && units < provisioned
      const expected = isOut ? { units, cause: 'high' } : isIn ? { units, cause: 'low' } : undefined
      expect(decision, `minute ${minute}`).toEqual(expected)
      if (decision === undefined) continue
      decisions += 1
      if (decision.units > provisioned) scaledOutAt = now
      else scaledInAt = now
      provisioned = decision.units
    }
    expect(decisions).toBeGreaterThan(20)
  })
})
