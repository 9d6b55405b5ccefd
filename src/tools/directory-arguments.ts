/** The arguments of the commands that work on the directory of a database. */

import { parsedBy, WrongArguments } from './options.js'

const KEY_FILE_HELP = `  --key-file <file>  the key of an encrypted database: 32 bytes, or 64 hexadecimal digits
`
const JSON_HELP = `  --json             print JSON
`
const HELP_HELP = `  --help             show this text
`

/** The directory of a database, and its key. */
export interface DirectoryWish {
  readonly directory: string
  readonly keyFile: string | undefined
  readonly isJson: boolean
}

export interface SalvageWish extends DirectoryWish {
  /** The directory of the new database. */
  readonly target: string
}

export interface CompactWish extends DirectoryWish {
  /** The path of a file with the key that everything is encrypted by; undefined if by none. */
  readonly newKeyFile: string | undefined
}

export const VERIFY_HELP = `Usage: hashrange verify <directory> [options]

Reads all that is in the directory of a database, checks every checksum, and recovers the database
in memory, which must have room for it. Nothing is changed, but it holds the lock meanwhile: beside
somebody who writes it could not tell what is damaged. All damages are printed, with file, offset
and what they mean.

${KEY_FILE_HELP}${JSON_HELP}${HELP_HELP}
Example:
  hashrange verify data && cp -a data backup

Exit codes: 0 it is intact; 1 it is damaged; 2 it could not be checked: the arguments or the key are
wrong, or somebody has it open.
`

export const INSPECT_HELP = `Usage: hashrange inspect <directory> [options]

Prints what the directory of a database has: tables by region with their items, indexes and streams,
the checkpoint, and the segments of the log. Nothing is changed; it holds the lock meanwhile. The
database must be intact, and have room in memory. Without the key of an encrypted database it prints
what can be seen without.

${KEY_FILE_HELP}${JSON_HELP}${HELP_HELP}
Example:
  hashrange inspect data --json | jq '.tables[].name'

Exit codes: 0 it is done; 1 it failed; 2 the arguments are wrong.
`

export const SALVAGE_HELP = `Usage: hashrange salvage <directory> <target> [options]

Makes a new database, in a directory that is empty or not there, of what can be read of a damaged
one: of the checkpoint the blocks that are good, and all changes of the log that are good, as far as
they can be made. Each item is one that the database had, but perhaps not its last version. Records
of streams are left out. Prints what is damaged and where. In the directory nothing is written, not
even a lock, so that it may be on a disk that takes no writes: end whoever has it open before.

${KEY_FILE_HELP}                     (the new database is encrypted with it, too)
${JSON_HELP}${HELP_HELP}
Example:
  hashrange salvage data saved

Exit codes: 0 it is done, whatever was lost; 1 it failed; 2 the arguments are wrong.
`

export const COMPACT_HELP = `Usage: hashrange compact <directory> [options]

Puts one checkpoint in the place of the checkpoint and the log, so that the database takes little
room and is soon opened. With a new key everything is encrypted by that from then on, and nothing is
left that was encrypted by the old one. If it is ended half-way, the database is as it was before.
It needs room for one more checkpoint, and the database must have room in memory.

${KEY_FILE_HELP}  --new-key-file <file>
                     encrypt everything by the key in this file instead
  --decrypt          encrypt nothing any more
${JSON_HELP}${HELP_HELP}
Examples:
  hashrange compact data
  hashrange compact data --key-file old.key --new-key-file new.key

Exit codes: 0 it is done; 1 it failed; 2 the arguments are wrong.
`

const SHARED = {
  'key-file': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** Of `verify` and `inspect`. */
export function directoryWishOf(args: readonly string[]): DirectoryWish {
  const { values, positionals } = parsedBy(SHARED, args)
  const [directory] = directoriesOf(positionals, ['directory'])
  return { directory, keyFile: values['key-file'], isJson: values.json }
}

export function salvageWishOf(args: readonly string[]): SalvageWish {
  const { values, positionals } = parsedBy(SHARED, args)
  const [directory, target] = directoriesOf(positionals, ['directory', 'target'])
  return { directory, target, keyFile: values['key-file'], isJson: values.json }
}

export function compactWishOf(args: readonly string[]): CompactWish {
  const options = {
    ...SHARED,
    'new-key-file': { type: 'string' },
    decrypt: { type: 'boolean', default: false },
  } as const
  const { values, positionals } = parsedBy(options, args)
  const [directory] = directoriesOf(positionals, ['directory'])
  const { 'key-file': keyFile, 'new-key-file': newKeyFile = keyFile, decrypt, json } = values
  if (decrypt && values['new-key-file'] !== undefined) {
    throw new WrongArguments('--decrypt: there is a --new-key-file; leave one of them out')
  }
  return { directory, keyFile, newKeyFile: decrypt ? undefined : newKeyFile, isJson: json }
}

/** The arguments that are no options: one for each of these. */
function directoriesOf<const Names extends readonly string[]>(
  given: readonly string[],
  names: Names,
): { readonly [Index in keyof Names]: string } {
  const missing = names[given.length]
  if (missing !== undefined) throw new WrongArguments(`the ${missing} is missing`)
  const more = given.slice(names.length)
  if (more.length > 0) throw new WrongArguments(`unexpected: ${more.join(' ')}`)
  return given as { readonly [Index in keyof Names]: string }
}
