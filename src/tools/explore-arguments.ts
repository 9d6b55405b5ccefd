/** The arguments of `hashrange explore`. */

import { refuseUseless } from './elsewhere.js'
import { parsedBy, portOf, WrongArguments } from './options.js'

/** What is explored, and where the page is. */
export interface ExploreWish {
  /** A directory, the address of a server, or `dynamodb:REGION`. */
  readonly target: string
  readonly port: number
  readonly region: string | undefined
  readonly profile: string | undefined
  readonly keyFile: string | undefined
  readonly isJson: boolean
}

export const EXPLORE_HELP = `Usage: hashrange explore <directory, address or dynamodb:region> [options]

Opens a page for a browser on this machine that shows the tables and items, and changes them, of a
directory, of the server at an address such as http://127.0.0.1:8000, or of DynamoDB itself (which
needs the package @aws-sdk/client-dynamodb). Ctrl+C, or SIGTERM, ends it. A server of this library
shows more of itself with hashrange serve --explorer.

  --port <number>    port of the page (default: any free port)
  --key-file <file>  the key of an encrypted directory: 32 bytes, or 64 hexadecimal digits
  --region <name>    the region whose tables an address is asked for (default: us-east-1)
  --profile <name>   the profile whose credentials are used for DynamoDB itself
  --json             print JSON: where the page is
  --help             show this text

Examples:
  hashrange explore data
  hashrange explore http://127.0.0.1:8000
  hashrange explore dynamodb:eu-west-1 --profile work

Exit codes: 0 ended by a signal; 1 it failed; 2 the arguments are wrong.
`

const OPTIONS = {
  port: { type: 'string', default: '0' },
  region: { type: 'string' },
  profile: { type: 'string' },
  'key-file': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/**
 * What is to be explored.
 *
 * @param args without the name of the command
 * @throws WrongArguments if they can't be understood
 */
export function exploreWishOf(args: readonly string[]): ExploreWish {
  const { values, positionals } = parsedBy(OPTIONS, args)
  const [target, ...others] = positionals
  if (target === undefined) throw new WrongArguments('the database is missing')
  if (others.length > 0) throw new WrongArguments(`unexpected: ${others.join(' ')}`)
  refuseUseless(target, values)
  const { region, profile, 'key-file': keyFile, json: isJson } = values
  return { target, port: portOf('port', values.port), region, profile, keyFile, isJson }
}
