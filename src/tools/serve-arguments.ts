/**
 * The arguments of `hashrange serve`, which are also those of DynamoDB Local.
 *
 * Source: DynamoDB developer guide, "DynamoDB local usage notes".
 */

import type { Durability } from '../disk/log-writer.js'
import { isRecordFile } from '../recording/run.js'
import type { ServerCredential } from '../server.js'
import { parsedBy, portOf, WrongArguments } from './options.js'

/** How to serve. */
export interface ServeWish {
  readonly port: number
  /** Where clients of DAX are served as well; undefined if they are not. */
  readonly daxPort: number | undefined
  /** Where there is a page that shows the database; undefined if there is none. */
  readonly explorerPort: number | undefined
  readonly host: string
  readonly allowedHosts: readonly string[]
  readonly cors: '*' | readonly string[]
  readonly credentials: readonly ServerCredential[] | undefined
  readonly sharedRegions: boolean
  /** The region of this process, if there are others; undefined if it is the usual one. */
  readonly region: string | undefined
  /** The addresses of other processes, by their regions. */
  readonly peers: Readonly<Record<string, string>>
  readonly databasePerKey: boolean
  /** The path of a file of principals, whose policies are enforced; undefined if everybody may do everything. */
  readonly policies: string | undefined
  readonly delayTransientStatuses: boolean
  readonly throttle: boolean
  /** Where the database lasts; undefined if it is in memory. */
  readonly disk: DiskWish | undefined
  /** The paths of files of tables and items to begin with. */
  readonly seeds: readonly string[]
  /** The values of parameters of templates among them. */
  readonly parameters: Readonly<Record<string, string>>
  /** The path of a file with a script of faults. */
  readonly faults: string | undefined
  /** Directories by the names of the buckets that they stand for. */
  readonly buckets: Readonly<Record<string, string>>
  /** Whether each request is told. */
  readonly isLogging: boolean
  /** Whether what is printed is JSON: where it is served, and each request. */
  readonly isJson: boolean
  /** The path of a file in which there is a report or a trace of all requests at the end. */
  readonly record: string | undefined
}

/** How a database lasts. */
interface DiskWish {
  /** The directory of the database, or with one for each key the one that they are in. */
  readonly path: string
  readonly durability: Durability | undefined
  /** The path of a file with the key that everything is encrypted by. */
  readonly keyFile: string | undefined
}

