/** Chance that repeats itself: the same seed gives the same numbers on every machine. */

const WORD = 2 ** 32
/** The first numbers of similar seeds are similar. */
const ROUNDS_DROPPED = 12

/**
 * The generator sfc32: 96 bits of state and a counter of 32 bits. The state begins with the lower 32 bits of the seed, 0, and
 * its upper bits; the first twelve words are dropped. Source: PractRand, "sfc32".
 */
export class SeededRandom {
  #a: number
  #b = 0
  #c: number
  #counter = 1

  /** @param seed a whole number from 0 to 2^53 - 1 */
  constructor(seed: number) {
    this.#a = seed | 0
    this.#c = Math.floor(seed / WORD) | 0
    for (let round = 0; round < ROUNDS_DROPPED; round += 1) this.#word()
  }

  /** A number from 0 up to, but not including, 1, of 53 random bits: two words. */
  unit(): number {
    return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53
  }

  /** A whole number from `min` to `max`. */
  between(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1))
  }

  /** So many of the elements, in their order. */
  some<Element>(count: number, elements: readonly Element[]): Element[] {
    let left = count
    return elements.filter((_, place) => {
      const isTaken = this.unit() * (elements.length - place) < left
      if (isTaken) left -= 1
      return isTaken
    })
  }

  #word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}
