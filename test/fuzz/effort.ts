/** How much a fuzz test does. In the suite it is a short run; `HASHRANGE_FUZZ=50` makes it fifty times as long. */

const factor = Number(process.env.HASHRANGE_FUZZ ?? '1')

/** So many rounds, times the factor of the environment. */
export function rounds(count: number): number {
  return Math.max(1, Math.round(count * factor))
}

/** Milliseconds within which a test of this effort must be done. */
export const TIMEOUT = 300_000 * Math.max(1, factor)

/** How often each thing was met, to be printed and to be checked: a fuzz test that meets nothing tests nothing. */
export class Tally {
  readonly #counts = new Map<string, number>()

  count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Prints one line: what was done, with which seed, and the counts, the most frequent first. */
  print(title: string, seed: number): void {
    const sorted = [...this.#counts].sort(([, a], [, b]) => b - a)
    const counts = sorted.map(([name, count]) => `${name} ${count}`).join(', ')
    process.stderr.write(`fuzz: ${title}, seed ${seed}: ${this.total} (${counts})\n`)
  }
}
