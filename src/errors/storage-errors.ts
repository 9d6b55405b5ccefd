/** Failures of a database on disk. Each says what to do. */

/** Where in a file something is wrong. */
interface Place {
  readonly file: string
  /** In bytes from the start of the file. */
  readonly offset: number
}

/** A file in which something is not as it was written. */
class DamagedFile extends Error {
  readonly file: string
  readonly offset: number

  /** `found` says what is wrong there, as the end of a sentence, such as `a frame whose checksum does not match`. */
  constructor({ file, offset }: Place, found: string) {
    super(
      `${file} is damaged: at byte ${offset} there is ${found}. Restore the directory from a backup, or read what can still ` +
        'be read of it with hashrange salvage.',
    )
    this.file = file
    this.offset = offset
  }
}

/** What stands in the log is not what was written: the disk, or another program, has changed it. */
export class CorruptLog extends DamagedFile {
  override readonly name = 'CorruptLog'
}

/** What stands in a checkpoint is not what was written: the disk, or another program, has changed it. */
export class CorruptCheckpoint extends DamagedFile {
  override readonly name = 'CorruptCheckpoint'
}

/** What stands in the image of a table, such as that of a backup, is not what was written. */
export class CorruptImage extends DamagedFile {
  override readonly name = 'CorruptImage'
}

/** What stands in a piece of the history of a table is not what was written. */
export class CorruptHistory extends DamagedFile {
  override readonly name = 'CorruptHistory'
}

/** The file that says what belongs to the database is damaged. */
export class CorruptManifest extends Error {
  override readonly name = 'CorruptManifest'
  readonly file: string

  constructor(file: string) {
    super(
      `${file} is damaged. Restore the directory from a backup, or read what can still be read of it with hashrange salvage.`,
    )
    this.file = file
  }
}

/** The directory, or the file, was never one of a database. */
export class NotADatabase extends Error {
  override readonly name = 'NotADatabase'
  readonly file: string

  constructor(file: string) {
    super(
      `${file} is no file of a hashrange database. Give the path of a database, or of a directory that is empty or not there yet.`,
    )
    this.file = file
  }
}

/** The directory has a database already. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'

  constructor(directory: string) {
    super(`${directory} has a database already. Give a directory that is empty or not there yet.`)
  }
}

/** This process may not read or write in the directory, or nobody may write there. */
export class DirectoryNotAccessible extends Error {
  override readonly name = 'DirectoryNotAccessible'

  /** `cause` is what the file system has said, `isReadOnly` that it takes no writes at all. */
  constructor(directory: string, isReadOnly: boolean, cause: unknown) {
    super(
      isReadOnly
        ? `${directory} is on a file system that takes no writes. Open it with readOnly, or copy it to where it can be written to.`
        : `${directory} can't be used: this process has no permission for it. Let it read and write there, or open it with readOnly ` +
            'if it may only read.',
      { cause },
    )
  }
}

/** A file of a database that another version of the library wrote. */
export class UnknownFormat extends Error {
  override readonly name = 'UnknownFormat'
  readonly file: string
  readonly version: number

  constructor(file: string, version: number) {
    super(
      `${file} is of format version ${version}, which this version of hashrange does not read. Open it with the version of ` +
        'hashrange that wrote it, or a later one.',
    )
    this.file = file
    this.version = version
  }
}

/** A file that belongs to the database is gone. */
export class MissingFile extends Error {
  override readonly name = 'MissingFile'
  readonly file: string

  constructor(file: string) {
    super(
      `${file} is missing, and the database needs it. Put it back, or restore the directory from a backup.`,
    )
    this.file = file
  }
}

/** A file belongs to another database, or to another place of this one. */
export class MisplacedFile extends Error {
  override readonly name = 'MisplacedFile'
  readonly file: string

  constructor(file: string) {
    super(
      `${file} belongs to another database, or had another name. Put back the file that was there, or restore the directory ` +
        'from a backup.',
    )
    this.file = file
  }
}

/** The key is not the one that the database is encrypted with. */
export class WrongKey extends Error {
  override readonly name = 'WrongKey'

  /** `isGiven` tells whether there was a key, `isNeeded` whether the database is encrypted. */
  constructor(
    directory: string,
    { isGiven, isNeeded }: { readonly isGiven: boolean; readonly isNeeded: boolean },
  ) {
    super(`${directory} ${wrongKeyText(isGiven, isNeeded)}`)
  }
}

function wrongKeyText(isGiven: boolean, isNeeded: boolean): string {
  if (!isNeeded) return 'is not encrypted. Open it without a key.'
  if (!isGiven) return 'is encrypted. Open it with its key.'
  return 'is encrypted with another key. Open it with that one.'
}

/** No space is left on the device. What was acknowledged is there; no more is taken. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull'

  constructor(directory: string, cause: unknown) {
    super(
      `The disk is full: what was written last to ${directory} does not last. Free some space, and open the database anew.`,
      { cause },
    )
  }
}

/** Writing to the disk has failed. What was acknowledged is there; no more is taken. */
export class DiskFailed extends Error {
  override readonly name = 'DiskFailed'

  constructor(directory: string, cause: unknown) {
    super(
      `The disk failed: what was written last to ${directory} does not last. Look after the disk, and open the database anew.`,
      { cause },
    )
  }
}

/** Who has a database open. */
interface Holder {
  readonly pid: number
  /** As in `node:worker_threads`: 0 is the main thread. */
  readonly threadId: number
  /** Undefined if it is another process. */
  readonly isThisThread: boolean | undefined
}

/** Somebody has the database open, and only one may. */
export class DatabaseLocked extends Error {
  override readonly name = 'DatabaseLocked'
  readonly pid: number

  constructor(directory: string, holder: Holder) {
    super(`${directory} is open ${holderText(holder)}`)
    this.pid = holder.pid
  }
}

function holderText({ pid, threadId, isThisThread }: Holder): string {
  if (isThisThread === undefined) {
    return `in another process, that of pid ${pid}. Close it there, or end that process.`
  }
  const thread = threadId === 0 ? 'the main thread' : `worker thread ${threadId}`
  if (!isThisThread) {
    return `in ${thread} of this process. Use it there, or close it there before you open it here.`
  }
  return 'already, in this process. Use the database that is open, or close it before you open it anew.'
}

const ALL = [
  DirectoryInUse,
  DirectoryNotAccessible,
  CorruptLog,
  CorruptCheckpoint,
  CorruptHistory,
  CorruptImage,
  CorruptManifest,
  NotADatabase,
  UnknownFormat,
  MissingFile,
  MisplacedFile,
  WrongKey,
  DiskFull,
  DiskFailed,
  DatabaseLocked,
] as const

/** Whether something that was thrown is one of these. */
export function isStorageError(error: unknown): error is Error {
  return ALL.some(Kind => error instanceof Kind)
}
