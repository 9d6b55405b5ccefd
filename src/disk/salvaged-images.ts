/** The images of a damaged directory, as far as they are whole: half a table is not what anybody has backed up. */

import type { FileSystem } from '../env/files.js'
import { isStorageError } from '../errors/storage-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { TableStoreOptions } from '../storage/table-store.js'
import { readImage } from './image-file.js'
import type { Survey } from './survey.js'

interface SalvagedImagesOptions {
  readonly files: FileSystem
  /** Of 32 bytes. Undefined if nothing is encrypted. */
  readonly key: Uint8Array | undefined
  readonly tables: TableStoreOptions
}

export class SalvagedImages {
  readonly #options: SalvagedImagesOptions
  readonly #survey: Survey

  constructor(options: SalvagedImagesOptions, survey: Survey) {
    this.#options = options
    this.#survey = survey
  }

  /** The table of an image; undefined if it is missing or damaged. */
  async read(name: string): Promise<StoredTable | undefined> {
    const { databaseId, attached } = this.#survey
    const found = attached.find(one => one.name === name)
    if (found === undefined || databaseId === undefined) return undefined
    const { files, key, tables } = this.#options
    try {
      return await readImage({ files, key, databaseId, name, path: found.file }, tables)
    } catch (error) {
      if (isStorageError(error)) return undefined
      throw error
    }
  }
}
