/**
 * Files beside the log and the checkpoint, each written once and then never changed: images of tables, and pieces of their
 * history. They are told by names.
 *
 * ```
 * <name>.hri                  an image (`image-file.ts`)
 * <name>.hrh                  a piece of history (`history-file.ts`); its name begins with `history-`
 * <name>.<generation>.hri     the same in a directory that was written anew as a whole, so often
 * ```
 */

import { join } from 'node:path'
import type { HistoryFiles } from '../engine/history-files.js'
import type { ImageFiles } from '../engine/table-images.js'
import type { FileSystem, OpenFile } from '../env/files.js'
import { codeOf } from '../env/files.js'
import { removeIfThere, writeWhole } from '../env/lasting-files.js'
import type { Random } from '../env/random.js'
import { DatabaseClosed } from '../errors/native-errors.js'
import { MissingFile } from '../errors/storage-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import type { FileIdentity } from './file-header.js'
import { bytesOfHistory, historyFileOf } from './history-file.js'
import { readImage, writeImage } from './image-file.js'
import { SALT_BYTES } from './seal.js'

/** A file that belongs to a checkpoint, or will. */
export interface Attachment {
  readonly name: string
  /** Writes the same into another directory, or encrypted by another key. */
  readonly copyTo: (files: AttachedFiles) => Promise<void>
}

interface AttachedOptions extends FileIdentity {
  readonly files: FileSystem
  readonly random: Random
  readonly directory: string
  /** Files of another one are of no use. */
  readonly generation: number
  readonly historyBytes?: number | undefined
}

interface AttachedName {
  readonly name: string
  readonly generation: number
  /** It is not in use yet. */
  readonly isNew: boolean
  readonly isHistory: boolean
}

const NAME = /^([a-z]+-[0-9a-f-]+)(?:\.(\d+))?\.hr[ih](\.new)?$/
const HISTORY_PREFIX = 'history-'

/** What the name of a file says, if it is one of these. */
export function attachedName(file: string): AttachedName | undefined {
  const [, name, generation = '0', isNew] = NAME.exec(file) ?? []
  if (name === undefined) return undefined
  const isHistory = name.startsWith(HISTORY_PREFIX)
  return { name, generation: Number(generation), isNew: isNew !== undefined, isHistory }
}

export class AttachedFiles {
  readonly #options: AttachedOptions
  readonly #names = new Set<string>()
  readonly #writing = new Map<string, Promise<void>>()
  #isClosed = false

  constructor(options: AttachedOptions) {
    this.#options = options
  }

  /** Takes notice of the files that there are. */
  async look(): Promise<void> {
    const { files, directory, generation } = this.#options
    for (const file of await files.list(directory)) {
      const found = attachedName(file)
      if (found?.generation === generation && !found.isNew) this.#names.add(found.name)
    }
  }

  has(name: string): boolean {
    return this.#names.has(name)
  }

  /** Images of tables. */
  get images(): ImageFiles {
    return {
      has: name => this.has(name),
      write: (name, table) => this.writeImage(name, table),
      read: (name, options) => this.#readImage(name, options),
    }
  }

  /** Pieces of history. */
  get history(): HistoryFiles {
    return {
      bytes: this.#options.historyBytes,
      write: (name, bytes) => this.writeHistory(name, bytes),
      read: name => this.readHistory(name),
    }
  }

  writeImage(name: string, table: StoredTable): Promise<void> {
    return this.#write(name, file => writeImage(file, { ...this.#options, name }, table))
  }

  writeHistory(name: string, bytes: Uint8Array): Promise<void> {
    const salt = this.#options.random.bytes(SALT_BYTES)
    const whole = historyFileOf({ ...this.#options, name, salt }, bytes)
    return this.#write(name, file => file.write(whole, 0))
  }

  /** @throws MissingFile, CorruptHistory, MisplacedFile, UnknownFormat */
  readHistory(name: string): Uint8Array {
    const path = this.#pathOf(name)
    return bytesOfHistory({ ...this.#options, name, path }, this.#readNow(path))
  }

  /** Removes all files but those of these names, and what was not finished. */
  async sweep(inUse: ReadonlySet<string>): Promise<void> {
    const { files, directory, generation } = this.#options
    for (const file of await files.list(directory)) {
      const found = attachedName(file)
      if (found === undefined || this.#writing.has(found.name)) continue
      if (found.generation === generation && !found.isNew && inUse.has(found.name)) continue
      this.#names.delete(found.name)
      await removeIfThere(files, join(directory, file))
    }
  }

  #readImage(name: string, options: TableStoreOptions): Promise<StoredTable> {
    return readImage({ ...this.#options, path: this.#pathOf(name), name }, options)
  }

  /** Writes no further files. Fulfilled when none is being written. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled(this.#writing.values())
  }

  #write(name: string, write: (file: OpenFile) => Promise<void>): Promise<void> {
    if (this.#isClosed) return Promise.reject(new DatabaseClosed())
    const written = writeWhole(this.#options.files, this.#pathOf(name), write)
      .then(() => {
        this.#names.add(name)
      })
      .finally(() => this.#writing.delete(name))
    this.#writing.set(name, written)
    return written
  }

  #readNow(path: string): Buffer {
    try {
      return this.#options.files.readNow(path)
    } catch (error) {
      throw codeOf(error) === 'ENOENT' ? new MissingFile(path) : error
    }
  }

  #pathOf(name: string): string {
    const { directory, generation } = this.#options
    const ending = name.startsWith(HISTORY_PREFIX) ? 'hrh' : 'hri'
    return join(directory, `${name}${generation === 0 ? '' : `.${generation}`}.${ending}`)
  }
}
