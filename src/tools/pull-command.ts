/** `hashrange pull`: a table, or a sample of it, from where it is. */

import { pull } from '../migration/pull.js'
import { countText } from './amounts.js'
import { DesignModules } from './design-modules.js'
import type { PullWish } from './pull-arguments.js'
import type { Surroundings } from './surroundings.js'
import { TransferLine } from './transfer-line.js'

/** Pulls a table, and tells how much of it. */
export async function pullAsWished(
  wish: PullWish,
  { readBytes, write, writeError, isTerminal }: Surroundings,
): Promise<void> {
  const { table, from, into, region, profile, keysFile, mask, units } = wish
  const { sample, limit, segments } = wish
  const keys = keysFile === undefined ? undefined : keysIn(await readBytes(keysFile))
  const line = new TransferLine(isTerminal ? writeError : undefined)
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
      onProgress: ({ read, written, of = read }) =>
        line.show({ done: read, of: Math.max(of, read), items: written }),
    })
    line.end()
    write(`${countText(written, 'item')} of ${countText(read, 'item')} read are in ${into}\n`)
  } finally {
    line.end()
  }
}

function keysIn(bytes: Uint8Array): readonly string[] {
  const lines = Buffer.from(bytes).toString().split(/\r?\n/)
  return lines.filter(line => line !== '')
}
