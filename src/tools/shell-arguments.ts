/** The arguments of `hashrange shell`. */

import { refuseUseless } from './elsewhere.js'
import { parsedBy, WrongArguments } from './options.js'

/** Which database the shell is about, and how it answers. */
export interface ShellWish {
  /** A directory, the address of a server, or `dynamodb:REGION`. */
  readonly target: string
  readonly region: string | undefined
  readonly profile: string | undefined
  readonly keyFile: string | undefined
  readonly isReadOnly: boolean
  /** Whether answers are JSON also on a terminal. */
  readonly isJson: boolean
}

export const SHELL_HELP = `Usage: hashrange shell <directory, address or dynamodb:region> [options]

A prompt for the database of a directory, for the server at an address such as
http://127.0.0.1:8000, or for DynamoDB itself (which needs the package @aws-sdk/client-dynamodb):
statements of PartiQL, get, query, scan, put, delete, explain, describe and any other request; help
lists them. Tab completes names of tables, attributes and indexes, and the arrows go through the
lines of before, which are kept in ~/.hashrange_history (HASHRANGE_HISTORY is another file; empty,
none). Lines can also come from a file or a pipe: then each item is one line of JSON with types, and
the first line that is refused ends it. Colours are for terminals, unless NO_COLOR is set.

  --key-file <file>  the key of an encrypted database: 32 bytes, or 64 hexadecimal digits
  --read-only        writes to the directory are refused
  --region <name>    the region whose tables an address is asked for (default: us-east-1)
  --profile <name>   the profile whose credentials are used for DynamoDB itself
  --json             print JSON, items as lines, on a terminal as well
  --help             show this text

Examples:
  hashrange shell data
  hashrange shell http://127.0.0.1:8000
  hashrange shell dynamodb:eu-west-1 --profile work
  echo "SELECT * FROM Orders WHERE customerId = 'c1'" | hashrange shell data

Exit codes: 0 it is done; 1 it failed; 2 the arguments are wrong.
`

const OPTIONS = {
  'key-file': { type: 'string' },
  'read-only': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  region: { type: 'string' },
  profile: { type: 'string' },
} as const

/**
 * What the shell is about.
 *
 * @param args without the name of the command
 * @throws WrongArguments if they can't be understood
 */
export function shellWishOf(args: readonly string[]): ShellWish {
  const { values, positionals } = parsedBy(OPTIONS, args)
  const [target, ...others] = positionals
  if (target === undefined) throw new WrongArguments('the database is missing')
  refuseUseless(target, values)
  if (others.length > 0) throw new WrongArguments(`unexpected: ${others.join(' ')}`)
  return {
    target,
    region: values.region,
    profile: values.profile,
    keyFile: values['key-file'],
    isReadOnly: values['read-only'],
    isJson: values.json,
  }
}
