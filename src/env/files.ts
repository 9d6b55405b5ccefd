/**
 * Files, as an interface, so that a test can take the disk away at any call. It has what a database on disk needs, and
 * says what lasts: nothing does before it is synced, neither bytes nor the names of files.
 */

import {
  type BigIntStats,
  close,
  constants,
  type Dirent,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  link,
  mkdir,
  open,
  read,
  readdir,
  readFileSync,
  rename,
  rmdir,
  stat,
  unlink,
  write,
} from 'node:fs'
import { readFile } from 'node:fs/promises'

/** Files of one machine. All methods reject with an error of Node: its `code` is `ENOENT`, `EEXIST`, `EIO` and so on. */
export interface FileSystem {
  /** Opens a file that is there. */
  open(path: string, access: 'read' | 'write'): Promise<OpenFile>
  /** Makes an empty file and opens it for reading and writing. Rejects with `EEXIST` if there is one of that name. */
  create(path: string): Promise<OpenFile>
  /** Gives a file another name, and takes that name from the file that had it. At no time is there none. */
  rename(from: string, to: string): Promise<void>
  /** Gives a file one more name. Rejects with `EEXIST` if a file has it. */
  link(from: string, to: string): Promise<void>
  /** Takes a name from a file; without names it is gone when nobody has it open. */
  remove(path: string): Promise<void>
  /** The names in a directory, in order. */
  list(directory: string): Promise<string[]>
  /** What is in a directory, in no order. Symbolic links are told as what they are. */
  entries(directory: string): Promise<readonly DirectoryEntry[]>
  /** Makes a directory, and those above it that are missing. It may be there already. */
  makeDirectory(path: string): Promise<void>
  /** Takes away a directory. Rejects with `ENOTEMPTY` if there is something in it. */
  removeDirectory(path: string): Promise<void>
  /** Names that were given and taken in the directory last when this has been fulfilled. */
  syncDirectory(path: string): Promise<void>
  exists(path: string): Promise<boolean>
  /** All of a small file, read at once. Throws what `open` rejects with. */
  readNow(path: string): Buffer
}

export interface DirectoryEntry {
  readonly name: string
  readonly kind: 'file' | 'directory' | 'link' | 'other'
}

/** A file that is open. Positions and lengths are in bytes. Calls that overlap may take effect in any order. */
export interface OpenFile {
  /**
   * Fills `target` from a position on.
   *
   * @returns how many bytes it has read: fewer than `target` has if the file ends before
   */
  read(target: Uint8Array, position: number): Promise<number>
  /** Writes all of `source`. What it writes beyond the end makes the file longer. If it fails, any part may be written. */
  write(source: Uint8Array, position: number): Promise<void>
  /** The bytes of the file, and how many it has, last when this has been fulfilled. If it fails, any part of them may. */
  dataSync(): Promise<void>
  /** Bytes that the file has. */
  size(): Promise<number>
  /** Cuts the file, or makes it longer with zeros. */
  truncate(size: number): Promise<void>
  /** What tells the file from all others of the machine, whatever its name. */
  identity(): Promise<string>
  close(): Promise<void>
}

/** The files of the machine. */
export const systemFiles: FileSystem = {
  open: (path, access) => openFile(path, access === 'read' ? 'r' : 'r+'),
  create: path => openFile(path, 'wx+'),
  rename: (from, to) => settled(done => rename(from, to, done)),
  link: (from, to) => settled(done => link(from, to, done)),
  remove: path => settled(done => unlink(path, done)),
  list: async directory => (await result<string[]>(done => readdir(directory, done))).sort(),
  entries: async directory => {
    const found = await result<Dirent[]>(done => readdir(directory, { withFileTypes: true }, done))
    return found.map(entry => ({ name: entry.name, kind: kindOf(entry) }))
  },
  makeDirectory: async path => {
    await result<string | undefined>(done => mkdir(path, { recursive: true }, done))
  },
  removeDirectory: path => settled(done => rmdir(path, done)),
  syncDirectory,
  readNow: path => readFileSync(path),
  exists: async path => {
    try {
      await result<unknown>(done => stat(path, done))
      return true
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    }
  },
}

/** Bytes that a file has. Rejects with an error of Node, such as that of code `ENOENT`. */
export async function sizeOf(files: FileSystem, path: string): Promise<number> {
  const file = await files.open(path, 'read')
  try {
    return await file.size()
  } finally {
    await file.close()
  }
}

/** What is in a file. Rejects with an error of Node, such as that of code `ENOENT`. */
export function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path)
}

/** The code of an error of a file system, such as `ENOSPC`; undefined if it has none. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** What tells a file from all others of the machine. */
export function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`
}

function kindOf(entry: Dirent): DirectoryEntry['kind'] {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

/** Windows knows no sync of a directory: there names last when the file system says so. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const descriptor = await result<number>(done => open(path, constants.O_RDONLY, done))
  try {
    await settled(done => fsync(descriptor, done))
  } finally {
    await settled(done => close(descriptor, done))
  }
}

async function openFile(path: string, flags: string): Promise<OpenFile> {
  return new DescriptorFile(await result<number>(done => open(path, flags, done)))
}

/** Callbacks cost less than the file handles of promises: of a write and a sync for one writer, a tenth. */
class DescriptorFile implements OpenFile {
  readonly #descriptor: number

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    let count = 0
    while (count < target.length) {
      const more = await this.#readSome(target.subarray(count), position + count)
      if (more === 0) break
      count += more
    }
    return count
  }

  async write(source: Uint8Array, position: number): Promise<void> {
    let count = await this.#writeSome(source, position)
    while (count < source.length) {
      count += await this.#writeSome(source.subarray(count), position + count)
    }
  }

  dataSync(): Promise<void> {
    return settled(done => fdatasync(this.#descriptor, done))
  }

  async size(): Promise<number> {
    return (await result<{ readonly size: number }>(done => fstat(this.#descriptor, done))).size
  }

  truncate(size: number): Promise<void> {
    return settled(done => ftruncate(this.#descriptor, size, done))
  }

  async identity(): Promise<string> {
    return identityOf(
      await result<BigIntStats>(done => fstat(this.#descriptor, { bigint: true }, done)),
    )
  }

  close(): Promise<void> {
    return settled(done => close(this.#descriptor, done))
  }

  #readSome(target: Uint8Array, position: number): Promise<number> {
    return result(done => read(this.#descriptor, target, 0, target.length, position, done))
  }

  #writeSome(source: Uint8Array, position: number): Promise<number> {
    return result(done => write(this.#descriptor, source, 0, source.length, position, done))
  }
}

function settled(call: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call(error => (error ? reject(error) : resolve()))
  })
}

function result<Value>(
  call: (done: (error: Error | null, value?: Value) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value as Value)))
  })
}
