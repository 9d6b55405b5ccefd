/** What checkpoints keep of replicas in other processes, in pieces: clocks and links, what is untold, and versions of items. */

import type { Packable } from '../encoding/msgpack.js'
import type { KeptVersion } from './kept-versions.js'
import type { PeerLink, Untold } from './peer-link.js'
import { piecesOf } from './saved.js'
import type { Version } from './version.js'

interface SavedUntold extends Pick<Untold, 'number' | 'version'> {
  readonly link: string
  readonly pk: string
  readonly sk: string
}

/** One piece. */
export interface SavedPeers {
  readonly clocks?: readonly Version[]
  readonly links?: readonly Pick<PeerLink, 'id' | 'next' | 'taken'>[]
  readonly untold?: readonly SavedUntold[]
  readonly versions?: readonly KeptVersion[]
}

interface Parts {
  readonly clocks: readonly Version[]
  readonly links: readonly PeerLink[]
  readonly versions: Iterable<KeptVersion>
}

/** Nothing if there are no links. */
export function* piecesOfPeers(parts: Parts): Generator<Packable, void, undefined> {
  if (parts.links.length === 0) return
  const { clocks } = parts
  yield packable({ clocks, links: parts.links.map(({ id, next, taken }) => ({ id, next, taken })) })
  for (const untold of piecesOf(untoldOf(parts.links))) yield packable({ untold })
  for (const versions of piecesOf(parts.versions)) yield packable({ versions })
}

function* untoldOf(links: readonly PeerLink[]): Generator<SavedUntold, void, undefined> {
  for (const { id: link, untold } of links) {
    for (const { number, key, version } of untold) {
      yield { link, number, pk: key.pk, sk: key.sk, version }
    }
  }
}

/** Of plain values alone. */
function packable(piece: SavedPeers): Packable {
  return piece as unknown as Packable
}
