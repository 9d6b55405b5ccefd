/**
 * The history of the tables with point-in-time recovery: a journal for each. It follows the log before the catalog does, so
 * that it still sees a table as it was whose description changes. Indexes follow from their tables, and have no journal.
 */

import type { Packable } from '../encoding/msgpack.js'
import { descriptionOf } from '../engine/catalog.js'
import type { Change, Commit } from '../engine/change.js'
import type { KeepingFollower } from '../engine/follower.js'
import type { HistoryFiles } from '../engine/history-files.js'
import { isSystemTable, type Regions } from '../engine/regions.js'
import { WeakCollection } from '../env/weak-collection.js'
import { assert } from '../errors/assert.js'
import { EVERYTHING } from '../storage/position-range.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import { NO_RECORD } from '../storage/record-ref.js'
import { RecordWalk } from '../storage/record-walk.js'
import type { StoredTable } from '../storage/table.js'
import type { TableDescription, TableId } from '../types/table.js'
import { ChunkMover } from './chunk-mover.js'
import { Journal, type JournalOptions } from './journal.js'
import type { JournalPart } from './journal-parts.js'
import { type NetChange, netChanges, type TimeSpan } from './net-changes.js'
import { tableAt, type Unwinding } from './unwind.js'
import { type ItemVersion, versionsOf } from './versions.js'

interface HistoryOptions {
  readonly regions: Regions
  /** Where history lasts that is too much for memory; undefined to keep it in memory. */
  readonly files?: HistoryFiles | undefined
  /** Whether files are only read. */
  readonly isReadOnly?: boolean | undefined
  /** Bytes of the records of a chunk, unless it is one large record. */
  readonly chunkBytes?: number | undefined
}

const CHUNK_BYTES = 1 << 20
const DAY = 86_400_000
/** How often what is too old is forgotten, in milliseconds. */
const TRIM_STEP = 600_000
export class History implements KeepingFollower {
  readonly name = 'history'
  readonly #regions: Regions
  readonly #files: HistoryFiles | undefined
  readonly #journalOptions: JournalOptions
  readonly #journals = new Map<TableId, Journal>()
  /** Undefined if chunks stay in memory. */
  readonly #mover: ChunkMover | undefined
  /** The number of the chunk that was begun last, of all tables. */
  #lastNumber = 0
  #nextTrim = Number.POSITIVE_INFINITY
  /** The journal whose parts are being loaded. */
  #loaded: Journal | undefined
  /** This one and all forks, as long as they are used: they read the same files. Undefined if there are none. */
  #family: WeakCollection<History> | undefined

