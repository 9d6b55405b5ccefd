/**
 * A segment: one file of the log, and what stands at its head. Integers are unsigned and little-endian.
 *
 * ```
 * segment = header frame+ zeros             the zeros are there ahead of use, and are cut off when the log is closed
 * header  = magic version flags database-id first salt zeros checksum                       64 bytes
 * magic   = "hrlog" zeros                   8 bytes
 * version = 32 bits
 * flags   = 32 bits                         1: the payloads of the frames are encrypted
 * database-id, salt                         16 bytes each; the salt is zeros if nothing is encrypted
 * first   = 64 bits                         the sequence number of the first frame; it is in the name of the file, too
 * zeros   = 32 bits
 * checksum = 32 bits                        of all before it; the seed of the checksums of the frames
 * ```
 *
 * A segment is written under another name, and has its own once its header and first frames are durable. Nothing is ever
 * added to a segment by a process that did not make it: each opening of a database begins a new one with its first commit. So
 * a nonce is never used twice, and what an earlier process could not sync is never built on.
 */

import { CorruptLog, MisplacedFile, UnknownFormat } from '../errors/storage-errors.js'
import { checksumOf } from './checksum.js'
import { FrameForm } from './frame.js'
import { SALT_BYTES, Seal } from './seal.js'

export const SEGMENT_HEADER_BYTES = 64
export const DATABASE_ID_BYTES = 16
/** The name of a segment that is not in use yet. Whoever opens the database removes one that was left. */
export const NEXT_SEGMENT_NAME = 'log-next.new'

const MAGIC = Buffer.from('hrlog\0\0\0', 'latin1')
const VERSION = 1
const ENCRYPTED = 1
const VERSION_AT = 8
const FLAGS_AT = 12
const DATABASE_ID_AT = 16
const FIRST_AT = 32
const SALT_AT = 40
const CHECKSUM_AT = 60
const TWO_32 = 2 ** 32

/** What all segments of a log have in common. */
export interface LogIdentity {
  readonly databaseId: Uint8Array
  /** Of 32 bytes. Undefined if nothing is encrypted. */
  readonly key: Uint8Array | undefined
}

/** The name of the segment whose first frame has this sequence number. */
export function segmentName(first: number): string {
  return `log-${String(first).padStart(16, '0')}.hrl`
}

/** The sequence number in the name of a segment; undefined if it is none. */
export function firstOfName(name: string): number | undefined {
  const digits = /^log-(\d{16})\.hrl$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

interface NewSegment {
  readonly first: number
  /** Random, and not used before. */
  readonly salt: Uint8Array
}

/** The header of a segment, and the form of its frames. */
export function newSegment(
  { databaseId, key }: LogIdentity,
  { first, salt }: NewSegment,
): { readonly header: Buffer; readonly form: FrameForm } {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES)
  MAGIC.copy(header)
  header.writeUInt32LE(VERSION, VERSION_AT)
  header.writeUInt32LE(key === undefined ? 0 : ENCRYPTED, FLAGS_AT)
  header.set(databaseId, DATABASE_ID_AT)
  header.writeUInt32LE(first % TWO_32, FIRST_AT)
  header.writeUInt32LE(Math.floor(first / TWO_32), FIRST_AT + 4)
  if (key !== undefined) header.set(salt, SALT_AT)
  const checksum = checksumOf(header, { start: 0, end: CHECKSUM_AT }, 0)
  header.writeUInt32LE(checksum, CHECKSUM_AT)
  return { header, form: formOf(header, key) }
}

/**
 * The form of the frames in the bytes of a segment that has this name.
 *
 * @throws UnknownFormat, CorruptLog, MisplacedFile
 */
export function readSegmentHeader(
  bytes: Buffer,
  { databaseId, key }: LogIdentity,
  { file, first }: { readonly file: string; readonly first: number },
): FrameForm {
  const damaged = (found: string): CorruptLog => new CorruptLog({ file, offset: 0 }, found)
  if (bytes.length < SEGMENT_HEADER_BYTES) throw damaged('no whole header')
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged('no header of a log')
  const version = bytes.readUInt32LE(VERSION_AT)
  const checksum = checksumOf(bytes, { start: 0, end: CHECKSUM_AT }, 0)
  const isIntact = bytes.readUInt32LE(CHECKSUM_AT) === checksum
  // Where the checksum stands in a header of another version is not known.
  if (version !== VERSION) throw new UnknownFormat(file, version)
  if (!isIntact) throw damaged('a header whose checksum does not match')
  const isOwn = bytes.subarray(DATABASE_ID_AT, FIRST_AT).equals(databaseId)
  if (!isOwn || firstOf(bytes) !== first) throw new MisplacedFile(file)
  const isEncrypted = (bytes.readUInt32LE(FLAGS_AT) & ENCRYPTED) !== 0
  if (isEncrypted !== (key !== undefined)) throw new MisplacedFile(file)
  return formOf(bytes, key)
}

function firstOf(bytes: Buffer): number {
  return bytes.readUInt32LE(FIRST_AT) + bytes.readUInt32LE(FIRST_AT + 4) * TWO_32
}

function formOf(header: Buffer, key: Uint8Array | undefined): FrameForm {
  const salt = header.subarray(SALT_AT, SALT_AT + SALT_BYTES)
  const seal = key === undefined ? undefined : new Seal(key, salt, `log ${firstOf(header)}`)
  return new FrameForm(header.readUInt32LE(CHECKSUM_AT), seal)
}
