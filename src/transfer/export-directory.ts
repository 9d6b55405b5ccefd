/** The files of one export in a directory that stands for a bucket: written in order, and removed if it fails. */

import { dirname, join } from 'node:path'
import type { FileSystem, OpenFile } from '../env/files.js'
import { makeLasting, newPathOf, removeIfThere, writeWhole } from '../env/lasting-files.js'
import { withNamedFailures } from '../env/named-failures.js'
import { md5Of } from './export-data.js'
import { checksumKeyOf, type ExportLayout } from './export-layout.js'

/** Where an export is written. */
export interface ExportWhereabouts {
  readonly files: FileSystem
  /** The directory that stands for the bucket. */
  readonly directory: string
  readonly layout: ExportLayout
}

export class ExportDirectory {
  readonly #files: FileSystem
  readonly #directory: string
  readonly #layout: ExportLayout
  /** Keys of what was written, or begun, in this order. */
  readonly #keys: string[]

  /** An export that has these files, at the most, in the order in which they were written. */
  constructor({ files, directory, layout }: ExportWhereabouts, keys: readonly string[] = []) {
    this.#files = withNamedFailures(files)
    this.#directory = directory
    this.#layout = layout
    this.#keys = [...keys]
  }

  /**
   * Begins an export: makes its folders, and the file that says that it has begun.
   *
   * @throws FileFailed of code `EEXIST` if there is an export with this id, and what the file system says else
   */
  static async begin(
    files: FileSystem,
    directory: string,
    layout: ExportLayout,
  ): Promise<ExportDirectory> {
    const begun = new ExportDirectory({ files, directory, layout })
    await begun.#begin()
    return begun
  }

  async #begin(): Promise<void> {
    const { started, folder, data } = this.#layout
    try {
      await makeLasting(this.#files, this.#pathOf(folder))
      const file = await this.#files.create(this.#pathOf(started))
      // From here on the folder is that of this export, and of no other one.
      this.#keys.push(started)
      await file.close()
      await this.#files.syncDirectory(this.#pathOf(folder))
      await makeLasting(this.#files, this.#pathOf(data))
    } catch (error) {
      await this.remove()
      throw error
    }
  }

  /** Writes a file of the export, which is there, and lasts, when this has been fulfilled. */
  async write<Result>(key: string, write: (file: OpenFile) => Promise<Result>): Promise<Result> {
    this.#keys.push(key)
    return await writeWhole(this.#files, this.#pathOf(key), write)
  }

  /** Writes the manifests, with their checksums. The summary comes last: with it the export is complete. */
  async writeManifests({ files, summary }: { files: string; summary: string }): Promise<void> {
    await this.#writeText(this.#layout.files, files)
    await this.#writeText(checksumKeyOf(this.#layout.files), md5Of(files).toString('base64'))
    await this.#writeText(checksumKeyOf(this.#layout.summary), md5Of(summary).toString('base64'))
    await this.#writeText(this.#layout.summary, summary)
  }

  /**
   * Removes all that was written, the last file first: without its summary it is no export. What the file system does not let go
   * of stays.
   */
  async remove(): Promise<void> {
    for (const key of this.#keys.toReversed()) {
      const path = this.#pathOf(key)
      await this.#tried(() => removeIfThere(this.#files, newPathOf(path)))
      await this.#tried(() => removeIfThere(this.#files, path))
      // Were the power to fail now, the names of the manifests would not come back to files that are gone.
      if (dirname(key) === this.#layout.folder) await this.#tried(() => this.#sync(key))
    }
    const { folder, data } = this.#layout
    // A folder that somebody else has begun an export in is not empty.
    if (this.#keys.length > 0 && dirname(data) === folder)
      await this.#tried(() => this.#removeFolder(data))
    await this.#tried(() => this.#removeFolder(folder))
  }

  #writeText(key: string, text: string): Promise<void> {
    return this.write(key, file => file.write(Buffer.from(text), 0))
  }

  #removeFolder(key: string): Promise<void> {
    return this.#files.removeDirectory(this.#pathOf(key))
  }

  #sync(key: string): Promise<void> {
    return this.#files.syncDirectory(dirname(this.#pathOf(key)))
  }

  /** Why the export failed is told, and not what could not be done about it. */
  async #tried(call: () => Promise<void>): Promise<void> {
    try {
      await call()
    } catch {}
  }

  #pathOf(key: string): string {
    return join(this.#directory, ...key.split('/'))
  }
}
