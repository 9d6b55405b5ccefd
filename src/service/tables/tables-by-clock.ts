/** What is under way in tables, by the clock: changes begin, last as long as a status that passes, and are done. */

import { changesAt, isUnderWay } from '../../engine/table-settings.js'
import type { Clock } from '../../env/clock.js'
import type { StoredTable } from '../../storage/table.js'
import type { Period, TableChange, TableDescription, TableSettings } from '../../types/table.js'
import type { Begun } from './shared-changes.js'

interface TablesByClockOptions {
  readonly clock: Clock
  /** Milliseconds for which a table is CREATING, UPDATING or DELETING. Default: 0, so only the answer says so. */
  readonly transientStatusDuration?: number | undefined
}

/** What tables of any region become, and how long that takes. */
export class TablesByClock {
  protected readonly transientStatusDuration: number
  readonly #clock: Clock
  #moment: number | undefined

  constructor({ clock, transientStatusDuration = 0 }: TablesByClockOptions) {
    this.#clock = clock
    this.transientStatusDuration = transientStatusDuration
  }

  /** Runs one request, which does all that it does at one moment: times that it sets agree. */
  atOneMoment<Result>(request: () => Result): Result {
    this.#moment = this.#clock.now()
    try {
      return request()
    } finally {
      this.#moment = undefined
    }
  }

  /** Milliseconds since 1970-01-01T00:00:00Z: of the request that is being run, if there is one. */
  now(): number {
    return this.#moment ?? this.#clock.now()
  }

  /** What takes as long as a status that passes, from now on. */
  get passing(): Period {
    return { since: this.now(), until: this.doneAt }
  }

  /** When a change that begins now is done, in milliseconds since 1970. */
  get doneAt(): number {
    return this.now() + this.transientStatusDuration
  }

  /** The changes of a table that are under way. */
  changesOf({ description }: StoredTable): readonly TableChange[] {
    return changesAt(description, this.now())
  }

  /** How a table of any region is described when it gets other settings, and the changes that are under way then. */
  becoming(
    table: StoredTable,
    settings: TableSettings,
    begun: readonly Begun[] = [],
  ): { readonly description: TableDescription; readonly changes: readonly TableChange[] } {
    const changes = [...this.changesOf(table), ...begun.map(change => this.begin(change))]
    const description = { ...table.description, settings, changes: this.lasting(changes) }
    return { description, changes }
  }

  protected begin(change: Begun): TableChange {
    return { ...change, ...this.passing }
  }

  /** Changes that are done at once are told in the answer alone. */
  protected lasting(changes: readonly TableChange[]): readonly TableChange[] {
    return this.transientStatusDuration === 0 ? [] : changes
  }

  /** Whether a table takes requests on its items. */
  protected isServed({ changes }: TableDescription): boolean {
    if (changes.length === 0) return true
    // Tables that are to be deleted are not served, whether or not the time has come.
    if (changes.some(({ kind }) => kind === 'delete')) return false
    const now = this.now()
    return !changes.some(change => change.kind === 'create' && isUnderWay(change, now))
  }
}
