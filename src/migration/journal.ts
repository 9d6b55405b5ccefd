/**
 * The journal of a migration: what is done of it, so that it goes on from there after any end of the process. A file of
 * lines, each with a checksum, added to and synced before anything is done that rests upon them:
 *
 *     journal = head *steps
 *     line    = checksum " " json "\n"
 *
 * Each is a line: the JSON of the head is an object, that of steps an array of all that were written together, so that a crash leaves
 * at most one line that is torn, the last, which is cut off. The checksum is eight hexadecimal digits, XXH32 of the bytes of the JSON.
 */

import { dirname, join } from 'node:path'
import { checksumOf } from '../disk/checksum.js'
import { type DirectoryLock, takeLock } from '../disk/lock.js'
import { type FileSystem, type OpenFile, systemFiles } from '../env/files.js'
import { makeLasting } from '../env/lasting-files.js'
import { systemProcesses } from '../env/processes.js'
import { systemRandom } from '../env/random.js'
import { damagedJournal, otherMigration, unknownJournal } from '../errors/migration-errors.js'

/** Whose journal it is. */
interface JournalHead {
  readonly from: string
  readonly to: string
}

/** A step that is done. */
export interface JournalEntry {
  readonly table: string
  readonly kind: string
}

/** Where steps are written down. */
export interface Journal<Entry extends JournalEntry> {
  /** What it had when it was opened. */
  readonly entries: readonly Entry[]
  /** Writes a step down, which lasts when this has been fulfilled. */
  add(entry: Entry): Promise<void>
  close(): Promise<void>
}

const JOURNAL_NAME = 'journal'
const VERSION = 1
const SEED = 0
const LINE_FEED = 0x0a
const CHECKSUM_LENGTH = 8

/** A journal that is gone with the process. */
export function memoryJournal<Entry extends JournalEntry>(): Journal<Entry> {
  return { entries: [], add: async () => {}, close: async () => {} }
}

/**
 * Opens a journal, or makes one. Nobody else can have it open meanwhile.
 *
 * @throws MigrationFailed if it is that of another migration, or damaged
 * @throws DatabaseLocked if a migration has it open
 */
export async function openJournal<Entry extends JournalEntry>(
  directory: string,
  head: JournalHead,
): Promise<Journal<Entry>> {
  const files = systemFiles
  await makeLasting(files, directory)
  const lock = await takeLock({
    files,
    directory,
    processes: systemProcesses,
    random: systemRandom,
  })
  try {
    const path = join(directory, JOURNAL_NAME)
    const file = await openOrMake(files, path)
    const { lines, end } = linesIn(await bytesOf(file), path)
    await file.truncate(end)
    const [first, ...steps] = lines
    const journal = new FileJournal({ entries: steps.flat() as Entry[], file, end, lock })
    if (first === undefined) await journal.begin({ version: VERSION, ...head })
    else checkHead(first, { head, directory, path })
    return journal
  } catch (error) {
    await lock.release()
    throw error
  }
}

interface OpenedJournal<Entry> {
  readonly entries: readonly Entry[]
  readonly file: OpenFile
  /** Where the last whole line ends. */
  readonly end: number
  readonly lock: DirectoryLock
}

class FileJournal<Entry extends JournalEntry> implements Journal<Entry> {
  readonly entries: readonly Entry[]
  readonly #file: OpenFile
  readonly #lock: DirectoryLock
  #end: number
  /** Steps that wait for the write that is on its way. */
  #waiting: Entry[] = []
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()

  constructor({ entries, file, end, lock }: OpenedJournal<Entry>) {
    this.entries = entries
    this.#file = file
    this.#end = end
    this.#lock = lock
  }

  begin(head: object): Promise<void> {
    return this.#append(head)
  }

  /** What comes while a write is on its way is written together. After a write that fails none is made any more. */
  add(entry: Entry): Promise<void> {
    this.#waiting.push(entry)
    this.#next ??= this.#last = this.#last.then(() => {
      const steps = this.#waiting
      this.#waiting = []
      this.#next = undefined
      return this.#append(steps)
    })
    return this.#next
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {}) // whoever wanted that to last knows
    await this.#file.close()
    await this.#lock.release()
  }

  async #append(json: object): Promise<void> {
    const line = lineOf(JSON.stringify(json))
    await this.#file.write(line, this.#end)
    await this.#file.dataSync()
    this.#end += line.length
  }
}

async function openOrMake(files: FileSystem, path: string): Promise<OpenFile> {
  if (await files.exists(path)) return await files.open(path, 'write')
  const file = await files.create(path)
  await files.syncDirectory(dirname(path))
  return file
}

async function bytesOf(file: OpenFile): Promise<Buffer> {
  const bytes = Buffer.alloc(await file.size())
  const read = await file.read(bytes, 0)
  return bytes.subarray(0, read)
}

function lineOf(json: string): Buffer {
  const body = Buffer.from(json)
  const checksum = checksumOf(body, { start: 0, end: body.length }, SEED)
  const digits = checksum.toString(16).padStart(CHECKSUM_LENGTH, '0')
  return Buffer.concat([Buffer.from(`${digits} `), body, Buffer.of(LINE_FEED)])
}

/** The lines that are whole, and where they end. Only of the last line may a part be missing. */
function linesIn(
  bytes: Buffer,
  path: string,
): { readonly lines: readonly object[]; readonly end: number } {
  const lines: object[] = []
  let start = 0
  while (start < bytes.length) {
    const feed = bytes.indexOf(LINE_FEED, start)
    const json = feed === -1 ? undefined : jsonOf(bytes.subarray(start, feed))
    if (json === undefined) {
      const isLast = feed === -1 || bytes.indexOf(LINE_FEED, feed + 1) === -1
      if (!isLast) throw damagedJournal(path, lines.length + 1)
      break
    }
    lines.push(json)
    start = feed + 1
  }
  return { lines, end: start }
}

function jsonOf(line: Buffer): object | undefined {
  const body = line.subarray(CHECKSUM_LENGTH + 1)
  const checksum = Number.parseInt(line.toString('latin1', 0, CHECKSUM_LENGTH), 16)
  if (checksum !== checksumOf(body, { start: 0, end: body.length }, SEED)) return undefined
  return JSON.parse(body.toString()) as object
}

function checkHead(
  first: object,
  {
    head,
    directory,
    path,
  }: { readonly head: JournalHead; readonly directory: string; readonly path: string },
): void {
  const { version, from, to } = first as Partial<JournalHead> & { readonly version?: number }
  if (version !== VERSION || from === undefined || to === undefined) throw unknownJournal(path)
  if (from !== head.from || to !== head.to) throw otherMigration(directory, { from, to })
}
