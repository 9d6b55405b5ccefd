/**
 * The versions of items, of those that are there and of those that are gone, as long as something older may be on its way to them:
 * whatever comes to an item whose version is not kept is later than what is there. So a table whose replicas are up to date keeps
 * none, and a deletion needs no mark that stays.
 */

import type { PrimaryKey } from '../storage/primary-key.js'
import type { TableId } from '../types/table.js'
import { compareVersions, type Version } from './version.js'

/** No character of a key is greater than U+00FF. */
const BETWEEN_KEYS = '\uffff'

/** A version of an item of a table, as it is saved. */
export interface KeptVersion {
  readonly table: TableId
  readonly pk: string
  readonly sk: string
  readonly version: Version
}

export class KeptVersions {
  #tables = new Map<TableId, Map<string, Version>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Whether a version is later than what is there of an item. */
  isLatest(table: TableId, key: PrimaryKey, version: Version): boolean {
    const kept = this.#tables.get(table)?.get(placeOf(key))
    return kept === undefined || compareVersions(kept, version) < 0
  }

  /** Notes the version of an item, unless a later one is known. */
  note(table: TableId, key: PrimaryKey, version: Version): void {
    let versions = this.#tables.get(table)
    if (versions === undefined) {
      versions = new Map()
      this.#tables.set(table, versions)
    }
    const place = placeOf(key)
    const kept = versions.get(place)
    if (kept === undefined) this.#size += 1
    else if (compareVersions(kept, version) >= 0) return
    versions.set(place, version)
  }

  /** Forgets all. */
  clear(): void {
    if (this.#size === 0) return
    this.#tables.clear()
    this.#size = 0
  }

  /** Another table has the items of one. */
  copy(table: TableId, other: TableId): void {
    const versions = this.#tables.get(table)
    if (versions === undefined) return
    this.drop(other)
    this.#tables.set(other, new Map(versions))
    this.#size += versions.size
  }

  /** Forgets a table. */
  drop(table: TableId): void {
    this.#size -= this.#tables.get(table)?.size ?? 0
    this.#tables.delete(table)
  }

  /** Forgets the versions that nothing older can come to. */
  forget(table: TableId, isSettled: (version: Version) => boolean): void {
    const versions = this.#tables.get(table) ?? []
    for (const [place, version] of versions) {
      if (!isSettled(version)) continue
      this.#tables.get(table)?.delete(place)
      this.#size -= 1
    }
  }

  /** The tables that versions are kept of. */
  get tables(): readonly TableId[] {
    return [...this.#tables.keys()]
  }

  *all(): Generator<KeptVersion, void, undefined> {
    for (const [table, versions] of this.#tables) {
      for (const [place, version] of versions) {
        const [pk = '', sk = ''] = place.split(BETWEEN_KEYS)
        yield { table, pk, sk, version }
      }
    }
  }

  fork(): KeptVersions {
    const fork = new KeptVersions()
    for (const [table, versions] of this.#tables) fork.#tables.set(table, new Map(versions))
    fork.#size = this.#size
    return fork
  }
}

function placeOf({ pk, sk }: PrimaryKey): string {
  return pk + BETWEEN_KEYS + sk
}
