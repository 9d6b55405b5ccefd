/** The nodes of a cluster, as clients are told of them: here there is one, under the address at which the client has found it. */

import { isIPv4 } from 'node:net'
import type { CborWriter } from './cbor-writer.js'
import { writeList } from './reply-parts.js'

/** Where a node listens. */
export interface Endpoint {
  /** An IP address. */
  readonly address: string
  readonly port: number
}

const NODE_ID = 1
const ROLE_LEADER = 1
const ZONE = 'local'
const SESSION_ID = 1

/** Appends a list of nodes. */
export function writeEndpoints(writer: CborWriter, endpoints: readonly Endpoint[]): void {
  writeList(writer, endpoints, (_, { address, port }) => {
    writer.array(7)
    writer.integer(NODE_ID)
    writer.text(address)
    writer.bytes(bytesOfAddress(address))
    writer.integer(port)
    writer.integer(ROLE_LEADER)
    writer.text(ZONE)
    writer.integer(SESSION_ID)
  })
}

/** The bytes of an address, the highest first. Of IPv6, an address of IPv4 may stand at the end, and zeros be left out. */
function bytesOfAddress(address: string): Uint8Array {
  const embedded = address.replace(/^::ffff:/i, '')
  if (isIPv4(embedded)) return Uint8Array.from(embedded.split('.'), Number)
  const [bare = ''] = address.split('%')
  const [head = '', tail] = bare.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const words = [...first, ...Array(8 - first.length - last.length).fill('0'), ...last]
  return Uint8Array.from(words.flatMap(word => [parseInt(word, 16) >> 8, parseInt(word, 16) & 255]))
}
