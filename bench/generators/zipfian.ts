// Which item does a workload touch next? The generators of YCSB, in numbers instead of threads.
//
// Zipfian: rank r of n has weight 1 / (r + 1)^theta, drawn by the closed form of Gray et al.,
// "Quickly generating billion-record synthetic databases" (SIGMOD 1994), as YCSB draws it: exact
// for the first two ranks, an approximation for the others. Scrambled zipfian spreads the popular
// ranks over the key space by a hash. Latest makes the newest item the most popular one.

import type { Random } from './random.js'

export const THETA = 0.99

/** YCSB draws a scrambled rank from ten billion, whatever the table's size; zeta(10^10, .99). */
const SCRAMBLED_ITEM_COUNT = 10_000_000_000
const SCRAMBLED_ZETA = 26.46902820178302

/** Draws the number of an item. */
export interface Chooser {
  next(): number
}

/** The sum of 1 / i^theta for i from `from` + 1 to `to`, added to what was summed before. */
export function zeta(range: { from: number; to: number }, theta: number, before = 0): number {
  let sum = before
  for (let rank = range.from; rank < range.to; rank++) sum += 1 / (rank + 1) ** theta
  return sum
}

/** Ranks from 0 to itemCount - 1; rank 0 is the most popular. The count may grow. */
export class Zipfian implements Chooser {
  readonly #random: Random
  readonly #theta: number
  readonly #alpha: number
  readonly #zetaOfTwo: number
  #itemCount: number
  #zeta: number
  #eta: number

  constructor(
    itemCount: number,
    random: Random,
    options: { theta?: number | undefined; zeta?: number | undefined } = {},
  ) {
    this.#random = random
    this.#theta = options.theta ?? THETA
    this.#alpha = 1 / (1 - this.#theta)
    this.#zetaOfTwo = zeta({ from: 0, to: 2 }, this.#theta)
    this.#itemCount = itemCount
    this.#zeta = options.zeta ?? zeta({ from: 0, to: itemCount }, this.#theta)
    this.#eta = this.#etaNow()
  }

  next(): number {
    const unit = this.#random.unit()
    const scaled = unit * this.#zeta
    if (scaled < 1) return 0
    if (scaled < 1 + 0.5 ** this.#theta) return 1
    const rank = this.#itemCount * (this.#eta * unit - this.#eta + 1) ** this.#alpha
    return Math.min(Math.floor(rank), this.#itemCount - 1)
  }

  /** More items to choose from: only the new terms of zeta are summed. */
  growTo(itemCount: number): void {
    this.#zeta = zeta({ from: this.#itemCount, to: itemCount }, this.#theta, this.#zeta)
    this.#itemCount = itemCount
    this.#eta = this.#etaNow()
  }

  #etaNow(): number {
    const shrink = (2 / this.#itemCount) ** (1 - this.#theta)
    return (1 - shrink) / (1 - this.#zetaOfTwo / this.#zeta)
  }
}

/** Zipfian popularity, with the popular items spread over the whole key space. */
export class ScrambledZipfian implements Chooser {
  readonly #ranks: Zipfian
  readonly #itemCount: number

  constructor(itemCount: number, random: Random) {
    this.#ranks = new Zipfian(SCRAMBLED_ITEM_COUNT, random, { zeta: SCRAMBLED_ZETA })
    this.#itemCount = itemCount
  }

  next(): number {
    return fnvHashModulo(this.#ranks.next(), this.#itemCount)
  }
}

/** The newest item is the most popular; `grow` tells of an insert. */
export class Latest implements Chooser {
  readonly #ages: Zipfian
  #itemCount: number

  constructor(itemCount: number, random: Random) {
    this.#ages = new Zipfian(itemCount, random)
    this.#itemCount = itemCount
  }

  next(): number {
    return this.#itemCount - 1 - this.#ages.next()
  }

  grow(): void {
    this.#itemCount++
    this.#ages.growTo(this.#itemCount)
  }
}

/** Every item alike. */
export class Uniform implements Chooser {
  readonly #itemCount: number
  readonly #random: Random

  constructor(itemCount: number, random: Random) {
    this.#itemCount = itemCount
    this.#random = random
  }

  next(): number {
    return this.#random.below(this.#itemCount)
  }
}

const WORD = 2 ** 32
const FNV_OFFSET_HIGH = 0xcbf29ce4
const FNV_OFFSET_LOW = 0x84222325
/** The FNV prime is 2^40 + 435: a shift by one word and a byte, and a small product. */
const FNV_PRIME_LOW = 435

/**
 * |FNV-1a 64 of the eight bytes of `value`| modulo `modulus`, as YCSB hashes, in two words of 32
 * bits: `value` is below 2^53 and `modulus` at most 2^26, so every step is exact in a double.
 */
export function fnvHashModulo(value: number, modulus: number): number {
  let high = FNV_OFFSET_HIGH
  let low = FNV_OFFSET_LOW
  let rest = value
  for (let index = 0; index < 8; index++) {
    low = (low ^ (rest & 0xff)) >>> 0
    rest = Math.floor(rest / 256)
    const product = low * FNV_PRIME_LOW
    const carried = Math.floor(product / WORD) + low * 256
    high = (high * FNV_PRIME_LOW + carried) % WORD
    low = product % WORD
  }
  if (high >= WORD / 2) {
    // Two's complement: the absolute value of a negative 64-bit integer.
    high = (~high >>> 0) + (low === 0 ? 1 : 0)
    low = (WORD - low) % WORD
  }
  return ((high % modulus) * (WORD % modulus) + low) % modulus
}
