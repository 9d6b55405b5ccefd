/** The arguments of the command that copies a table, or a sample of it, from where it is. */

import { parsedBy, WrongArguments } from './options.js'

export interface PullWish {
  readonly table: string
  readonly from: string
  readonly into: string
  readonly region: string | undefined
  readonly profile: string | undefined
  readonly sample: number | undefined
  /** The path of a file with a partition key a line. */
  readonly keysFile: string | undefined
  readonly limit: number | undefined
  /** The path of a module. */
  readonly mask: string | undefined
  readonly units: number | undefined
  readonly segments: number | undefined
  readonly isJson: boolean
}

export const PULL_HELP = `Usage: hashrange pull <table> --from <place> --into <place> [options]

Copies a table, or a sample of it, into a database or into the file of a seed. The database is made
if it is not there, and so is the table; one that is there is added to. It has the keys and indexes
of the original, and no stream and no time to live. On a terminal it shows how far it is.

  --from <place>       where the table is: the address of a server, such as http://127.0.0.1:8000;
                       dynamodb:REGION, the service itself, by the AWS SDK; or the directory of a
                       database (needed)
  --into <place>       the directory of a database; a file that ends in .json, for a seed; or the
                       address of a server (needed)
  --sample <part>      of all partition keys, such as 0.01 or 1%: each with all its items, the same
                       ones each time, and in all tables that are keyed by the same values
  --keys <file>        only the partition keys that the file has, one a line: binary ones in base64
  --limit <number>     so many items at the most
  --mask <file>        a module whose default export is given each item before it is written, and
                       returns it as it is to be written, or undefined to leave it out
  --units <number>     read so many capacity units a second at the most
  --segments <number>  into how many parts the table is cut that are read at a time (default: 4)
  --region <name>      the region whose tables are meant, of an address or a directory
  --profile <name>     the profile whose credentials are used for dynamodb:REGION
  --json               print JSON
  --help               show this text

Examples:
  hashrange pull Orders --from dynamodb:eu-west-1 --profile work --into data --sample 1%
  hashrange pull Orders --from http://127.0.0.1:8000 --into orders.json --limit 100

Exit codes: 0 it is done; 1 it failed; 2 the arguments are wrong.
`

export function pullWishOf(args: readonly string[]): PullWish {
  const text = { type: 'string' } as const
  const options = {
    from: text,
    into: text,
    sample: text,
    keys: text,
    limit: text,
    mask: text,
    units: text,
    segments: text,
    region: text,
    profile: text,
    json: { type: 'boolean', default: false },
  } as const
  const { values, positionals } = parsedBy(options, args)
  const [table, ...more] = positionals
  if (table === undefined) throw new WrongArguments('the name of the table is missing')
  if (more.length > 0) throw new WrongArguments(`unexpected: ${more.join(' ')}`)
  const { from, into, region, profile, mask } = values
  if (from === undefined) throw new WrongArguments('--from is missing')
  if (into === undefined) throw new WrongArguments('--into is missing')
  return {
    table,
    from,
    into,
    region,
    profile,
    sample: values.sample === undefined ? undefined : partOf(values.sample),
    keysFile: values.keys,
    limit: numberOf('limit', values.limit),
    mask,
    units: numberOf('units', values.units),
    segments: numberOf('segments', values.segments),
    isJson: values.json,
  }
}

function partOf(text: string): number {
  const [, digits = '', percent = ''] = /^([0-9.]+)(%?)$/.exec(text.trim()) ?? []
  const part = Number(digits) / (percent === '' ? 1 : 100)
  if (digits !== '' && part > 0 && part <= 1) return part
  throw new WrongArguments(`--sample: ${text} is no part such as 0.01 or 1%`)
}

/** What may be asked for beyond that it is a number is checked where it is used. */
function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text.trim() !== '' && number > 0 && Number.isFinite(number)) return number
  throw new WrongArguments(`--${name}: ${text} is no number above 0`)
}
