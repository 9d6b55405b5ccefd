/** The arguments of `hashrange migrate`. */

import type { EndOptions } from '../migration/ends.js'
import { parsedBy, WrongArguments } from './options.js'

/** An end, but for the key of a directory, which is in a file. */
export interface WishedEnd extends Omit<EndOptions, 'at' | 'encryptionKey' | 'credentials'> {
  readonly at: string
  /** The path of a file. */
  readonly keyFile: string | undefined
}

/** What is to be migrated, and how. */
export interface MigrateWish {
  readonly from: WishedEnd
  readonly to: WishedEnd
  readonly action: 'migrate' | 'verify' | 'estimate'
  /** Undefined: all. */
  readonly tables: readonly string[] | undefined
  readonly unitsPerSecond: number | undefined
  readonly segments: number | undefined
  readonly follow: boolean | undefined
  readonly enableStream: boolean
  readonly cutOver: boolean
  readonly verify: boolean
  /** A directory. */
  readonly journal: string
  readonly isJson: boolean
}

export const MIGRATE_HELP = `Usage: hashrange migrate <from> <to> [options]

Copies tables with all their items to another place, makes what is written meanwhile again there
from the stream of the source, compares both sides, and cuts over. Each of the two is one of

  ./data                    the directory of a database
  http://127.0.0.1:8000     a server: hashrange serve, DynamoDB Local, dynalite, ScyllaDB Alternator
  dynamodb:eu-west-1        the service, by @aws-sdk/client-dynamodb, which is yours to install

What is done stands in a journal: after any end the same command goes on. A table that is there must
be empty and have the same keys and indexes. Time to live is turned on last. A table without a
stream of new images is copied at rest: what is written meanwhile may be missing.

  --table <name>          a table; can be repeated (default: all)
  --units <number>        capacity units a second at the most, of reads and of writes (default: no
                          limit)
  --segments <number>     parts that are read at the same time (default: 8)
  --enable-stream         enable a stream at the source where there is none; it stays enabled
  --at-rest               leave what is written meanwhile, whatever streams there are
  --cut-over              when the target has caught up, ask for the writers to be stopped, and wait
                          for a line on the standard input; then make the last changes, and be done
  --journal <directory>   where the journal is (default: beside the directory <to>, with .migration
                          behind its name; else hashrange-migration here)
  --no-verify             don't compare both sides
  --verify-only           compare both sides, and change nothing
  --dry-run               tell items, capacity units, dollars and hours, and change nothing
  --from-region <name>    the region of the directory or server <from> (default: us-east-1)
  --to-region <name>      the region of the directory or server <to> (default: us-east-1)
  --from-profile <name>   the profile whose credentials are used for <from>, if that is
                          dynamodb:REGION
  --to-profile <name>     the profile whose credentials are used for <to>, if that is
                          dynamodb:REGION
  --from-key-file <file>  the key of the directory <from>, if that is encrypted: 32 bytes, or 64
                          hexadecimal digits
  --to-key-file <file>    the key that the directory <to> is encrypted by
  --json                  print JSON: a line for each step, and one for the result
  --help                  show this text

Requests to a server are signed with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, if there are any.

Examples:
  hashrange migrate http://127.0.0.1:8000 data --at-rest
  hashrange migrate dynamodb:eu-west-1 data --from-profile work --dry-run
  hashrange migrate data http://127.0.0.1:8000 --table Orders --cut-over

Exit codes: 0 it is done, or has caught up; 1 it failed, or the sides differ; 2 the arguments are
wrong.
`

const OPTIONS = {
  table: { type: 'string', multiple: true },
  units: { type: 'string' },
  segments: { type: 'string' },
  'enable-stream': { type: 'boolean', default: false },
  'at-rest': { type: 'boolean', default: false },
  'cut-over': { type: 'boolean', default: false },
  journal: { type: 'string' },
  'no-verify': { type: 'boolean', default: false },
  'verify-only': { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  'from-region': { type: 'string' },
  'to-region': { type: 'string' },
  'from-profile': { type: 'string' },
  'to-profile': { type: 'string' },
  'from-key-file': { type: 'string' },
  'to-key-file': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

const JOURNAL_HERE = 'hashrange-migration'

export function migrateWishOf(args: readonly string[]): MigrateWish {
  const { values, positionals } = parsedBy(OPTIONS, args)
  const [from, to, ...more] = positionals
  if (from === undefined || to === undefined) {
    throw new WrongArguments(`${from === undefined ? 'from' : 'to'} is missing`)
  }
  if (more.length > 0) throw new WrongArguments(`unexpected: ${more.join(' ')}`)
  if (values['at-rest'] && (values['cut-over'] || values['enable-stream'])) {
    throw new WrongArguments('--at-rest: there are no changes to be made again then')
  }
  const isToDirectory = !/^(?:https?:\/\/|dynamodb:)/.test(to)
  return {
    from: {
      at: from,
      region: values['from-region'],
      profile: values['from-profile'],
      keyFile: values['from-key-file'],
    },
    to: {
      at: to,
      region: values['to-region'],
      profile: values['to-profile'],
      keyFile: values['to-key-file'],
    },
    action: values['dry-run'] ? 'estimate' : values['verify-only'] ? 'verify' : 'migrate',
    tables: values.table,
    unitsPerSecond: numberOf('units', values.units),
    segments: numberOf('segments', values.segments),
    follow: values['at-rest'] ? false : undefined,
    enableStream: values['enable-stream'],
    cutOver: values['cut-over'],
    verify: !values['no-verify'],
    journal:
      values.journal ?? (isToDirectory ? `${to.replace(/\/+$/, '')}.migration` : JOURNAL_HERE),
    isJson: values.json,
  }
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw new WrongArguments(`--${option}: ${text} is no number above 0`)
}
