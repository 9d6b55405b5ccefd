/** A call of a file system that failed, told with the file. */

interface FailedCall {
  readonly file: string
  /** What was to be done with it. */
  readonly purpose: 'read' | 'written'
  /** Such as `ENOSPC`. */
  readonly code: string
  readonly cause: unknown
}

/** A file, or a directory, could not be read or written. It has the `code` of what the file system has said, which is its `cause`. */
export class FileFailed extends Error {
  override readonly name = 'FileFailed'
  readonly file: string
  readonly code: string

  constructor({ file, purpose, code, cause }: FailedCall) {
    const reason = cause instanceof Error ? cause.message : code
    super(`${file} can't be ${purpose}: ${reason}. ${adviceFor(code)}`, { cause })
    this.file = file
    this.code = code
  }
}

function adviceFor(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free some space, and try again.'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'Let this process do so, or give another directory.'
    case 'EEXIST':
      return 'Remove it, or give another directory.'
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ENAMETOOLONG':
      return 'Give another directory.'
    default:
      return 'Look after the disk, and try again.'
  }
}
