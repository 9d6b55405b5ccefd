/**
 * The directory of a database on disk: who has it, and what is in it.
 *
 * ```
 * LOCK                        who has it open (`lock.ts`)
 * MANIFEST                    what belongs to the database (`manifest.ts`)
 * log-<first>.hrl             segments of the log (`segment.ts`)
 * checkpoint-<last>.hrc       what the database held at a commit (`checkpoint-form.ts`)
 * *.hri, *.hrh                copies of tables, and their history (`attached-files.ts`)
 * *.new                       what is not in use yet
 * ```
 */

import { join, resolve } from 'node:path'
import type { FileSystem } from '../env/files.js'
import { makeLasting, newPathOf, removeIfThere } from '../env/lasting-files.js'
import type { Processes } from '../env/processes.js'
import type { Random } from '../env/random.js'
import { MissingFile, NotADatabase } from '../errors/storage-errors.js'
import { AttachedFiles } from './attached-files.js'
import { checkpointName, sequenceNumberOfName } from './checkpoint-form.js'
import { type CheckpointSource, writeCheckpoint } from './checkpoint-writer.js'
import { DATABASE_ID_BYTES, type FileIdentity } from './file-header.js'
import { type DirectoryLock, LOCK_NAME, takeLock } from './lock.js'
import {
  type CheckpointEntry,
  checkKey,
  encryptionOf,
  MANIFEST_NAME,
  type Manifest,
  readManifest,
  writeManifest,
} from './manifest.js'
import { SALT_BYTES } from './seal.js'
import { firstOfName } from './segment.js'
import { removeSegmentsBefore } from './segment-file.js'

export interface DirectoryOptions {
  readonly files: FileSystem
  readonly processes: Processes
  readonly random: Random
  /** It is made if it is not there. */
  readonly directory: string
  /** Of 32 bytes. Undefined if nothing is encrypted. */
  readonly key: Uint8Array | undefined
  /** About how many bytes a file of history is to have; by default, as many as history finds right. */
  readonly historyBytes?: number | undefined
}

export class DatabaseDirectory implements FileIdentity {
  readonly files: FileSystem
  readonly random: Random
  readonly directory: string
  readonly key: Uint8Array | undefined
  /** Undefined if it is only read. */
  readonly #lock: DirectoryLock | undefined
  /** What is beside the log and the checkpoint. */
  readonly attached: AttachedFiles
  readonly #historyBytes: number | undefined
  #manifest: Manifest

  private constructor(
    options: DirectoryOptions,
    manifest: Manifest,
    lock?: DirectoryLock | undefined,
  ) {
    this.files = options.files
    this.random = options.random
    this.directory = options.directory
    this.key = options.key
    this.#historyBytes = options.historyBytes
    this.#lock = lock
    this.#manifest = manifest
    this.attached = this.#attached(manifest, options.key)
  }

  /**
   * Takes a directory, and makes it one of a database if it is empty.
   *
   * @throws DatabaseLocked, NotADatabase, UnknownFormat, CorruptManifest, MissingFile, WrongKey, and what the file system throws
   */
  static async open(given: DirectoryOptions): Promise<DatabaseDirectory> {
    const options = { ...given, directory: resolve(given.directory) }
    const { files, directory, key } = options
    if (!(await files.exists(join(directory, MANIFEST_NAME)))) await makeLasting(files, directory)
    const lock = await takeLock(options)
    try {
      const manifest = (await readManifest(files, directory)) ?? (await newManifest(options))
      checkKey(manifest, key, directory)
      const opened = new DatabaseDirectory(options, manifest, lock)
      await opened.#removeUnused()
      await opened.attached.look()
      return opened
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /**
   * Looks into a directory, whoever has it open. Nothing in it is changed.
   *
   * @throws NotADatabase, UnknownFormat, CorruptManifest, MissingFile, WrongKey, and what the file system throws
   */
  static async look(given: DirectoryOptions): Promise<DatabaseDirectory> {
    const options = { ...given, directory: resolve(given.directory) }
    const { files, directory, key } = options
    const manifest = await readManifest(files, directory)
    if (manifest === undefined) throw await whyNoManifest(files, directory)
    checkKey(manifest, key, directory)
    const looked = new DatabaseDirectory(options, manifest)
    await looked.attached.look()
    return looked
  }

  get databaseId(): Uint8Array {
    return this.#manifest.databaseId
  }

  /** Undefined if there is none yet: all is in the log. */
  get checkpoint(): CheckpointEntry | undefined {
    return this.#manifest.checkpoint
  }

  /** The sequence number of the first frame of the log that is needed. */
  get firstSequenceNumber(): number {
    return this.#manifest.firstSequenceNumber
  }

  /** Segments that begin before it are of no use. */
  get firstSegment(): number | undefined {
    return this.#manifest.firstSegment
  }

  /** The log goes up to this commit at least; undefined if that is not known. */
  get lastSequenceNumber(): number | undefined {
    return this.#manifest.lastSequenceNumber
  }

  /** Takes down that the log, which is closed, goes up to this commit: so its end is missed when it is gone. */
  async noteEnd(lastSequenceNumber: number): Promise<void> {
    const { checkpoint, lastSequenceNumber: known = 0 } = this.#manifest
    if (lastSequenceNumber <= Math.max(known, checkpoint?.sequenceNumber ?? 0)) return
    await this.#publish({ ...this.#manifest, lastSequenceNumber })
  }

  /**
   * Writes a checkpoint, and puts it in the place of the one that there is. What nobody needs any more is removed then.
   *
   * @param whenWritten is waited for before it takes that place
   * @returns its bytes
   */
  async replaceCheckpoint(
    source: CheckpointSource,
    whenWritten?: () => Promise<void> | undefined,
  ): Promise<number> {
    const { files, directory, key } = this
    const { checkpoint, byteLength } = await this.#writeCheckpoint(source, key, whenWritten)
    const firstSequenceNumber = checkpoint.sequenceNumber + 1
    await this.#publish({ ...this.#manifest, checkpoint, firstSequenceNumber })
    await removeSegmentsBefore(files, directory, firstSequenceNumber)
    return byteLength
  }

  /**
   * Puts a checkpoint in the place of everything that there is, and encrypts by another key, or by none, from then on. A
   * crash leaves the one or the other. Nothing more may be written here: the directory is to be released.
   *
   * @param source has a sequence number that nothing has that there is
   */
  async replaceAll(source: CheckpointSource, key: Uint8Array | undefined): Promise<void> {
    const { generation: last = 0 } = this.#manifest
    const generation = last + 1
    const attached = this.#attached({ ...this.#manifest, generation }, key)
    const { checkpoint } = await this.#writeCheckpoint(source, key)
    const attachments = source.attachments()
    for (const { copyTo } of attachments) await copyTo(attached)
    const next = checkpoint.sequenceNumber + 1
    await this.#publish({
      generation,
      databaseId: this.databaseId,
      checkpoint,
      firstSequenceNumber: next,
      firstSegment: next,
      encryption: key && encryptionOf(key, this.random.bytes(SALT_BYTES)),
    })
    await attached.sweep(new Set(attachments.map(({ name }) => name)))
  }

