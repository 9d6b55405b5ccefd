/** The arguments of the commands that export tables to files, and make tables of files. */

import type { KeyType } from '../types/attribute.js'
import { parsedBy, WrongArguments } from './options.js'

/** The directory of a database, its key, and a table of it. */
interface TableWish {
  readonly path: string
  readonly keyFile: string | undefined
  readonly table: string
  readonly isJson: boolean
}

export interface ExportWish extends TableWish {
  /** The directory that stands for a bucket. */
  readonly to: string
  readonly prefix: string | undefined
  readonly format: 'DYNAMODB_JSON' | 'ION'
}

export interface ImportWish extends TableWish {
  /** The path of a file, or of a directory. */
  readonly source: string
  readonly format: 'DYNAMODB_JSON' | 'ION' | 'CSV'
  readonly compression: 'NONE' | 'GZIP' | 'ZSTD'
  readonly delimiter: Delimiter | undefined
  readonly header: readonly string[] | undefined
  readonly partitionKey: WishedKey
  readonly sortKey: WishedKey | undefined
}

interface WishedKey {
  readonly name: string
  readonly type: KeyType
}

type Delimiter = (typeof DELIMITERS)[number]

const TABLE_HELP = `  --path <directory>   the directory of the database (needed)
  --table <name>       the table (needed)
  --key-file <file>    the key of an encrypted database: 32 bytes, or 64 hexadecimal digits
`

export const EXPORT_HELP = `Usage: hashrange export --path <directory> --table <name> --to <directory> [options]

Writes all items of a table to files, in the layout of the service's exports: lines of JSON or Ion,
gzipped, with manifests. All or nothing: if it fails, no files are left. On a terminal it shows how
far it is.

${TABLE_HELP}  --to <directory>     where the files are to be; it is made if it is not there (needed)
  --prefix <folders>   the folders in there (default: none)
  --format <format>    what is in the files: json (default) or ion
  --json               print JSON
  --help               show this text

Example:
  hashrange export --path data --table Orders --to exported

Exit codes: 0 it is done; 1 it failed; 2 the arguments are wrong.
`

export const IMPORT_HELP = `Usage: hashrange import <file or directory> --path <directory> --table <name> --key <key>
                        [options]

Makes a table of files: of one, or of all that a directory has. The database is made if it is not
there; the table must not be. It is there as a whole or not at all. Rows that are bad are left out,
counted, and the first of them printed with file, line and what is wrong. On a terminal it shows how
far it is.

${TABLE_HELP}  --key <name[:type]>  the partition key, and given twice the sort key: name, and type S (default),
                       N or B (needed)
  --format <format>    what is in the files: json (default), lines {"Item":{…}} as exports have
                       them; ion; or csv
  --compression <how>  how the files are packed: none (default), gzip or zstd
  --delimiter <sign>   what stands between the cells of CSV: one of , ; : | tab space (default: ,)
  --header <names>     the names of the columns of CSV, separated by commas (default: the first line
                       of each file)
  --json               print JSON
  --help               show this text

Examples:
  hashrange import exported --path copy --table Orders --key customerId --key at:N --format ion
  hashrange import people.csv --path data --table People --key id:N --format csv

Exit codes: 0 all rows are there; 1 some are not, or it failed; 2 the arguments are wrong.
`

const TABLE = {
  path: { type: 'string' },
  'key-file': { type: 'string' },
  table: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

const EXPORT_FORMATS = { json: 'DYNAMODB_JSON', ion: 'ION' } as const
const IMPORT_FORMATS = { ...EXPORT_FORMATS, csv: 'CSV' } as const
const COMPRESSIONS = { none: 'NONE', gzip: 'GZIP', zstd: 'ZSTD' } as const
const DELIMITERS = [',', ';', ':', '|', '\t', ' '] as const
const DELIMITER_NAMES: Readonly<Record<string, Delimiter>> = { tab: '\t', space: ' ' }
const KEY_TYPES: readonly KeyType[] = ['S', 'N', 'B']

export function exportWishOf(args: readonly string[]): ExportWish {
  const options = {
    ...TABLE,
    to: { type: 'string' },
    prefix: { type: 'string' },
    format: { type: 'string', default: 'json' },
  } as const
  const { values, positionals } = parsedBy(options, args)
  if (positionals.length > 0) throw new WrongArguments(`unexpected: ${positionals.join(' ')}`)
  return {
    ...tableWishOf(values),
    to: needed('to', values.to),
    prefix: values.prefix,
    format: oneOf('format', EXPORT_FORMATS, values.format),
  }
}

export function importWishOf(args: readonly string[]): ImportWish {
  const options = {
    ...TABLE,
    key: { type: 'string', multiple: true, default: [] as string[] },
    format: { type: 'string', default: 'json' },
    compression: { type: 'string', default: 'none' },
    delimiter: { type: 'string' },
    header: { type: 'string' },
  } as const
  const { values, positionals } = parsedBy(options, args)
  const [source, ...more] = positionals
  if (source === undefined) throw new WrongArguments('the file or directory is missing')
  if (more.length > 0) throw new WrongArguments(`unexpected: ${more.join(' ')}`)
  const [partitionKey, sortKey, ...others] = values.key.map(keyOf)
  if (partitionKey === undefined) throw new WrongArguments('--key is missing')
  if (others.length > 0) throw new WrongArguments('--key: a table has two keys at the most')
  const format = oneOf('format', IMPORT_FORMATS, values.format)
  const useless = (['delimiter', 'header'] as const).find(name => values[name] !== undefined)
  if (format !== 'CSV' && useless !== undefined) {
    throw new WrongArguments(`--${useless}: only CSV has one`)
  }
  return {
    ...tableWishOf(values),
    source,
    format,
    compression: oneOf('compression', COMPRESSIONS, values.compression),
    delimiter: values.delimiter === undefined ? undefined : delimiterOf(values.delimiter),
    header: values.header?.split(','),
    partitionKey,
    sortKey,
  }
}

function tableWishOf(values: {
  readonly path?: string | undefined
  readonly table?: string | undefined
  readonly 'key-file'?: string | undefined
  readonly json: boolean
}): TableWish {
  const { path, table, 'key-file': keyFile, json: isJson } = values
  return { path: needed('path', path), table: needed('table', table), keyFile, isJson }
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new WrongArguments(`--${name} is missing`)
  return value
}

function oneOf<const Value>(
  option: string,
  values: Readonly<Record<string, Value>>,
  name: string,
): Value {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value !== undefined) return value
  throw new WrongArguments(`--${option}: ${name} is not one of ${Object.keys(values).join(', ')}`)
}

function delimiterOf(text: string): Delimiter {
  const delimiter = DELIMITERS.find(one => one === (DELIMITER_NAMES[text] ?? text))
  if (delimiter !== undefined) return delimiter
  throw new WrongArguments(`--delimiter: ${text} is not one of , ; : | tab space`)
}

/** A name may have colons: only a type behind the last one is none of it. */
function keyOf(text: string): WishedKey {
  const colon = text.lastIndexOf(':')
  if (colon === -1) return { name: text, type: 'S' }
  const type = KEY_TYPES.find(one => one === text.slice(colon + 1))
  if (type !== undefined) return { name: text.slice(0, colon), type }
  throw new WrongArguments(`--key: ${text} does not end with :S, :N or :B`)
}
