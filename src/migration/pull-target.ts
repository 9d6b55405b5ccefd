/** Where a pull writes to: a table, or the file of a seed. */

import type { WireMap } from '../encoding/wire-value.js'
import { type FileSystem, type OpenFile, systemFiles } from '../env/files.js'
import { pullHasOtherSchema } from '../errors/migration-errors.js'
import { writeAll } from '../remote/batches.js'
import type { End } from './ends.js'
import {
  createInputOf,
  shapeDifferences,
  type TableShape,
  tableAt,
  whenActive,
} from './table-shape.js'

export interface PullTarget {
  /** Whether what is written twice is there twice. */
  readonly isList: boolean
  /** Makes ready for items of a table like this one. */
  begin(shape: TableShape): Promise<void>
  /** Writes items, no two of which have the same key. */
  write(items: readonly WireMap[]): Promise<void>
  /** All items are written. */
  end(): Promise<void>
  /** Not all of them are, and no more will come. */
  abandon(): Promise<void>
}

const REPEATABLE = { isRepeatable: true }

/** A table of the same name at an end: made, or added to. It has no stream and no time to live, so that all that comes stays. */
export class TableTarget implements PullTarget {
  readonly isList = false
  readonly #end: End
  readonly #table: string

  constructor(end: End, table: string) {
    this.#end = end
    this.#table = table
  }

  async begin(shape: TableShape): Promise<void> {
    const there = await tableAt(this.#end, this.#table)
    if (there === undefined) {
      const input = { ...createInputOf(shape, undefined), DeletionProtectionEnabled: false }
      await this.#end.sender.send('CreateTable', input, REPEATABLE)
    }
    const differences = shapeDifferences(shape, await whenActive(this.#end, this.#table))
    if (differences.length > 0) throw pullHasOtherSchema(this.#table, this.#end.name, differences)
  }

  async write(items: readonly WireMap[]): Promise<void> {
    const door = { sender: this.#end.sender, table: this.#table, pace: undefined }
    await writeAll(
      door,
      items.map(Item => ({ PutRequest: { Item } })),
    )
  }

  async end(): Promise<void> {}

  async abandon(): Promise<void> {}
}

/**
 * A file that `seed` reads: `{ "tables": [ … ], "items": { "Orders": [ … ] } }`, an item a line. It is written beside its name, and has
 * that when it is whole.
 */
export class SeedTarget implements PullTarget {
  readonly isList = true
  readonly #path: string
  readonly #files: FileSystem
  readonly #table: string
  #file: OpenFile | undefined
  #length = 0
  #isFirst = true
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, table: string, files: FileSystem = systemFiles) {
    this.#path = path
    this.#table = table
    this.#files = files
  }

  get #unfinished(): string {
    return `${this.#path}.unfinished`
  }

  async begin(shape: TableShape): Promise<void> {
    if (await this.#files.exists(this.#unfinished)) await this.#files.remove(this.#unfinished)
    this.#file = await this.#files.create(this.#unfinished)
    const table = JSON.stringify(createInputOf(shape, undefined))
    await this.#append(`{"tables":[\n${table}\n],"items":{${JSON.stringify(this.#table)}:[\n`)
  }

  async write(items: readonly WireMap[]): Promise<void> {
    if (items.length === 0) return
    const lines = items.map(item => JSON.stringify(item)).join(',\n')
    const separator = this.#isFirst ? '' : ',\n'
    this.#isFirst = false
    await this.#append(`${separator}${lines}`)
  }

  async end(): Promise<void> {
    await this.#append('\n]}}\n')
    await this.#file?.dataSync()
    await this.#file?.close()
    await this.#files.rename(this.#unfinished, this.#path)
  }

  async abandon(): Promise<void> {
    await this.#file?.close()
    if (this.#file !== undefined) await this.#files.remove(this.#unfinished)
  }

  /** One after another: parts of the table are read side by side. */
  #append(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    const position = this.#length
    this.#length += bytes.length
    this.#writing = this.#writing.then(() => this.#file?.write(bytes, position))
    return this.#writing
  }
}