  constructor({ regions, files, isReadOnly, ...options }: HistoryOptions) {
    const { chunkBytes = files?.bytes ?? CHUNK_BYTES } = options
    this.#regions = regions
    this.#files = files
    if (files !== undefined) this.#join(new WeakCollection())
    this.#mover = files === undefined || isReadOnly === true ? undefined : new ChunkMover(files)
    this.#journalOptions = {
      chunkBytes,
      // Numbers of commits, unless more chunks than one begin at once.
      takeNumber: sequenceNumber => {
        this.#lastNumber = Math.max(sequenceNumber, this.#lastNumber + 1)
        return this.#lastNumber
      },
      onSealed: chunk => this.#mover?.move(chunk),
    }
  }

  /** The same for a fork of the database, whose regions are given: it reads files, and writes none. */
  fork(regions: Regions): History {
    const fork = new History({ regions, chunkBytes: this.#journalOptions.chunkBytes })
    for (const [id, journal] of this.#journals) {
      fork.#journals.set(id, journal.fork(fork.#journalOptions))
    }
    fork.#lastNumber = this.#lastNumber
    fork.#nextTrim = this.#nextTrim
    if (this.#family !== undefined) fork.#join(this.#family)
    return fork
  }

  *save(): Generator<Packable, void, undefined> {
    if (this.#lastNumber > 0) yield { kind: 'numbers', last: this.#lastNumber }
    for (const journal of this.#journals.values()) {
      for (const part of journal.save()) yield part as unknown as Packable
    }
  }

  load(piece: Packable): void {
    // Only `save` makes them.
    const part = piece as unknown as JournalPart
    if (part.kind === 'numbers') this.#lastNumber = part.last
    else if (part.kind === 'journal') {
      this.#loaded = new Journal(this.#journalOptions, part.state)
      this.#add(this.#loaded, part.state.horizon)
    } else {
      assert(this.#loaded !== undefined, 'a journal begins with what it is')
      this.#loaded.load(part, this.#files)
      const chunk = this.#loaded.chunks.at(-1)
      if (chunk?.isInMemory === true) this.#mover?.moveLater(chunk)
    }
  }

  apply(commit: Commit): void {
    const { changes } = commit
    for (let index = 0; index < changes.length; index += 1) {
      const change = changes[index] as Change
      const { table, before, after } = change
      if (table.description.settings.pointInTime !== undefined) {
        const journal = this.#journals.get(table.id)
        journal?.append(commit, before ?? after, change.kind)
      } else if (isSystemTable(table)) this.#redescribe(commit, change)
    }
    if (commit.time >= this.#nextTrim) this.#trim(commit.time)
  }

  /** The journal of a table; undefined if it has none. */
  journalOf(table: StoredTable): Journal | undefined {
    return this.#journals.get(table.id)
  }

  /**
   * A table that has a journal as it was at a time, which may not be before the journal's first one: as `tableAt` says.
   */
  tableAt(table: StoredTable, time: number, unwinding: Unwinding): StoredTable {
    return tableAt(table, this.#of(table), time, unwinding)
  }

  /** The items of a table that has a journal which were changed in a span of time, each once: as `netChanges` says. */
  netChanges(table: StoredTable, span: TimeSpan): readonly NetChange[] {
    return netChanges(table, this.#of(table), span)
  }

  /** The versions of an item of a table that has a journal, the oldest first: as `versionsOf` says. */
  versionsOf(table: StoredTable, key: PrimaryKey, after?: number): readonly ItemVersion[] {
    return versionsOf(table, this.#of(table), key, after)
  }

  /** The first time at which a table that has a journal is known, in milliseconds since 1970. */
  firstTimeOf(table: StoredTable): number {
    return this.#of(table).firstTime
  }

  /** The files that this database and its forks read. What a checkpoint needs it has to say itself, as long as it is there. */
  fileNames(): ReadonlySet<string> {
    const names = new Set<string>()
    for (const history of this.#family ?? [this]) {
      for (const name of history.#ownFileNames()) names.add(name)
    }
    return names
  }

  /** Writes no further files. What is in none is in the checkpoint, or made again by the log. */
  close(): void {
    this.#mover?.stop()
  }

  /** Fulfilled when no file is being written. */
  async whenWritten(): Promise<void> {
    await this.#mover?.whenIdle()
  }

  #join(family: WeakCollection<History>): void {
    family.add(this)
    this.#family = family
  }

  *#ownFileNames(): Generator<string, void, undefined> {
    for (const { chunks } of this.#journals.values()) {
      // Of one in memory a file may be being written.
      for (const { name } of chunks) yield name
    }
  }

  #of(table: StoredTable): Journal {
    const journal = this.#journals.get(table.id)
    assert(journal !== undefined, 'a table with point-in-time recovery has a journal')
    return journal
  }

  /** A table is created, changed or dropped; the catalog has not seen to it yet. */
  #redescribe(commit: Commit, { table: system, before, after }: Change): void {
    const description = descriptionOf((after ?? before).item)
    const wanted = after === undefined ? undefined : description.settings.pointInTime
    const current = this.#journals.get(description.id)
    if (current !== undefined && current.since !== wanted?.since) this.#drop(current)
    if (wanted === undefined) return
    if (current?.since !== wanted.since) {
      const state = { tableId: description.id, ...wanted }
      this.#add(Journal.begun(this.#journalOptions, state), commit.time)
      return
    }
    current.days = wanted.days
    const table = this.#regions.region(system.region).tables.byName(description.name)
    assert(table?.id === description.id, 'a table that is changed is there')
    if (isTruncated(table, description)) this.#removeAll(commit, table, current)
  }

  /** All items are removed at once: nobody is told of them one by one. */
  #removeAll(commit: Commit, { store }: StoredTable, journal: Journal): void {
    const walk = new RecordWalk(store, EVERYTHING, false, Number.POSITIVE_INFINITY)
    for (let ref = walk.next(); ref !== NO_RECORD; ref = walk.next()) {
      journal.append(commit, store.image(ref), 'remove')
    }
  }

  #add(journal: Journal, now: number): void {
    this.#journals.set(journal.tableId, journal)
    this.#nextTrim = Math.min(this.#nextTrim, now + TRIM_STEP)
  }

  #drop(journal: Journal): void {
    this.#journals.delete(journal.tableId)
    for (const chunk of journal.chunks) this.#mover?.forget(chunk)
    if (this.#journals.size === 0) this.#nextTrim = Number.POSITIVE_INFINITY
  }

  #trim(now: number): void {
    this.#nextTrim = now + TRIM_STEP
    for (const journal of this.#journals.values()) {
      for (const chunk of journal.trim(now - journal.days * DAY)) this.#mover?.forget(chunk)
    }
  }
}

function isTruncated(table: StoredTable, { truncations }: TableDescription): boolean {
  return truncations !== table.description.truncations
}
