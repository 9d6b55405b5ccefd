/**
 * One process at a time: who has a directory open.
 *
 * The holder has the file `LOCK` open for writing, with its record in it. A process that ends in any way has nothing open any
 * more, so on Linux a lock is stale when no process has its file open; elsewhere, when the process of the record is gone or its
 * id is that of a later one.
 *
 * Taking a stale lock must not take that of somebody who has just done so. So locks form a chain: the successor of a lock
 * that has the token T is the file `LOCK-after-T`, which is made by a link, and only one can make it. Its maker is the
 * successor if the chain still begins in `LOCK`; then it gives its own file that name, and removes the chain behind it. If it
 * ends before that, it has a successor itself.
 */

import { join } from 'node:path'
import { codeOf, type FileSystem, type OpenFile } from '../env/files.js'
import { removeIfThere } from '../env/lasting-files.js'
import type { Processes } from '../env/processes.js'
import type { Random } from '../env/random.js'
import { assert } from '../errors/assert.js'
import { DatabaseLocked } from '../errors/storage-errors.js'

export const LOCK_NAME = 'LOCK'

const TOKEN_BYTES = 16
/** Records are shorter. */
const RECORD_BYTES_MAX = 4096

interface LockOptions {
  readonly files: FileSystem
  readonly directory: string
  readonly processes: Processes
  readonly random: Random
}

interface LockRecord {
  readonly pid: number
  readonly threadId: number
  readonly startedAt: string | undefined
  readonly token: string
}

/** The tokens of the locks that this thread holds. */
const heldHere = new Set<string>()

/** A directory that is ours until `release`. */
export class DirectoryLock {
  readonly #files: FileSystem
  readonly #path: string
  readonly #token: string
  readonly #file: OpenFile

  /** For `takeLock` only. */
  constructor(
    { files, directory }: LockOptions,
    { token, file }: { readonly token: string; readonly file: OpenFile },
  ) {
    this.#files = files
    this.#path = join(directory, LOCK_NAME)
    this.#token = token
    this.#file = file
    heldHere.add(token)
  }

  /** Lets others open the directory. Whoever has put another file in the place of `LOCK` keeps that. */
  async release(): Promise<void> {
    assert(heldHere.has(this.#token), 'a lock is released once')
    try {
      const lock = await readLock(this.#files, this.#path)
      if (lock?.record?.token === this.#token) await removeIfThere(this.#files, this.#path)
    } finally {
      heldHere.delete(this.#token)
      await this.#file.close()
    }
  }
}

/**
 * Takes a directory, which must be there, for this thread.
 *
 * @throws DatabaseLocked if somebody has it, and what the file system throws
 */
export async function takeLock(options: LockOptions): Promise<DirectoryLock> {
  const { files, directory, processes, random } = options
  const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('hex')
  const { pid, threadId } = processes
  const record: LockRecord = { pid, threadId, startedAt: await processes.startOf(pid), token }
  const path = join(directory, `${LOCK_NAME}-${token}`)
  const file = await files.create(path)
  try {
    await file.write(Buffer.from(JSON.stringify(record)), 0)
    while (!(await isTaken(options, { token, path })));
    await removeIfThere(files, path)
    await removeLeftovers(options)
    return new DirectoryLock(options, { token, file })
  } catch (error) {
    await removeIfThere(files, path)
    await file.close()
    throw error
  }
}

interface OwnFile {
  readonly token: string
  readonly path: string
}

/** Tries once. False if others have changed the chain meanwhile. */
async function isTaken(options: LockOptions, own: OwnFile): Promise<boolean> {
  const { files, directory } = options
  const chain: string[] = []
  let name = LOCK_NAME
  while (!(await isLinked(files, own.path, join(directory, name)))) {
    const lock = await readLock(files, join(directory, name))
    if (lock === undefined) return false
    await throwIfHeld(options, lock)
    chain.push(name)
    name = successorOf(lock)
  }
  if (chain.length === 0) return true
  const successor = join(directory, name)
  if (!(await leadsTo(options, own.token))) {
    await removeIfThere(files, successor)
    return false
  }
  await files.rename(own.path, join(directory, LOCK_NAME))
  await removeIfThere(files, successor)
  return true
}

/** Makes the link, unless there is a file of that name. */
async function isLinked(files: FileSystem, from: string, to: string): Promise<boolean> {
  try {
    await files.link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Whether the chain that begins in `LOCK` has the lock with this token. */
async function leadsTo({ files, directory }: LockOptions, token: string): Promise<boolean> {
  let name = LOCK_NAME
  for (;;) {
    const lock = await readLock(files, join(directory, name))
    if (lock === undefined) return false
    if (lock.record?.token === token) return true
    name = successorOf(lock)
  }
}

interface FoundLock {
  /** Undefined if what stands in the file is none: the machine stopped before it was on the disk. */
  readonly record: LockRecord | undefined
  readonly identity: string
}

function successorOf({ record, identity }: FoundLock): string {
  return `${LOCK_NAME}-after-${record?.token ?? identity.replace(/\W/g, '-')}`
}

/** Undefined if there is no such file. */
async function readLock(files: FileSystem, path: string): Promise<FoundLock | undefined> {
  try {
    const file = await files.open(path, 'read')
    try {
      const bytes = Buffer.alloc(RECORD_BYTES_MAX)
      const length = await file.read(bytes, 0)
      const record = recordOf(bytes.toString('utf8', 0, length))
      return { record, identity: await file.identity() }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function recordOf(text: string): LockRecord | undefined {
  try {
    const record = JSON.parse(text) as LockRecord
    return /^[0-9a-f]+$/.test(record.token) && Number.isInteger(record.pid) ? record : undefined
  } catch {
    return undefined
  }
}

async function throwIfHeld(options: LockOptions, lock: FoundLock): Promise<void> {
  const { directory, processes } = options
  const pid = await holderOf(processes, lock)
  if (pid === undefined) return
  const isOwnProcess = pid === processes.pid
  const isThisThread = heldHere.has(lock.record?.token ?? '')
  throw new DatabaseLocked(directory, {
    pid,
    threadId: lock.record?.threadId ?? 0,
    isThisThread: isOwnProcess ? isThisThread : undefined,
  })
}

/** The process that holds a lock; undefined if none does. */
async function holderOf(
  processes: Processes,
  { record, identity }: FoundLock,
): Promise<number | undefined> {
  const pid = record?.pid ?? processes.pid
  const writer = await processes.writerOf({ identity, namePrefix: LOCK_NAME, pid })
  if (writer !== 'unknown') return writer
  if (record === undefined) return undefined
  return (await processes.startOf(pid)) === record.startedAt ? pid : undefined
}

/** Removes files of openers that have ended before they had the lock. */
async function removeLeftovers({ files, directory, processes }: LockOptions): Promise<void> {
  for (const name of await files.list(directory)) {
    if (!name.startsWith(`${LOCK_NAME}-`)) continue
    const path = join(directory, name)
    const lock = await readLock(files, path)
    // Without a record it may be that of somebody who is about to write it.
    if (lock?.record === undefined || (await holderOf(processes, lock)) !== undefined) continue
    await removeIfThere(files, path)
  }
}
