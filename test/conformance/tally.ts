/** How many rows of each operation have passed each door. */

export class Tally {
  readonly #doors: readonly string[]
  readonly #passed = new Map<string, Map<string, number>>()

  constructor(doors: readonly string[]) {
    this.#doors = doors
  }

  /** Notes that a row has passed. */
  pass(operation: string, door: string): void {
    const counts = this.#passed.get(operation) ?? new Map<string, number>()
    counts.set(door, (counts.get(door) ?? 0) + 1)
    this.#passed.set(operation, counts)
  }

  /** A line for each operation, and one for all. */
  toString(): string {
    const operations = [...this.#passed.keys()].sort()
    const line = (name: string, cells: readonly (string | number)[]): string =>
      [name.padEnd(22), ...cells.map(cell => String(cell).padStart(9))].join('')
    const countOf = (operation: string, door: string): number =>
      this.#passed.get(operation)?.get(door) ?? 0
    const sumOf = (door: string): number =>
      operations.reduce((sum, operation) => sum + countOf(operation, door), 0)
    return [
      line('Rows passed', this.#doors),
      ...operations.map(operation =>
        line(
          operation,
          this.#doors.map(door => countOf(operation, door)),
        ),
      ),
      line('all', this.#doors.map(sumOf)),
    ].join('\n')
  }
}
