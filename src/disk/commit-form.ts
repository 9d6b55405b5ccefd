/**
 * The payload of a frame that is a commit. Integers are unsigned and little-endian.
 *
 * ```
 * commit   = time:f64 flags:u32 count:u32 [ envelope ] change*
 * flags    = 1: there is an envelope | 2: the commit removes expired items
 * envelope = length:u32 map                   MessagePack: what few commits have
 * map      = { regions?, shapes?, token?, delivery? }
 * change   = table:u32 length:u32 record      the highest bit of the length: the item of the key is removed
 * ```
 *
 * - `record` is what `storage/slab.ts` describes, of `length` bytes: the item as it stands in its table, or of an item that is
 *   removed the keys alone.
 * - `regions` are those of the changes of system tables, which each region has its own of, in the order of the changes.
 * - `shapes` are those of a table that its items need and that no earlier frame of this opening has: the place of a change of
 *   the table, the number of the first shape, and the names of each. The reader may know some of them.
 * - Texts that come from requests stand as JSON, since MessagePack has no unpaired surrogates.
 */

import { type Packable, pack, unpack } from '../encoding/msgpack.js'
import type { Change, Commit, CommitOrigin, CommitToken, Delivery } from '../engine/change.js'
import { isOfEachRegion } from '../engine/regions.js'
import { assert } from '../errors/assert.js'
import type { StoredTable } from '../storage/table.js'
import type { TableId } from '../types/table.js'
import type { Payload } from './frame-buffer.js'

const COMMIT_KIND = 1

const HEAD_BYTES = 16
const FLAGS_AT = 8
const COUNT_AT = 12
const HAS_ENVELOPE = 1
const IS_EXPIRY = 2
const LENGTH_BYTES = 4
const CHANGE_BYTES = 8
const REMOVED = 2 ** 31

/** Shapes that a table has learnt. */
interface LoggedShapes {
  /** The place of a change of the table. */
  readonly change: number
  /** The number of the first one. */
  readonly first: number
  readonly names: readonly (readonly string[])[]
}

/** Turns the commits of one opening of a database into payloads. */
export class CommitForm {
  /** How many shapes of a table have been written. */
  readonly #written = new WeakMap<StoredTable, number>()

  payloadOf(commit: Commit): Payload {
    const { changes, origin } = commit
    const envelope = this.#envelopeOf(commit)
    let byteLengthMax = HEAD_BYTES
    if (envelope !== undefined) byteLengthMax += LENGTH_BYTES + envelope.length
    for (const change of changes) byteLengthMax += CHANGE_BYTES + recordBytesOf(change)
    const write = (target: Buffer, at: number): number => {
      target.writeDoubleLE(commit.time, at)
      const flags = (envelope && HAS_ENVELOPE) ?? 0
      target.writeUInt32LE(flags | (origin === 'ttl' ? IS_EXPIRY : 0), at + FLAGS_AT)
      target.writeUInt32LE(changes.length, at + COUNT_AT)
      let end = at + HEAD_BYTES
      if (envelope !== undefined) end = writeEnvelope(target, end, envelope)
      for (const change of changes) end = writeChange(target, end, change)
      return end
    }
    return { kind: COMMIT_KIND, byteLengthMax, write }
  }

  #envelopeOf({ changes, token, origin }: Commit): Uint8Array | undefined {
    const delivery = typeof origin === 'object' ? JSON.stringify(origin) : undefined
    let shapes: LoggedShapes[] | undefined
    let regions: string[] | undefined
    for (let index = 0; index < changes.length; index += 1) {
      const { table } = changes[index] as Change
      const known = this.#written.get(table) ?? 0
      const { shapeCount } = table.store
      if (shapeCount > known) {
        shapes ??= []
        shapes.push({ change: index, first: known, names: table.store.shapesFrom(known) })
        this.#written.set(table, shapeCount)
      }
      if (!isOfEachRegion(table.id)) continue
      regions ??= []
      regions.push(JSON.stringify(table.region))
    }
    const others = token ?? delivery
    if (shapes === undefined && regions === undefined && others === undefined) return undefined
    return pack({
      shapes: shapes as Packable | undefined,
      regions,
      token: token && JSON.stringify(token),
      delivery,
    })
  }
}

/** A change as it stands in the log. */
interface LoggedChange {
  readonly table: TableId
  /** Of a system table. */
  readonly region: string | undefined
  readonly isRemoved: boolean
  /** Where the record begins, and its bytes. */
  readonly start: number
  readonly length: number
}

/** A commit as it stands in the log. */
export interface LoggedCommit {
  readonly time: number
  readonly origin: CommitOrigin | undefined
  readonly token: CommitToken | undefined
  readonly shapes: readonly LoggedShapes[]
  readonly changes: readonly LoggedChange[]
}

/** When the commit was made that stands in a payload. */
export function timeOfCommit(bytes: Buffer, start: number): number {
  return bytes.readDoubleLE(start)
}

/** The commit that stands in a payload, whose checksum has been found right. */
export function readCommit(bytes: Buffer, start: number, end: number): LoggedCommit {
  const time = timeOfCommit(bytes, start)
  const flags = bytes.readUInt32LE(start + FLAGS_AT)
  const count = bytes.readUInt32LE(start + COUNT_AT)
  let at = start + HEAD_BYTES
  let envelope: Envelope | undefined
  if ((flags & HAS_ENVELOPE) !== 0) {
    const envelopeEnd = at + LENGTH_BYTES + bytes.readUInt32LE(at)
    envelope = unpack(bytes.subarray(at + LENGTH_BYTES, envelopeEnd)) as unknown as Envelope
    at = envelopeEnd
  }
  const regions = envelope?.regions ?? []
  let place = 0
  const changes: LoggedChange[] = []
  for (let index = 0; index < count; index += 1) {
    const table = bytes.readUInt32LE(at)
    const word = bytes.readUInt32LE(at + LENGTH_BYTES)
    const length = word % REMOVED
    let region: string | undefined
    if (isOfEachRegion(table)) {
      region = JSON.parse(regions[place] as string)
      place += 1
    }
    changes.push({ table, region, isRemoved: word >= REMOVED, start: at + CHANGE_BYTES, length })
    at += CHANGE_BYTES + length
  }
  assert(at === end, 'a commit ends with its last change')
  const token = envelope?.token === undefined ? undefined : JSON.parse(envelope.token)
  const origin = (flags & IS_EXPIRY) === 0 ? deliveryIn(envelope) : 'ttl'
  return { time, origin, token, shapes: envelope?.shapes ?? [], changes }
}

interface Envelope {
  readonly regions?: readonly string[]
  readonly shapes?: readonly LoggedShapes[]
  readonly token?: string
  readonly delivery?: string
}

function deliveryIn(envelope: Envelope | undefined): Delivery | undefined {
  return envelope?.delivery === undefined ? undefined : JSON.parse(envelope.delivery)
}

function recordBytesOf({ before, after }: Change): number {
  return after === undefined ? before.keysByteLength : after.byteLength
}

function writeEnvelope(target: Buffer, at: number, envelope: Uint8Array): number {
  target.writeUInt32LE(envelope.length, at)
  target.set(envelope, at + LENGTH_BYTES)
  return at + LENGTH_BYTES + envelope.length
}

function writeChange(target: Buffer, at: number, { table, before, after }: Change): number {
  const start = at + CHANGE_BYTES
  const end =
    after === undefined ? before.writeKeys(target, start) : after.writeRecord(target, start)
  target.writeUInt32LE(table.id, at)
  target.writeUInt32LE(end - start + (after === undefined ? REMOVED : 0), at + LENGTH_BYTES)
  return end
}
