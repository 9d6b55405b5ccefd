/**
 * Where in the space of hashes a table is read and written: capacity units by 64 ranges of it in each minute, and the hashes
 * that the most units went to, from a sample of the accesses.
 */

/** Ranges of equal width that the hashes are divided into. */
export const HEAT_RANGES = 64
const RANGE_BITS = 26
/** Minutes with accesses that are remembered. */
const HEAT_MINUTES_MAX = 180
/** Accesses of one minute that are remembered at the most; an even number. */
const SAMPLES_MAX = 512
/** Hashes of one minute that are remembered. */
const HOT_HASHES = 16

/** Units that went to one hash, as the sample has it. */
export interface HotHash {
  readonly hash: number
  readonly readUnits: number
  readonly writeUnits: number
}

/** One minute. */
export interface HeatRow {
  /** Minutes since 1970. */
  readonly minute: number
  /** Read units by range, and behind them write units by range. */
  readonly units: Float32Array
  /** The hottest first. */
  readonly hot: readonly HotHash[]
}

export class Heat {
  readonly #rows: HeatRow[] = []
  readonly #units = new Float64Array(2 * HEAT_RANGES)
  /** Hashes of sampled accesses, and their units, those of writes being negative. */
  readonly #hashes: number[] = []
  readonly #amounts: number[] = []
  /** Accesses that one sample stands for. */
  #stride = 1
  #untilSample = 1
  #chance = 1
  #isEmpty = true

  /** True for some of the accesses, a few thousand a minute at the most. */
  read(hash: number, units: number): boolean {
    return this.#count(hash, hash >>> RANGE_BITS, units)
  }

  /** Likewise. */
  write(hash: number, units: number): boolean {
    return this.#count(hash, HEAT_RANGES + (hash >>> RANGE_BITS), units)
  }

  /** Ends a minute. */
  turn(minute: number): void {
    const row = this.#current(minute)
    if (row === undefined) return
    this.#rows.push(row)
    if (this.#rows.length > HEAT_MINUTES_MAX) this.#rows.shift()
    this.#units.fill(0)
    this.#hashes.length = 0
    this.#amounts.length = 0
    this.#stride = 1
    this.#untilSample = 1
    this.#isEmpty = true
  }

  /** The minutes with accesses, in order, the one that goes on being `minute`. */
  rows(minute: number): readonly HeatRow[] {
    const current = this.#current(minute)
    return current === undefined ? this.#rows : [...this.#rows, current]
  }

  #count(hash: number, place: number, units: number): boolean {
    this.#units[place] = (this.#units[place] as number) + units
    this.#untilSample -= 1
    if (this.#untilSample > 0) return false
    this.#sample(hash, place < HEAT_RANGES ? units : -units)
    return true
  }

  #current(minute: number): HeatRow | undefined {
    if (this.#isEmpty) return undefined
    return { minute, units: Float32Array.from(this.#units), hot: this.#hottest() }
  }

  /**
   * Every access is sampled at first. Each time there is no more room, every other sample is forgotten, and the rest stand
   * for twice as many. The distances vary, so that keys asked for in turn are all sampled.
   */
  #sample(hash: number, amount: number): void {
    this.#isEmpty = false
    if (this.#hashes.length === SAMPLES_MAX) this.#thinOut()
    this.#hashes.push(hash)
    this.#amounts.push(amount)
    this.#chance = (Math.imul(this.#chance, 1_664_525) + 1_013_904_223) >>> 0
    const span = 2 * this.#stride - 1
    this.#untilSample = 1 + Math.floor((this.#chance / 2 ** 32) * span)
  }

  #thinOut(): void {
    for (let place = 0; place < SAMPLES_MAX / 2; place += 1) {
      this.#hashes[place] = this.#hashes[2 * place] as number
      this.#amounts[place] = this.#amounts[2 * place] as number
    }
    this.#hashes.length = SAMPLES_MAX / 2
    this.#amounts.length = SAMPLES_MAX / 2
    this.#stride *= 2
  }

  #hottest(): HotHash[] {
    const byHash = new Map<number, { hash: number; readUnits: number; writeUnits: number }>()
    for (const [place, hash] of this.#hashes.entries()) {
      const found = byHash.get(hash) ?? { hash, readUnits: 0, writeUnits: 0 }
      const amount = (this.#amounts[place] as number) * this.#stride
      if (amount > 0) found.readUnits += amount
      else found.writeUnits -= amount
      byHash.set(hash, found)
    }
    return hottestOf([...byHash.values()])
  }
}

/** Only those that can be among the first are put in order: a page of the explorer asks for them each second. */
function hottestOf(hashes: readonly HotHash[]): HotHash[] {
  const units = Float64Array.from(hashes, ({ readUnits, writeUnits }) => readUnits + writeUnits)
  const least = units.sort().at(-HOT_HASHES) ?? 0
  return hashes
    .filter(({ readUnits, writeUnits }) => readUnits + writeUnits >= least)
    .sort(hotterFirst)
    .slice(0, HOT_HASHES)
}

/** Which of two hashes is to be told first. */
export function hotterFirst(left: HotHash, right: HotHash): number {
  return right.readUnits + right.writeUnits - left.readUnits - left.writeUnits
}
