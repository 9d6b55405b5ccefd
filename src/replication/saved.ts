/** What checkpoints keep of replication, in pieces: the clocks and links, what is on its way, and the versions of items. */

import type { Packable } from '../encoding/msgpack.js'
import { itemOfWire, type WireMap, wireOfItem } from '../encoding/wire-value.js'
import type { Item } from '../types/attribute.js'
import type { KeptVersion } from './kept-versions.js'
import type { Link, Message } from './link.js'
import type { Version } from './version.js'

/** Entries of one piece: some 100 bytes each beside the keys. */
const PIECE_MAX = 512

interface SavedMessage extends Pick<Message, 'number' | 'table' | 'version'> {
  readonly from: string
  readonly to: string
  readonly pk: string
  readonly sk: string
  /**
   * The item, or null if it was removed, where the region that sent it has no such replica any more. Else it is what is there:
   * if that comes from a later write, that is on its way as well.
   */
  readonly item?: WireMap | null | undefined
}

/** One piece. */
export interface SavedReplication {
  readonly clocks?: readonly Version[]
  readonly links?: readonly Pick<Link, 'from' | 'to' | 'next'>[]
  readonly messages?: readonly SavedMessage[]
  readonly versions?: readonly KeptVersion[]
}

interface Parts {
  readonly clocks: readonly Version[]
  readonly links: Iterable<Link>
  readonly versions: Iterable<KeptVersion>
  /** Whether a table in one region tells one in another of its writes. */
  readonly isReplica: (from: string, to: string, table: string) => boolean
}

/** The item of a message that was saved with it. */
export function itemOfSaved(item: WireMap | null): Item | undefined {
  return item === null ? undefined : itemOfWire(item)
}

export function* savedPieces(parts: Parts): Generator<Packable, void, undefined> {
  const { clocks } = parts
  const links = [...parts.links]
  if (clocks.length === 0 && links.length === 0) return
  yield packable({ clocks, links: links.map(({ from, to, next }) => ({ from, to, next })) })
  for (const piece of piecesOf(messagesOf(links, parts.isReplica)))
    yield packable({ messages: piece })
  for (const piece of piecesOf(parts.versions)) yield packable({ versions: piece })
}

function* messagesOf(
  links: readonly Link[],
  isReplica: Parts['isReplica'],
): Generator<SavedMessage, void, undefined> {
  for (const { from, to, messages } of links) {
    for (const { number, table, key, version, item } of messages) {
      const saved = { from, to, number, table, pk: key.pk, sk: key.sk, version }
      if (isReplica(from, to, table)) yield saved
      else yield { ...saved, item: item === undefined ? null : wireOfItem(item) }
    }
  }
}

/** Entries in lists that are not too long for one piece. */
export function* piecesOf<Entry>(entries: Iterable<Entry>): Generator<Entry[], void, undefined> {
  let piece: Entry[] = []
  for (const entry of entries) {
    piece.push(entry)
    if (piece.length < PIECE_MAX) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
}

/** Of plain values alone. */
function packable(piece: SavedReplication): Packable {
  return piece as unknown as Packable
}
