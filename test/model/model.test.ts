/** Thousands of random operations, each answer compared with that of a naive model. */

import { describe, expect, test } from 'vitest'
import { PAGE_SLOTS } from '../../src/storage/storage-sizes.js'
import { rounds } from '../fuzz/effort.js'
import { seedsFrom, withSeed } from '../support/random.js'
import { Driver, type DriverOptions } from './driver.js'

const STEPS = rounds(400)
const STEPS_PER_CHECK = 100
/** Splits for heat come after a few seconds of a load that the driver makes all the time. */
const HOT = { readUnitsMax: 5, writeUnitsMax: 5, hotSecondsMax: 2 }

const ROWS: readonly (DriverOptions & { readonly name: string; readonly splits: boolean })[] = [
  {
    name: 'S and S, a split every few items',
    keys: { partition: 'S', sort: 'S' },
    limits: { bytesMax: 2000, ...HOT },
    partitionValues: 12,
    sortValues: 25,
    fill: 1000,
    splits: true,
  },
  {
    name: 'S and N, a split every few items',
    keys: { partition: 'S', sort: 'N' },
    limits: { bytesMax: 1000, ...HOT },
    partitionValues: 12,
    sortValues: 25,
    fill: 500,
    splits: true,
  },
  {
    name: 'S and B, few splits',
    keys: { partition: 'S', sort: 'B' },
    limits: { bytesMax: 20_000 },
    partitionValues: 6,
    sortValues: 40,
    fill: 1000,
    splits: true,
  },
  {
    name: 'N and S, splits for heat alone',
    keys: { partition: 'N', sort: 'S' },
    limits: HOT,
    partitionValues: 15,
    sortValues: 15,
    fill: 0,
    splits: true,
  },
  {
    name: 'B alone',
    keys: { partition: 'B' },
    limits: { bytesMax: 3000 },
    partitionValues: 150,
    sortValues: 0,
    fill: 500,
    splits: true,
  },
  {
    name: 'N alone',
    keys: { partition: 'N' },
    limits: {},
    partitionValues: 150,
    sortValues: 0,
    fill: 0,
    splits: false,
  },
  {
    name: 'S alone, items of many KB',
    keys: { partition: 'S' },
    limits: { bytesMax: 200_000 },
    partitionValues: 100,
    sortValues: 0,
    fill: 60_000,
    splits: true,
  },
  {
    name: 'S and S, one large collection',
    keys: { partition: 'S', sort: 'S' },
    limits: { bytesMax: 100_000 },
    partitionValues: 2,
    sortValues: 400,
    fill: 200,
    splits: false,
  },
]

/** Other bounds of what is stored are tried by other choices. */
const SEEDS = seedsFrom(PAGE_SLOTS)
const total = ROWS.length * SEEDS.length * STEPS

describe(`${total} random operations on databases and their forks`, () => {
  describe.each(ROWS)('$name', row => {
    test.each(SEEDS)(`${STEPS} operations agree with the model (seed %i)`, seed =>
      withSeed(seed, async random => {
        const driver = await Driver.start(random, row)
        for (let step = 1; step <= STEPS; step += 1) {
          await driver.step()
          if (step % STEPS_PER_CHECK === 0) driver.checkAll()
        }
        if (row.splits) expect(driver.partitionsMax).toBeGreaterThan(1)
      }),
    )
  })
})
