/** Chance that can be repeated: the same seed gives the same choices on every machine. */

/** Overrides the seeds of all random tests: set it to the seed that a failure tells. */
const SEED_VARIABLE = 'HASHRANGE_SEED'

/** Numbers from a seed, by Mulberry32. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** An integer from 0 to 2³² - 1. */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** An integer from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor((this.word() / 2 ** 32) * limit)
  }

  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1)
  }

  /** True in this share of the cases. */
  chance(share: number): boolean {
    return this.word() < share * 2 ** 32
  }

  pick<Value>(values: readonly Value[]): Value {
    if (values.length === 0) throw new Error('there is nothing to pick from')
    return values[this.below(values.length)] as Value
  }

  /** Up to `count` different places of a list, in random order. */
  sample<Value>(values: readonly Value[], count: number): Value[] {
    return this.shuffled(values).slice(0, count)
  }

  shuffled<Value>(values: readonly Value[]): Value[] {
    const copy = [...values]
    for (let last = copy.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1)
      const value = copy[last] as Value
      copy[last] = copy[other] as Value
      copy[other] = value
    }
    return copy
  }
}

/** The seeds of a random test, or the one of the environment. */
export function seedsFrom(...seeds: readonly number[]): readonly number[] {
  const override = process.env[SEED_VARIABLE]
  return override === undefined ? seeds : [Number(override)]
}

/** Runs a random test so that its failure tells how to repeat it. */
export async function withSeed(
  seed: number,
  run: (random: Random) => void | Promise<void>,
): Promise<void> {
  try {
    await run(new Random(seed))
  } catch (error) {
    if (error instanceof Error) error.message += `\nRepeat with ${SEED_VARIABLE}=${seed}`
    throw error
  }
}
