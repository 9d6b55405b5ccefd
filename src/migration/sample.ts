/** Samples of a table by its partition keys: of each one all items, or none. */

import { xxh32 } from '../encoding/hash.js'
import type { WireMap } from '../encoding/wire-value.js'
import { mapText } from './item-text.js'

const HASHES = 2 ** 32
/** Another one than that by which items are kept, whose order scans have: so a sample is of all parts of a table. */
const SEED = 0x5a3b1e

/**
 * Which items are in a sample. It goes by the values of partition keys only, so that tables whose keys are of the same values have
 * samples that belong together.
 *
 * @param partitionKey the name of that attribute
 * @param part of all partition keys, from 0 to 1
 */
export function sampler(partitionKey: string, part: number): (item: WireMap) => boolean {
  if (part === 1) return () => true
  const bound = part * HASHES
  return item => {
    const key = item[partitionKey]
    return key !== undefined && xxh32(mapText({ key }), SEED) < bound
  }
}
