/** `hashrange pull`: a table, or a sample of it, from where it is. */

import { pull } from '../migration/pull.js'
import { countText } from './amounts.js'
import { DesignModules } from './design-modules.js'
import { progressLineOn } from './progress-line.js'
import type { PullWish } from './pull-arguments.js'
import type { Surroundings } from './surroundings.js'
import { toldText } from './told.js'

/** Pulls a table, and tells how much of it. */
export async function pullAsWished(wish: PullWish, surroundings: Surroundings): Promise<void> {
  const { readBytes, write } = surroundings
  const { table, from, into, region, profile, keysFile, mask, units } = wish
  const { sample, limit, segments, isJson } = wish
  const keys = keysFile === undefined ? undefined : keysIn(await readBytes(keysFile))
  const line = progressLineOn(surroundings, isJson)
  try {
    const { read, written } = await pull({
      sample,
      limit,
      segments,
      from: { at: from, region, profile },
      table,
      into,
      keys,
      mask: mask === undefined ? undefined : await new DesignModules().maskIn(mask),
      unitsPerSecond: units,
      onProgress: ({ read: done, of }) =>
        line.show({
          what: `pulling ${table}`,
          done,
          of: of === undefined ? undefined : Math.max(of, done),
          unit: 'items',
        }),
    })
    line.end()
    const text = () =>
      `${countText(written, 'item')} of ${countText(read, 'item')} read are in ${into}\n`
    write(toldText(isJson, () => ({ table, read, written, into }), text))
  } finally {
    line.end()
  }
}

function keysIn(bytes: Uint8Array): readonly string[] {
  const lines = Buffer.from(bytes).toString().split(/\r?\n/)
  return lines.filter(line => line !== '')
}
