/**
 * What stands at the head of each binary file of a database. Integers are unsigned and little-endian.
 *
 * ```
 * header  = magic version flags database-id number salt zeros checksum                      64 bytes
 * magic   = a name of the kind of file, filled up with zeros                                8 bytes
 * version = 32 bits
 * flags   = 32 bits                         1: the payloads of the frames are encrypted
 * database-id, salt                         16 bytes each; the salt is zeros if nothing is encrypted
 * number  = 64 bits                         a sequence number, which is in the name of the file, too
 * zeros   = 32 bits
 * checksum = 32 bits                        of all before it; the seed of the checksums of the frames that follow
 * ```
 */

import { MisplacedFile, UnknownFormat } from '../errors/storage-errors.js'
import { checksumOf } from './checksum.js'
import { FrameForm } from './frame.js'
import { SALT_BYTES, Seal } from './seal.js'

export const HEADER_BYTES = 64
export const DATABASE_ID_BYTES = 16

const MAGIC_BYTES = 8
const ENCRYPTED = 1
const VERSION_AT = 8
const FLAGS_AT = 12
const DATABASE_ID_AT = 16
const NUMBER_AT = 32
const SALT_AT = 40
const CHECKSUM_AT = 60
const TWO_32 = 2 ** 32

/** What all files of a database have in common. */
export interface FileIdentity {
  readonly databaseId: Uint8Array
  /** Of 32 bytes. Undefined if nothing is encrypted. */
  readonly key: Uint8Array | undefined
}

/** A kind of file, such as the segments of the log. */
export interface FileKind {
  /** Up to 8 ASCII characters. */
  readonly magic: string
  readonly version: number
  /** Tells the keys of its files from those of others that have the same salt. */
  readonly purpose: string
  /** A file of this kind that is damaged at its beginning. `found` is the end of a sentence. */
  readonly damaged: (file: string, found: string) => Error
}

interface NewFile {
  readonly number: number
  /** Random, and not used before. */
  readonly salt: Uint8Array
}

/** The header of a new file, and the form of its frames. */
export function newFileHeader(
  kind: FileKind,
  { databaseId, key }: FileIdentity,
  { number, salt }: NewFile,
): { readonly header: Buffer; readonly form: FrameForm } {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(kind.magic, 'latin1')
  header.writeUInt32LE(kind.version, VERSION_AT)
  header.writeUInt32LE(key === undefined ? 0 : ENCRYPTED, FLAGS_AT)
  header.set(databaseId, DATABASE_ID_AT)
  header.writeUInt32LE(number % TWO_32, NUMBER_AT)
  header.writeUInt32LE(Math.floor(number / TWO_32), NUMBER_AT + 4)
  if (key !== undefined) header.set(salt, SALT_AT)
  const checksum = checksumOf(header, { start: 0, end: CHECKSUM_AT }, 0)
  header.writeUInt32LE(checksum, CHECKSUM_AT)
  return { header, form: formOf(kind, header, key) }
}

/**
 * The form of the frames of a file of this kind, which begins with these bytes and has this number in its name.
 *
 * @throws UnknownFormat, MisplacedFile, and what `kind.damaged` makes
 */
export function readFileHeader(
  kind: FileKind,
  bytes: Buffer,
  { databaseId, key }: FileIdentity,
  { file, number }: { readonly file: string; readonly number: number },
): FrameForm {
  if (bytes.length < HEADER_BYTES) throw kind.damaged(file, 'no whole header')
  const magic = bytes.toString('latin1', 0, MAGIC_BYTES).replace(/\0+$/, '')
  if (magic !== kind.magic) throw kind.damaged(file, 'another header than that of such a file')
  const version = bytes.readUInt32LE(VERSION_AT)
  // Where the checksum stands in a header of another version is not known.
  if (version !== kind.version) throw new UnknownFormat(file, version)
  const checksum = checksumOf(bytes, { start: 0, end: CHECKSUM_AT }, 0)
  if (bytes.readUInt32LE(CHECKSUM_AT) !== checksum) {
    throw kind.damaged(file, 'a header whose checksum does not match')
  }
  const isOwn = bytes.subarray(DATABASE_ID_AT, NUMBER_AT).equals(databaseId)
  if (!isOwn || numberOf(bytes) !== number) throw new MisplacedFile(file)
  const isEncrypted = (bytes.readUInt32LE(FLAGS_AT) & ENCRYPTED) !== 0
  if (isEncrypted !== (key !== undefined)) throw new MisplacedFile(file)
  return formOf(kind, bytes, key)
}

function numberOf(bytes: Buffer): number {
  return bytes.readUInt32LE(NUMBER_AT) + bytes.readUInt32LE(NUMBER_AT + 4) * TWO_32
}

function formOf(kind: FileKind, header: Buffer, key: Uint8Array | undefined): FrameForm {
  const salt = header.subarray(SALT_AT, SALT_AT + SALT_BYTES)
  const purpose = `${kind.purpose} ${numberOf(header)}`
  const seal = key === undefined ? undefined : new Seal(key, salt, purpose)
  return new FrameForm(header.readUInt32LE(CHECKSUM_AT), seal)
}
