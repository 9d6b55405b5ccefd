/**
 * The manifest: what belongs to a database on disk. It is replaced as a whole, by a rename, so that there is always one.
 *
 * ```
 * manifest = "hashrange " version newline json newline checksum newline
 * version  = digits                of the format of the directory
 * json     = the fields, in one line
 * checksum = 8 hexadecimal digits  XXH32 of all before it
 * ```
 */

import { join } from 'node:path'
import { codeOf, type FileSystem } from '../env/files.js'
import { writeWhole } from '../env/lasting-files.js'
import { CorruptManifest, NotADatabase, UnknownFormat, WrongKey } from '../errors/storage-errors.js'
import { checksumOf } from './checksum.js'
import { DATABASE_ID_BYTES } from './file-header.js'
import { isKeyOf, keyCheckOf } from './seal.js'

export const MANIFEST_NAME = 'MANIFEST'

const VERSION = 1
const CHECKSUM_LENGTH = 9

export interface Manifest {
  /** Random bytes that all files of the database have in them. */
  readonly databaseId: Uint8Array
  /** Undefined if there is none yet: all is in the log. */
  readonly checkpoint: CheckpointEntry | undefined
  /** The sequence number of the first frame of the log that is needed. */
  readonly firstSequenceNumber: number
  /**
   * Segments that begin before it are of no use any more, whatever key they are encrypted with. Undefined if all may be of
   * use that `firstSequenceNumber` leaves.
   */
  readonly firstSegment?: number | undefined
  /** The log goes up to this commit at least, as it was when it was closed last. Undefined if that is not known. */
  readonly lastSequenceNumber?: number | undefined
  /** How often the whole directory was written anew: files of former generations are of no use. Undefined: never. */
  readonly generation?: number | undefined
  /** Undefined if nothing is encrypted. */
  readonly encryption: Encryption | undefined
}

export interface CheckpointEntry {
  /** Of a file in the directory. */
  readonly name: string
  /** It holds everything up to this commit. */
  readonly sequenceNumber: number
}

/** What tells whether a key is the right one, and nothing else of it. */
interface Encryption {
  readonly salt: Uint8Array
  readonly check: Uint8Array
}

/** Of a key of 32 bytes. The salt is random. */
export function encryptionOf(key: Uint8Array, salt: Uint8Array): Encryption {
  return { salt, check: keyCheckOf(key, salt) }
}

/** @throws WrongKey if the key is not that of the database, or if one of them has none */
export function checkKey(
  { encryption }: Manifest,
  key: Uint8Array | undefined,
  directory: string,
): void {
  const isNeeded = encryption !== undefined
  const isGiven = key !== undefined
  if (!isNeeded && !isGiven) return
  if (isNeeded && isGiven && isKeyOf(encryption.check, key, encryption.salt)) return
  throw new WrongKey(directory, { isGiven, isNeeded })
}

/**
 * The manifest of a directory; undefined if there is none.
 *
 * @throws NotADatabase, UnknownFormat, CorruptManifest, and what the file system throws
 */
export async function readManifest(
  files: FileSystem,
  directory: string,
): Promise<Manifest | undefined> {
  const path = join(directory, MANIFEST_NAME)
  const bytes = await bytesOf(files, path)
  if (bytes === undefined) return undefined
  const version = /^hashrange (\d{1,9})\n/.exec(bytes.toString('latin1', 0, 30))?.[1]
  if (version === undefined) throw new NotADatabase(path)
  if (Number(version) !== VERSION) throw new UnknownFormat(path, Number(version))
  const end = bytes.length - CHECKSUM_LENGTH
  if (bytes.toString('latin1', Math.max(end, 0)) !== checksumText(bytes.subarray(0, end))) {
    throw new CorruptManifest(path)
  }
  return manifestOf(bytes.toString('utf8', bytes.indexOf('\n') + 1, end), path)
}

/** Puts a manifest in the place of the one that there is. It lasts when this has been fulfilled; if it fails, either may. */
export async function writeManifest(
  files: FileSystem,
  directory: string,
  manifest: Manifest,
): Promise<void> {
  const text = Buffer.from(`hashrange ${VERSION}\n${jsonOf(manifest)}\n`)
  const bytes = Buffer.concat([text, Buffer.from(checksumText(text))])
  await writeWhole(files, join(directory, MANIFEST_NAME), file => file.write(bytes, 0))
}

function checksumText(bytes: Buffer): string {
  const checksum = checksumOf(bytes, { start: 0, end: bytes.length }, 0)
  return `${checksum.toString(16).padStart(8, '0')}\n`
}

/** The fields as they stand in the file. */
interface ManifestFields {
  readonly databaseId: string
  readonly checkpoint?: CheckpointEntry
  readonly firstSequenceNumber: number
  readonly firstSegment?: number
  readonly lastSequenceNumber?: number
  readonly generation?: number
  readonly encryption?: { readonly salt: string; readonly check: string }
}

function jsonOf({ databaseId, encryption, ...rest }: Manifest): string {
  const { salt, check } = encryption ?? {}
  const hidden = salt && check && { salt: hexOf(salt), check: hexOf(check) }
  return JSON.stringify({ databaseId: hexOf(databaseId), ...rest, encryption: hidden })
}

/** The checksum matches, so what stands there is what was written: what is no manifest was never written by us. */
function manifestOf(json: string, path: string): Manifest {
  const fields = parsed(json) as Partial<ManifestFields> | undefined
  const databaseId = Buffer.from(String(fields?.databaseId), 'hex')
  const { firstSequenceNumber, firstSegment, lastSequenceNumber } = fields ?? {}
  const { checkpoint, generation, encryption } = fields ?? {}
  if (databaseId.length !== DATABASE_ID_BYTES) throw new CorruptManifest(path)
  if (!Number.isSafeInteger(firstSequenceNumber)) throw new CorruptManifest(path)
  const salt = Buffer.from(encryption?.salt ?? '', 'hex')
  const check = Buffer.from(encryption?.check ?? '', 'hex')
  return {
    databaseId,
    checkpoint,
    firstSequenceNumber: firstSequenceNumber as number,
    firstSegment,
    lastSequenceNumber,
    generation,
    encryption: encryption && { salt, check },
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** Undefined if there is no such file. */
async function bytesOf(files: FileSystem, path: string): Promise<Buffer | undefined> {
  try {
    const file = await files.open(path, 'read')
    try {
      const bytes = Buffer.alloc(await file.size())
      return bytes.subarray(0, await file.read(bytes, 0))
    } finally {
      await file.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
