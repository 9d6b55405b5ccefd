/** The rows of a SELECT, some at a time. */

import type { WireMap, WireValue } from '../encoding/wire-value.js'
import type { Json, ShellDoor } from './door.js'

interface Page {
  readonly Items?: readonly WireMap[]
  readonly NextToken?: string
  readonly ConsumedCapacity?: Consumed
}

interface Consumed {
  readonly CapacityUnits?: number
}

/** Rows that were asked for, and what they consumed. */
interface Rows {
  readonly items: readonly WireMap[]
  readonly units: number
  /** Whether there may be more. */
  readonly hasMore: boolean
}

/** A statement, with the values for its question marks. */
export interface Selection {
  readonly statement: string
  readonly parameters: readonly WireValue[]
}

/** A statement that is read page by page: not more of it is read than is shown, but for the rest of a page. */
export class Selected {
  readonly #door: ShellDoor
  readonly #selection: Selection
  #left: readonly WireMap[] = []
  #next: string | undefined
  #isAtEnd = false

  constructor(door: ShellDoor, selection: Selection) {
    this.#door = door
    this.#selection = selection
  }

  /** The next rows, up to so many. */
  async rows(count: number): Promise<Rows> {
    const items = this.#left.slice(0, count)
    this.#left = this.#left.slice(count)
    let units = 0
    while (items.length < count && !this.#isAtEnd) {
      const page = await this.#page()
      units += page.ConsumedCapacity?.CapacityUnits ?? 0
      const found = page.Items ?? []
      const room = count - items.length
      items.push(...found.slice(0, room))
      this.#left = found.slice(room)
    }
    return { items, units, hasMore: this.#left.length > 0 || !this.#isAtEnd }
  }

  async #page(): Promise<Page> {
    const { statement, parameters } = this.#selection
    const input: Json = {
      Statement: statement,
      ...(parameters.length === 0 ? {} : { Parameters: parameters }),
      ReturnConsumedCapacity: 'TOTAL',
      ...(this.#next === undefined ? {} : { NextToken: this.#next }),
    }
    const page = (await this.#door.send('ExecuteStatement', input)) as Page
    this.#next = page.NextToken
    this.#isAtEnd = page.NextToken === undefined
    return page
  }
}
