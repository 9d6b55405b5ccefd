/** Records for the tests of what refers to records. */

import { ItemCodec } from '../../src/encoding/item-codec.js'
import { PrimaryKey } from '../../src/storage/primary-key.js'
import type { RecordRef } from '../../src/storage/record-ref.js'
import { Slabs } from '../../src/storage/slabs.js'
import type { Item } from '../../src/types/attribute.js'

export const newSlabs = (): Slabs => new Slabs(new ItemCodec())

/** A record that counts as live. */
export function write(slabs: Slabs, key: PrimaryKey, item: Item = {}): RecordRef {
  const image = slabs.image(slabs.write(key, item))
  slabs.keep(image)
  return image.ref
}

/** A key whose hashes are chosen, as if the hash function had given them. */
export function keyWithHash(pk: string, sk: string, hash: number, fingerprint = hash): PrimaryKey {
  return { ...new PrimaryKey(pk, sk), hash, fingerprint }
}
