/** What is told of the opening of a database: what a crash had left. */

import type { Recovery } from '../disk/disk.js'
import type { TornTail } from '../disk/log-scan.js'
import { countText } from './amounts.js'

/** A line on what has been cut off; undefined if nothing has. */
export function tornLineOf({ torn }: Recovery): string | undefined {
  if (torn === undefined) return undefined
  return `hashrange: ${tornText(torn)}\n`
}

/** What has been, or will be, cut off. */
export function tornText({ file, offset, byteLength }: TornTail): string {
  return `${file}: at byte ${offset} a crash had left ${countText(byteLength, 'byte')} of writes that were never acknowledged; they are cut off`
}