export const SERVE_HELP = `Usage: hashrange serve [options]

Serves a database to DynamoDB clients, over HTTP. It is in memory, and gone at the end, unless there
is a --path. Ctrl+C, or SIGTERM, ends it when the requests that have begun are answered and all
writes last; a second one ends it at once.

  --port <number>             port to listen on; 0 is any free port (default: 8000)
  --dax <number>              port to listen on for clients of DAX, whose reads are cached as DAX
                              does it; 0 is any free port (default: they are not served; DAX has
                              8111)
  --explorer                  also serve a page that shows the tables and items, and changes them,
                              to browsers on this machine; its address is printed
  --explorer-port <number>    the port of that page (default: any free port)
  --host <address>            address to listen on (default: 127.0.0.1, this machine only)
  --allowed-host <name>       another name that requests may be for; can be repeated
  --cors <origins>            origins whose pages may use the database, separated by commas; * is
                              any (default: none)
  --credentials <key:secret>  refuse requests that are not signed with this key; can be repeated
                              (also HASHRANGE_CREDENTIALS, separated by commas)
  --policies <file>           who may call, by their access keys, and what their policies allow, in
                              YAML or JSON; other keys are refused, and policies of tables and
                              streams count, too (default: everybody may do everything). Clients of
                              DAX go by the cluster's rights, which are all
  --path <directory>          keep the database there; it is made if it is not there (also
                              --db-path)
  --durability <when>         when a write is acknowledged, with --path: group, when it lasts,
                              together with others of its time (default); each, when it lasts, by
                              itself; none, at once, so that it may be lost if the machine stops
  --key-file <file>           encrypt what is on disk by the key in this file: 32 bytes, or 64
                              hexadecimal digits
  --shared-db                 all regions have the same tables
  --region <name>             the region that this process is for, if there are peers (default:
                              us-east-1)
  --peer <region=url>         a region that another process serves: tables can have replicas there;
                              can be repeated
  --db-per-key                each access key has a database of its own, with --path in a directory
                              of its own below that
  --delay-transient-statuses  tables are CREATING, UPDATING and DELETING for a while
  --throttle                  tables refuse requests beyond their capacity, as the service's do
  --seed <file>               begin with the tables and items of a file, if there are no tables yet;
                              can be repeated. It is a template (CloudFormation, SAM,
                              serverless.yml), the directory cdk.out, a plan or state of Terraform
                              (terraform show -json), a model of NoSQL Workbench, what DescribeTable
                              answers, a document
                              { "tables": [CreateTable inputs], "items": { "Table": [items] } },
                              or lines that are inputs of CreateTable and PutItem; items may be
                              plain
  --parameter <name=value>    a parameter of these templates, such as Stage=test; can be repeated
  --faults <file>             let requests fail by a script of JSON, as injectFaults of
                              hashrange/testing takes it:
                              { "seed": 7, "rules": [{ "fault": "throttle" }] }
  --bucket <name=directory>   a directory that stands for an S3 bucket, where tables are exported to
                              and imported from; can be repeated
  --log                       print a line for each request: operation, tables, status,
                              milliseconds, capacity units
  --json                      print JSON: a line on where it is served, and with --log one for each
                              request
  --record <file>             at the end, write what the requests cost and how to do with less, as a
                              page (.html), JSON (.json) or a text (.txt); or a trace of them
                              (.jsonl)
  --in-memory                 keep everything in memory, as is the case without --path
  --help                      show this text

The options of DynamoDB Local are understood as well: -port, -dbPath, -inMemory, -sharedDb, -cors,
-delayTransientStatuses, -disableTelemetry, -optimizeDbBeforeStartup (there is nothing to optimize),
-help, -version.

Examples:
  hashrange serve --path data
  hashrange serve --port 0 --json --seed template.yaml

Exit codes: 0 ended by a signal, and everything lasts; 1 it failed; 2 the arguments are wrong.
`

const DURABILITIES: readonly Durability[] = ['group', 'each', 'none']

