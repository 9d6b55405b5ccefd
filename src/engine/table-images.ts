/**
 * Images: copies of tables that are not among those of the database. Backups hold them, and restored and imported tables are
 * made of them. In memory they share what they can with the table that they are copies of; on disk each becomes a file.
 *
 * An image is whole before anything refers to it, but for one of a backup, which a commit makes of what there is at that
 * moment: a database that is recovered makes it again, if its file is not there yet.
 */

import { assert } from '../errors/assert.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import type { SequenceNumber } from './change.js'

/** Where images last. */
export interface ImageFiles {
  has(name: string): boolean
  /** Writes the image of a table, to which nobody writes. Fulfilled when it lasts. */
  write(name: string, table: StoredTable): Promise<void>
  /** @throws MissingFile, CorruptImage, MisplacedFile */
  read(name: string, options: TableStoreOptions): Promise<StoredTable>
}

/** For a fork, which keeps its own in memory. */
type ReadableFiles = Pick<ImageFiles, 'has' | 'read'> & Partial<Pick<ImageFiles, 'write'>>

export class TableImages {
  readonly #files: ReadableFiles | undefined
  /** Those that are in memory: with files, until they are written. */
  readonly #held = new Map<string, StoredTable>()
  readonly #writing = new Map<string, Promise<void>>()
  /** What the next tables are made of. */
  readonly #ready = new Map<string, StoredTable>()
  /** Which files the tables of the log are made of, up to which commit: a database that is recovered needs them. */
  readonly #pins = new Map<string, SequenceNumber>()
  /** Files are written from `start` on. */
  #isStarted = false

  constructor(files: ReadableFiles | undefined) {
    this.#files = files
  }

  /** A copy that shares all images so far. What is on disk may go when the database that this one is of drops it. */
  fork(): TableImages {
    const files = this.#files
    const fork = new TableImages(
      files && { has: name => files.has(name), read: (name, options) => files.read(name, options) },
    )
    for (const [name, table] of this.#held) fork.#held.set(name, table)
    return fork
  }

  /** The database is recovered: images that it has made again are written. */
  start(): void {
    this.#isStarted = true
    for (const name of this.#held.keys()) this.#begin(name)
  }

  /** Keeps an image: a copy of a table that nobody writes to. */
  keep(name: string, image: StoredTable): void {
    if (this.#files?.has(name) === true) return
    this.#held.set(name, image)
    if (this.#isStarted) this.#begin(name)
  }

  /** Settles when an image lasts; undefined if it does. Rejected with the error of the file system if it could not be written. */
  whenKept(name: string): Promise<void> | undefined {
    return this.#writing.get(name)
  }

  /**
   * Settles when all images last, also those that could not be written before.
   *
   * @returns what is rejected with the error of the file system if some can't
   */
  async settle(): Promise<void> {
    if (this.#files?.write === undefined) return
    for (const name of this.#held.keys()) this.#begin(name)
    await Promise.all(this.#writing.values())
  }

  /** Nobody needs an image any more. Its file goes with the next checkpoint. */
  drop(name: string): void {
    this.#held.delete(name)
    this.#writing.delete(name)
  }

  /** Whether there is an image of this name. */
  has(name: string): boolean {
    return this.#held.has(name) || this.#files?.has(name) === true
  }

  /**
   * A table with what an image has, for whoever asks alone.
   *
   * @throws MissingFile, CorruptImage, MisplacedFile
   */
  load(name: string, options: TableStoreOptions): StoredTable | Promise<StoredTable> {
    const held = this.#held.get(name)
    if (held !== undefined) return held.fork(options)
    assert(this.#files !== undefined, 'an image is in memory or in a file')
    return this.#files.read(name, options)
  }

  /**
   * Writes the image of a table that is going to be made, if it has to last: before the commit that makes it.
   *
   * @returns what settles when it lasts; undefined if it is to be in memory only
   * @param image nobody else uses it
   */
  store(name: string, image: StoredTable): Promise<void> | undefined {
    if (this.#files?.write === undefined) return undefined
    this.#pins.set(name, Number.POSITIVE_INFINITY)
    return this.#files.write(name, image)
  }

  /** The next commit makes a table of this image. Nobody else uses it. */
  prepare(name: string, image: StoredTable): void {
    this.#ready.set(name, image)
  }

  /** What has been prepared for the table that is being made. */
  take(name: string): StoredTable {
    const image = this.#ready.get(name)
    assert(image !== undefined, 'what a table is made of is there before it')
    this.#ready.delete(name)
    return image
  }

  /** A table has been made of an image by a commit: its file is needed until a checkpoint has that. */
  pin(name: string, sequenceNumber: SequenceNumber): void {
    if (this.#files?.write !== undefined) this.#pins.set(name, sequenceNumber)
  }

  /** No table is made of what has been prepared, or stored for it, after all. */
  unprepare(name: string): void {
    this.#ready.delete(name)
    if (this.#pins.get(name) === Number.POSITIVE_INFINITY) this.#pins.delete(name)
  }

  /** A checkpoint has all commits up to this one. */
  passed(checkpoint: SequenceNumber): void {
    for (const [name, sequenceNumber] of this.#pins) {
      if (sequenceNumber <= checkpoint) this.#pins.delete(name)
    }
  }

  /** The images that are needed beside those of backups. */
  get pinned(): Iterable<string> {
    return this.#pins.keys()
  }

  #begin(name: string): void {
    const image = this.#held.get(name)
    if (image === undefined || this.#files?.write === undefined || this.#writing.has(name)) return
    const written = this.#files.write(name, image).then(
      () => this.drop(name),
      (error: unknown) => {
        this.#writing.delete(name) // to be tried again
        throw error
      },
    )
    written.catch(() => {}) // whoever waits is told
    this.#writing.set(name, written)
  }
}
