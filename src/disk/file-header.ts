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

const CHECKSUM_DAMAGE = 'a header whose checksum does not match'

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
  const damage = damageOf(kind, bytes)
  if (damage !== undefined && damage !== CHECKSUM_DAMAGE) throw kind.damaged(file, damage)
  const version = bytes.readUInt32LE(VERSION_AT)
  // Where the checksum stands in a header of another version is not known.
  if (version !== kind.version) throw new UnknownFormat(file, version)
  if (damage !== undefined) throw kind.damaged(file, damage)
  const isOwn = bytes.subarray(DATABASE_ID_AT, NUMBER_AT).equals(databaseId)
  if (!isOwn || numberOf(bytes) !== number) throw new MisplacedFile(file)
  const isEncrypted = (bytes.readUInt32LE(FLAGS_AT) & ENCRYPTED) !== 0
  if (isEncrypted !== (key !== undefined)) throw new MisplacedFile(file)
  return formOf(kind, bytes, key)
}

/** What stands at the head of a file that may be damaged. */
interface FoundHeader {
  readonly databaseId: Buffer
  readonly number: number
  readonly isEncrypted: boolean
  /** Undefined if it is as it was written; otherwise what is wrong, as the end of a sentence. */
  readonly damage: string | undefined
}

/** What the first bytes of a file say, whether or not they are good. Undefined if there are too few. */
export function findHeader(kind: FileKind, bytes: Buffer): FoundHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined
  return {
    databaseId: bytes.subarray(DATABASE_ID_AT, NUMBER_AT),
    number: numberOf(bytes),
    isEncrypted: (bytes.readUInt32LE(FLAGS_AT) & ENCRYPTED) !== 0,
    damage: damageOf(kind, bytes),
  }
}

/**
 * The forms that the frames of a file may have whose header may be damaged: the checksum that they need is the one that stands
 * there, or that of what stands there. Without a key, payloads stay as they are.
 */
export function formsOf(
  kind: FileKind,
  bytes: Buffer,
  { key, number }: { readonly key: Uint8Array | undefined; readonly number: number },
): readonly FrameForm[] {
  const seal = sealOf(kind, bytes, { key, number })
  const stored = bytes.readUInt32LE(CHECKSUM_AT)
  const computed = checksumOf(bytes, { start: 0, end: CHECKSUM_AT }, 0)
  return [...new Set([stored, computed])].map(seed => new FrameForm(seed, seal))
}

/** What is wrong with a header, whatever database it is of. */
function damageOf(kind: FileKind, bytes: Buffer): string | undefined {
  const magic = bytes.toString('latin1', 0, MAGIC_BYTES).replace(/\0+$/, '')
  if (magic !== kind.magic) return 'another header than that of such a file'
  const checksum = checksumOf(bytes, { start: 0, end: CHECKSUM_AT }, 0)
  return bytes.readUInt32LE(CHECKSUM_AT) === checksum ? undefined : CHECKSUM_DAMAGE
}

function numberOf(bytes: Buffer): number {
  return bytes.readUInt32LE(NUMBER_AT) + bytes.readUInt32LE(NUMBER_AT + 4) * TWO_32
}

function formOf(kind: FileKind, header: Buffer, key: Uint8Array | undefined): FrameForm {
  const seal = sealOf(kind, header, { key, number: numberOf(header) })
  return new FrameForm(header.readUInt32LE(CHECKSUM_AT), seal)
}

function sealOf(
  kind: FileKind,
  header: Buffer,
  { key, number }: { readonly key: Uint8Array | undefined; readonly number: number },
): Seal | undefined {
  const salt = header.subarray(SALT_AT, SALT_AT + SALT_BYTES)
  return key && new Seal(key, salt, `${kind.purpose} ${number}`)
}