  #attached({ databaseId, generation = 0 }: Manifest, key: Uint8Array | undefined): AttachedFiles {
    const { files, random, directory } = this
    const historyBytes = this.#historyBytes
    return new AttachedFiles({
      files,
      random,
      directory,
      databaseId,
      key,
      generation,
      historyBytes,
    })
  }

  async #writeCheckpoint(
    source: CheckpointSource,
    key: Uint8Array | undefined,
    whenWritten?: () => Promise<void> | undefined,
  ): Promise<{ readonly checkpoint: CheckpointEntry; readonly byteLength: number }> {
    const { files, directory, random, databaseId } = this
    const { sequenceNumber } = source
    const path = checkpointPath(directory, sequenceNumber)
    const newPath = newPathOf(path)
    await removeIfThere(files, newPath)
    const file = { files, random, databaseId, key, path: newPath }
    const byteLength = await writeCheckpoint(file, source)
    await whenWritten?.()
    await files.rename(newPath, path)
    await files.syncDirectory(directory)
    return { checkpoint: { name: checkpointName(sequenceNumber), sequenceNumber }, byteLength }
  }

  async #publish(manifest: Manifest): Promise<void> {
    await writeManifest(this.files, this.directory, manifest)
    this.#manifest = manifest
    await this.#removeUnused()
  }

  /** Lets others open it. */
  async release(): Promise<void> {
    await this.#lock?.release()
  }

  /** Removes checkpoints that are not the one of the manifest, those that were not finished, and segments of no use. */
  async #removeUnused(): Promise<void> {
    const { files, directory, checkpoint } = this
    const { firstSegment = 0 } = this.#manifest
    for (const name of await files.list(directory)) {
      const isCheckpoint = sequenceNumberOfName(name.replace(/\.new$/, '')) !== undefined
      const isOld = (firstOfName(name) ?? firstSegment) < firstSegment
      if (isOld || (isCheckpoint && name !== checkpoint?.name)) {
        await removeIfThere(files, join(directory, name))
      }
    }
  }
}

/** The path of the file of a checkpoint. */
export function checkpointPath(directory: string, sequenceNumber: number): string {
  return join(directory, checkpointName(sequenceNumber))
}

async function whyNoManifest(files: FileSystem, directory: string): Promise<Error> {
  const names = (await files.exists(directory)) ? await files.list(directory) : []
  const isOurs = names.some(
    name => firstOfName(name) !== undefined || sequenceNumberOfName(name) !== undefined,
  )
  return isOurs ? new MissingFile(join(directory, MANIFEST_NAME)) : new NotADatabase(directory)
}

/** Makes a directory, which must be empty, one of a database. */
async function newManifest({ files, directory, random, key }: DirectoryOptions): Promise<Manifest> {
  const names = await files.list(directory)
  const others = names.filter(name => !name.startsWith(LOCK_NAME) && !name.endsWith('.new'))
  if (others.length > 0) throw await whyNoManifest(files, directory)
  const manifest: Manifest = {
    databaseId: random.bytes(DATABASE_ID_BYTES),
    checkpoint: undefined,
    firstSequenceNumber: 1,
    encryption: key && encryptionOf(key, random.bytes(SALT_BYTES)),
  }
  await writeManifest(files, directory, manifest)
  return manifest
}
