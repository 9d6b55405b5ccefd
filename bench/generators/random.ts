// Where do the benches take chance from? From a seed, so that every engine sees the same run.

const WORD = 2 ** 32

/** The sfc32 generator: small, fast, and good enough to draw keys with. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, stream = 0) {
    this.#a = seed | 0
    this.#b = stream | 0
    this.#c = Math.floor(seed / WORD) | 0
    for (let round = 0; round < 12; round++) this.word()
  }

  /** An integer from 0 up to 2^32 - 1. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** A double in [0, 1) of 53 random bits: a zipfian tail of 10^10 items needs more than 32. */
  unit(): number {
    return ((this.word() >>> 5) * 67108864 + (this.word() >>> 6)) / 9007199254740992
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.unit() * bound)
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)]
    if (choice === undefined) throw new RangeError('there is nothing to pick from')
    return choice
  }
}

/** The numbers from `from` up to `to` - 1 in random order. */
export function shuffled(range: { from: number; to: number }, random: Random): number[] {
  const numbers = Array.from({ length: range.to - range.from }, (_, index) => range.from + index)
  for (let index = numbers.length - 1; index > 0; index--) {
    const other = random.below(index + 1)
    const held = numbers[index] ?? 0
    numbers[index] = numbers[other] ?? 0
    numbers[other] = held
  }
  return numbers
}
