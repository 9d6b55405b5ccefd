/**
 * The versions of items, of those that are there and of those that are gone, as long as something older may be on its way to them:
 * whatever comes to an item whose version is not kept is later than what is there. So a table whose replicas are up to date keeps
 * none, and a deletion needs no mark that stays.
 */

import type { PrimaryKey } from '../storage/primary-key.js'
import type { TableId } from '../types/table.js'
import type { Message } from './link.js'
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

/** A write as far as it matters here. */
type Written = Pick<Message, 'key' | 'version'>

export class KeptVersions {
  readonly #tables = new Map<TableId, VersionsOfTable>()

  /** Of how many items a version is kept. Takes time for each that was noted since somebody last asked. */
  get size(): number {
    let size = 0
    for (const versions of this.#tables.values()) size += versions.byPlace.size
    return size
  }

  /** How many there are at the most: an item that was written twice may count as two. */
  get sizeMax(): number {
    let size = 0
    for (const versions of this.#tables.values()) size += versions.sizeMax
    return size
  }

  /** Of how many items of a table the version is known. */
  sizeOf(table: TableId): number {
    return this.#tables.get(table)?.byPlace.size ?? 0
  }

  /** Whether a version is later than what is there of an item. */
  isLatest(table: TableId, { key, version }: Written): boolean {
    const versions = this.#tables.get(table)
    if (versions === undefined || versions.sizeMax === 0) return true
    const kept = versions.byPlace.get(placeOf(key))
    return kept === undefined || compareVersions(kept, version) < 0
  }

  /** Notes the version of an item, unless a later one is known. */
  note(table: TableId, written: Written): void {
    let versions = this.#tables.get(table)
    if (versions === undefined) {
      versions = new VersionsOfTable()
      this.#tables.set(table, versions)
    }
    versions.note(written)
  }

  /** Forgets all. */
  clear(): void {
    for (const versions of this.#tables.values()) versions.clear()
  }

  /** Another table has the items of one. */
  copy(table: TableId, other: TableId): void {
    const versions = this.#tables.get(table)
    if (versions !== undefined) this.#tables.set(other, versions.copy())
  }

  /** Forgets a table. */
  drop(table: TableId): void {
    this.#tables.delete(table)
  }

  /** Forgets the versions that nothing older can come to. */
  forget(table: TableId, isSettled: (version: Version) => boolean): void {
    const versions = this.#tables.get(table)?.byPlace
    if (versions === undefined) return
    for (const [place, version] of versions) if (isSettled(version)) versions.delete(place)
  }

  /** The tables that versions are kept of. */
  get tables(): readonly TableId[] {
    return [...this.#tables.keys()]
  }

  /** Those of one table, or of all. */
  *all(of?: TableId): Generator<KeptVersion, void, undefined> {
    for (const [table, { byPlace }] of this.#tables) {
      if (of !== undefined && of !== table) continue
      for (const [place, version] of byPlace) {
        const [pk = '', sk = ''] = place.split(BETWEEN_KEYS)
        yield { table, pk, sk, version }
      }
    }
  }

  fork(): KeptVersions {
    const fork = new KeptVersions()
    for (const [table, versions] of this.#tables) fork.#tables.set(table, versions.copy())
    return fork
  }
}

/**
 * The versions of the items of one table. What is noted is put in its place only once somebody asks: most are forgotten at the end
 * of the turn that they were written in, and nobody has asked.
 */
class VersionsOfTable {
  readonly #byPlace: Map<string, Version>
  #noted: Written[] = []

  constructor(byPlace = new Map<string, Version>()) {
    this.#byPlace = byPlace
  }

  get sizeMax(): number {
    return this.#byPlace.size + this.#noted.length
  }

  get byPlace(): Map<string, Version> {
    for (const { key, version } of this.#noted) {
      const place = placeOf(key)
      const kept = this.#byPlace.get(place)
      if (kept === undefined || compareVersions(kept, version) < 0)
        this.#byPlace.set(place, version)
    }
    if (this.#noted.length > 0) this.#noted = []
    return this.#byPlace
  }

  note(written: Written): void {
    this.#noted.push(written)
  }

  clear(): void {
    if (this.#byPlace.size > 0) this.#byPlace.clear()
    if (this.#noted.length > 0) this.#noted = []
  }

  copy(): VersionsOfTable {
    return new VersionsOfTable(new Map(this.byPlace))
  }
}

/** Where the version of an item is: of a table without sort keys, the text that its key has already. */
export function placeOf({ pk, sk }: PrimaryKey): string {
  return sk === '' ? pk : pk + BETWEEN_KEYS + sk
}
