/** Restores that have to read or to write a file before their tables are there: meanwhile nobody else has their names. */

import type { RestoredFrom } from '../../types/table.js'

export class RunningRestores {
  readonly #sources = new Map<string, RestoredFrom>()

  /** What each of the tables that are not there yet is restored from, by the name that it is to have. */
  get all(): ReadonlyMap<string, RestoredFrom> {
    return this.#sources
  }

  get isEmpty(): boolean {
    return this.#sources.size === 0
  }

  /** Keeps a name, and what the table of that name is restored from, until that is done. */
  during<Result>(
    { target, source }: { readonly target: string; readonly source: RestoredFrom },
    restored: Promise<Result>,
  ): Promise<Result> {
    this.#sources.set(target, source)
    return restored.finally(() => this.#sources.delete(target))
  }
}
