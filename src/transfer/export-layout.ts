/**
 * Where the files of an export stand in a bucket. Keys are paths with `/`.
 *
 * ```
 * [prefix/]AWSDynamoDB/<id>/_started                  there is nothing in it
 * [prefix/]AWSDynamoDB/<id>/manifest-files.json       what data files there are
 * [prefix/]AWSDynamoDB/<id>/manifest-summary.json     written last of all: with it the export is complete
 * [prefix/]AWSDynamoDB/<id>/manifest-….md5            MD5 of the manifest of that name, in base64
 * [prefix/]AWSDynamoDB/<id>/data/<name>.json.gz       of a full export
 * [prefix/]AWSDynamoDB/data/<name>.json.gz            of incremental ones, all in one folder
 * ```
 *
 * Source: DynamoDB developer guide, "DynamoDB table export output format".
 */

import { createHash } from 'node:crypto'
import type { Random } from '../env/random.js'
import { exportPrefixInvalid } from '../errors/transfer-errors.js'

/** In which form the data files have items. */
export type ExportFormat = 'DYNAMODB_JSON' | 'ION'

const ROOT = 'AWSDynamoDB'
const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  DYNAMODB_JSON: 'json.gz',
  ION: 'ion.gz',
}
const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567'
const TIME_DIGITS = 14
const SUFFIX_BYTES = 4
const NAME_BYTES = 16

/** What decides where the files of an export stand. */
interface ExportPlace {
  readonly id: string
  /** Undefined if the export stands at the top of its bucket. */
  readonly prefix: string | undefined
  readonly format: ExportFormat
  readonly isIncremental: boolean
}

/** Keys of an export. */
export interface ExportLayout {
  /** The folder that nobody else writes to. */
  readonly folder: string
  readonly started: string
  readonly summary: string
  readonly files: string
  /** The folder of the data files. */
  readonly data: string
  /** A key for one more data file. */
  newDataFile(random: Random): string
}

/**
 * @throws ValidationException if the prefix leads out of the bucket, or names no place in it
 */
export function layoutOf({ id, prefix, format, isIncremental }: ExportPlace): ExportLayout {
  const root = `${folderOf(prefix)}${ROOT}`
  const folder = `${root}/${id}`
  const data = isIncremental ? `${root}/data` : `${folder}/data`
  return {
    folder,
    started: `${folder}/_started`,
    summary: `${folder}/manifest-summary.json`,
    files: `${folder}/manifest-files.json`,
    data,
    newDataFile: random => `${data}/${base32Of(random.bytes(NAME_BYTES))}.${EXTENSIONS[format]}`,
  }
}

/** The key of the checksum of a manifest. */
export function checksumKeyOf(manifest: string): string {
  return manifest.replace(/json$/, 'md5')
}

/** An id as exports have it, such as `01693685827463-2d8752fd`: the time in milliseconds, and chance. */
export function newExportId(time: number, random: Random): string {
  const suffix = Buffer.from(random.bytes(SUFFIX_BYTES)).toString('hex')
  return `${String(time).padStart(TIME_DIGITS, '0')}-${suffix}`
}

/**
 * The chance that names the data files of an export: it follows from the id, so that what an export has left that was
 * interrupted can be found among the files of others.
 */
export function dataFileNames(id: string): Random {
  let taken = 0
  return {
    bytes: count => {
      taken += 1
      return createHash('sha256').update(`${id} ${taken}`).digest().subarray(0, count)
    },
  }
}

/** A prefix as the beginning of keys. A bucket takes any text; here the parts are names of folders. */
function folderOf(prefix: string | undefined): string {
  if (prefix === undefined || prefix === '') return ''
  const parts = prefix.replace(/\/$/, '').split('/')
  if (parts.some(isNoName)) throw exportPrefixInvalid(prefix)
  return `${parts.join('/')}/`
}

function isNoName(part: string): boolean {
  return part === '' || part === '.' || part === '..' || /[\0\\]/.test(part)
}

/** Five bits to a character, the first ones first; zeros fill up the last. */
function base32Of(bytes: Uint8Array): string {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{1,5}/g, some => BASE_32.charAt(Number.parseInt(some.padEnd(5, '0'), 2)))
}
