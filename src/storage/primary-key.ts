/** A primary key as storage sees it: order-preserving text, and the hashes that place it. */

import { xxh32 } from '../encoding/hash.js'
import { keyedHash, keyedHashOfBytes } from '../encoding/keyed-hash.js'
import { systemRandom } from '../env/random.js'

/** The partition key's place in the hash space runs from 0 to this, exclusive. */
export const HASH_SPACE = 2 ** 32

const PARTITION_SEED = 0

/** The secret of this process: fingerprints are of no use to any other. */
const secret = Buffer.from(systemRandom.bytes(8))
const SECRET_LOW = secret.readInt32LE(0)
const SECRET_HIGH = secret.readInt32LE(4)

export class PrimaryKey {
  /** Partition key: one character, U+0000 to U+00FF, for each byte of its order-preserving encoding. */
  readonly pk: string
  /** Sort key likewise; empty where the table has none. */
  readonly sk: string
  /** Hash of the partition key: the place in the hash space that partitions and scan segments divide. */
  readonly hash: number
  /** The fingerprint, once somebody has asked for it. */
  taken?: number | undefined

  constructor(pk: string, sk: string) {
    this.pk = pk
    this.sk = sk
    this.hash = xxh32(pk, PARTITION_SEED)
    this.taken = undefined
  }

  /**
   * Hash of the whole key, by the secret of this process: the place in the index for point reads. Taken when somebody
   * asks, since tables without a sort key have no such index.
   */
  get fingerprint(): number {
    this.taken ??= fingerprintOf(this.pk, this.sk)
    return this.taken
  }
}

function fingerprintOf(pk: string, sk: string): number {
  const ofPartition = keyedHash(pk, SECRET_LOW, SECRET_HIGH)
  return sk === '' ? ofPartition : keyedHash(sk, SECRET_LOW ^ ofPartition, SECRET_HIGH)
}

/** The first part of the fingerprint of keys whose partition key stands in a range of bytes. */
export function partitionPrintOf(bytes: Uint8Array, start: number, end: number): number {
  return keyedHashOfBytes(bytes, { start, end }, SECRET_LOW, SECRET_HIGH)
}

/** The fingerprint of a key with that partition key, and the sort key that stands in a range of bytes. */
export function fingerprintWith(
  partitionPrint: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  return keyedHashOfBytes(bytes, { start, end }, SECRET_LOW ^ partitionPrint, SECRET_HIGH)
}

/** Where a range of items begins or ends: by hash, then partition key, then sort key. Need not be a key that exists. */
export interface Position {
  readonly hash: number
  readonly pk: string
  readonly sk: string
}

/** Sorts after every key text: its one character is larger than any byte. */
export const AFTER_ALL = '\uffff'

/** The smallest text that sorts after `text`. */
export function after(text: string): string {
  return `${text}\0`
}

/** The first position of a hash. */
export function positionOfHash(hash: number): Position {
  return { hash, pk: '', sk: '' }
}

/** Below 0 if `left` comes before `right`, above 0 if after it. */
export function comparePositions(left: Position, right: Position): number {
  if (left.hash !== right.hash) return left.hash - right.hash
  if (left.pk !== right.pk) return left.pk < right.pk ? -1 : 1
  if (left.sk === right.sk) return 0
  return left.sk < right.sk ? -1 : 1
}
