/** What is throttled is what a simulation throttles that lives through every second. */

import { expect, test } from 'vitest'
import { seedsFrom, withSeed } from '../support/random.js'
import { ThrottlingWorld, type WorldOptions } from './throttling-world.js'

const STEPS = 1500

interface World extends Omit<WorldOptions, 'random'> {
  /** What happens so often that its being right is no chance. */
  readonly causes: readonly string[]
}

const WORLDS: Readonly<Record<string, World>> = {
  'small throughput': {
    causes: ['ProvisionedThroughputExceeded', 'MaxOnDemandThroughputExceeded'],
    partitions: { hotSecondsMax: Number.POSITIVE_INFINITY },
    fillMax: 20_000,
    unitsMax: 3,
  },
  'small partitions': {
    causes: ['ProvisionedThroughputExceeded', 'KeyRangeThroughputExceeded'],
    partitions: { readUnitsMax: 20, writeUnitsMax: 10, hotSecondsMax: Number.POSITIVE_INFINITY },
    fillMax: 20_000,
    unitsMax: 200,
  },
  'large items': {
    causes: ['ProvisionedThroughputExceeded', 'KeyRangeThroughputExceeded'],
    partitions: { hotSecondsMax: Number.POSITIVE_INFINITY },
    fillMax: 400_000,
    unitsMax: 6000,
  },
}

test.each(Object.entries(WORLDS))('%s', async (_name, options) => {
  const tally = new Map<string, number>()
  const chosen = seedsFrom(1, 2)
  for (const seed of chosen) {
    await withSeed(seed, async random => {
      const world = await ThrottlingWorld.open({ ...options, random })
      for (let step = 0; step < STEPS; step += 1) await world.step()
      for (const [cause, count] of world.tally) tally.set(cause, (tally.get(cause) ?? 0) + count)
    })
  }
  // One seed that is asked for need not have everything.
  if (chosen.length === 1) return
  for (const cause of ['admitted', ...options.causes]) {
    expect(tally.get(cause) ?? 0, cause).toBeGreaterThan(40)
  }
})
