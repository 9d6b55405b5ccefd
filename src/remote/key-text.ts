/** Keys as texts, equal for equal keys, whatever the order of their attributes. */

import type { SdkMap } from './values.js'

/** Of these attributes of an item or a key; numbers are in normal form. */
export function keyTextOf(map: SdkMap, names: readonly string[]): string {
  return JSON.stringify(
    names.map(name => {
      const { S, N, B } = map[name] ?? {}
      return B === undefined ? [S, N] : Buffer.from(B).toString('base64')
    }),
  )
}