const OPTIONS = {
  port: { type: 'string', default: '8000' },
  dax: { type: 'string' },
  explorer: { type: 'boolean', default: false },
  'explorer-port': { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  'allowed-host': { type: 'string', multiple: true, default: [] as string[] },
  cors: { type: 'string', default: '' },
  credentials: { type: 'string', multiple: true, default: [] as string[] },
  path: { type: 'string' },
  'db-path': { type: 'string' },
  durability: { type: 'string' },
  'key-file': { type: 'string' },
  'shared-db': { type: 'boolean', default: false },
  region: { type: 'string' },
  peer: { type: 'string', multiple: true, default: [] as string[] },
  'db-per-key': { type: 'boolean', default: false },
  policies: { type: 'string' },
  'delay-transient-statuses': { type: 'boolean', default: false },
  throttle: { type: 'boolean', default: false },
  seed: { type: 'string', multiple: true, default: [] as string[] },
  parameter: { type: 'string', multiple: true, default: [] as string[] },
  faults: { type: 'string' },
  bucket: { type: 'string', multiple: true, default: [] as string[] },
  log: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  record: { type: 'string' },
  'in-memory': { type: 'boolean', default: false },
  'disable-telemetry': { type: 'boolean', default: false },
  'optimize-db-before-startup': { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parsedBy<typeof OPTIONS>>['values']

/**
 * How to serve.
 *
 * @param args without the name of the command
 * @throws WrongArguments if they can't be understood or done
 */
export function serveWishOf(
  args: readonly string[],
  { HASHRANGE_CREDENTIALS = '' }: Readonly<Record<string, string | undefined>>,
): ServeWish {
  const { values, positionals } = parsedBy(OPTIONS, args)
  if (positionals.length > 0) throw new WrongArguments(`unexpected: ${positionals.join(' ')}`)
  const inEnvironment = listOf(HASHRANGE_CREDENTIALS)
  const credentials = [...values.credentials, ...inEnvironment].map(credentialOf)
  return {
    port: portOf('port', values.port),
    daxPort: values.dax === undefined ? undefined : portOf('dax', values.dax),
    explorerPort: explorerPortOf(values),
    host: values.host,
    allowedHosts: values['allowed-host'],
    cors: values.cors === '*' ? '*' : listOf(values.cors),
    credentials: credentials.length === 0 ? undefined : credentials,
    sharedRegions: values['shared-db'],
    region: values.region,
    peers: peersOf(values),
    databasePerKey: values['db-per-key'],
    policies: values.policies,
    delayTransientStatuses: values['delay-transient-statuses'],
    throttle: values.throttle,
    disk: diskWishOf(values),
    seeds: values.seed,
    parameters: Object.fromEntries(values.parameter.map(parameterOf)),
    faults: values.faults,
    buckets: Object.fromEntries(values.bucket.map(bucketOf)),
    isLogging: values.log,
    isJson: values.json,
    record: recordFileOf(values.record),
  }
}

function explorerPortOf({
  explorer,
  'explorer-port': port,
  'db-per-key': isByKey,
}: Values): number | undefined {
  if (!explorer && port === undefined) return undefined
  if (isByKey) {
    throw new WrongArguments('--explorer: it shows one database; leave --db-per-key out')
  }
  return portOf('explorer-port', port ?? '0')
}

function diskWishOf(values: Values): DiskWish | undefined {
  const { durability, 'key-file': keyFile, 'db-path': dbPath } = values
  if (values.path !== undefined && dbPath !== undefined) {
    throw new WrongArguments('--path and --db-path are the same: give one of them')
  }
  const path = values.path ?? dbPath
  if (path === undefined) {
    const useless = (['durability', 'key-file'] as const).find(name => values[name] !== undefined)
    if (useless !== undefined) {
      throw new WrongArguments(`--${useless}: a database in memory has none; give a --path as well`)
    }
    return undefined
  }
  if (values['in-memory']) {
    throw new WrongArguments(
      '--in-memory: with --path the database is on disk; leave one of them out',
    )
  }
  const known = DURABILITIES.find(one => one === durability)
  if (known !== durability) {
    throw new WrongArguments(`--durability: ${durability} is not one of ${DURABILITIES.join(', ')}`)
  }
  return { path, durability: known, keyFile }
}

/** What stands between commas. */
function listOf(text: string): string[] {
  const parts = text.split(',').map(part => part.trim())
  return parts.filter(part => part !== '')
}

function recordFileOf(file: string | undefined): string | undefined {
  if (file === undefined || isRecordFile(file)) return file
  throw new WrongArguments(`--record: ${file} must end in .html, .json, .txt or .jsonl`)
}

function peersOf(values: Values): Readonly<Record<string, string>> {
  const isApart = values['shared-db'] || values['db-per-key']
  if (values.peer.length > 0 && isApart) {
    throw new WrongArguments(
      '--peer: each process is one database, which has one region for itself',
    )
  }
  return Object.fromEntries(
    values.peer.map(text => {
      const sign = text.indexOf('=')
      if (sign < 1 || sign === text.length - 1) {
        throw new WrongArguments('--peer: expected a region and an address, as region=url')
      }
      return [text.slice(0, sign), text.slice(sign + 1)]
    }),
  )
}

function bucketOf(text: string): readonly [name: string, directory: string] {
  const sign = text.indexOf('=')
  if (sign < 1 || sign === text.length - 1) {
    throw new WrongArguments(`--bucket: expected a name and a directory, as name=directory`)
  }
  return [text.slice(0, sign), text.slice(sign + 1)]
}

function parameterOf(text: string): readonly [name: string, value: string] {
  const sign = text.indexOf('=')
  if (sign < 1) {
    throw new WrongArguments('--parameter: expected a name and a value, as name=value')
  }
  return [text.slice(0, sign), text.slice(sign + 1)]
}

function credentialOf(text: string): ServerCredential {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) {
    throw new WrongArguments('--credentials: expected an access key and a secret, as key:secret')
  }
  return { accessKeyId: text.slice(0, colon), secretAccessKey: text.slice(colon + 1) }
}
