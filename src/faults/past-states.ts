/** What the database was before the last writes of clients, for reads that are behind: forks, each taken before a write. */

import type { Clock } from '../env/clock.js'
import type { Answer, Call } from '../transport/exchange.js'
import type { Element } from './elements.js'

/** A database as it was. */
export interface PastState {
  answer(call: Call): Promise<object>
}

interface Kept {
  /** How many writes there were before it. */
  readonly position: number
  /** When the write came. */
  readonly time: number
  /** The tables of the write, with their regions. */
  readonly tables: ReadonlySet<string>
  readonly state: PastState
}

/** How far behind, and what is read. */
interface Behind {
  readonly ms?: number | undefined
  readonly writes?: number | undefined
  readonly tables: ReadonlySet<string>
}

/** Each holds what its write has replaced. */
const STATES_MAX = 100

export class PastStates {
  readonly #fork: () => PastState
  readonly #clock: Clock
  /** The oldest first. */
  #kept: Kept[] = []
  #position = 0

  constructor(fork: () => PastState, clock: Clock) {
    this.#fork = fork
    this.#clock = clock
  }

  /** Passes a call on, and keeps what was before if it is a write. */
  async pass(
    { call, elements }: { readonly call: Call; readonly elements: readonly Element[] },
    next: Answer,
  ): Promise<object> {
    if (elements.some(({ kind }) => kind === 'other')) return this.#passOther(call, next)
    if (!elements.some(({ kind }) => kind === 'write')) return next(call)
    const kept = this.#keep(tablesOf(call, elements))
    try {
      return await next(call)
    } catch (error) {
      // Nothing has been written.
      this.#kept = this.#kept.filter(one => one !== kept)
      throw error
    }
  }

  /**
   * The state that a read finds which is behind.
   *
   * @param floor the position of the oldest state that it may find
   * @returns no state if that is the present one; and its position
   */
  before(behind: Behind, floor: number): { readonly state?: PastState; readonly position: number } {
    const wanted = this.#wanted(behind)
    const found = this.#kept.find(
      ({ position }) => position >= (wanted?.position ?? Infinity) && position >= floor,
    )
    return found ?? { position: this.#position }
  }

  #wanted({ ms, writes = 1, tables }: Behind): Kept | undefined {
    if (ms !== undefined) {
      const time = this.#clock.now() - ms
      return this.#kept.find(one => one.time > time)
    }
    if (writes === 0) return undefined
    const written = this.#kept.filter(one => [...one.tables].some(table => tables.has(table)))
    return written.at(-writes) ?? written[0]
  }

  forget(): void {
    this.#kept = []
  }

  #keep(tables: ReadonlySet<string>): Kept {
    const kept = {
      position: this.#position,
      time: this.#clock.now(),
      tables,
      state: this.#fork(),
    }
    this.#position += 1
    this.#kept.push(kept)
    if (this.#kept.length > STATES_MAX) this.#kept.shift()
    return kept
  }

  /** Where tables have been changed, what they were is no state that a read may find. */
  async #passOther(call: Call, next: Answer): Promise<object> {
    const answer = await next(call)
    if (!/^(Describe|List|Get)/.test(call.operation)) this.forget()
    return answer
  }
}

/** The tables of elements, with the region that they are in. */
export function tablesOf(
  { region }: Pick<Call, 'region'>,
  elements: readonly Element[],
): ReadonlySet<string> {
  return new Set(elements.map(({ table }) => `${region} ${table}`))
}
