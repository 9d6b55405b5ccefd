/** The heat as a few paths, one for each level: so many minutes of so many ranges are too many elements of a page. */

import type { HeatMinute } from './keys-wire.js'

/** Which units are shown. */
export type HeatKind = 'all' | 'reads' | 'writes'

interface HeatWindow {
  readonly kind: HeatKind
  /** When the first minute begins. */
  readonly first: number
  readonly minutes: number
}

const LEVELS = 8
const MINUTE_MS = 60_000

/** Paths of squares of one unit, from the coolest level to the hottest, and the units of the hottest square. */
export function heatLevels(
  heat: readonly HeatMinute[],
  { kind, first, minutes }: HeatWindow,
): { readonly paths: readonly string[]; readonly most: number } {
  const shown = heat.filter(({ time }) => time >= first && time < first + minutes * MINUTE_MS)
  const rows = shown.map(minute => ({
    y: (minute.time - first) / MINUTE_MS,
    units: unitsOf(minute, kind),
  }))
  const most = rows.reduce((max, { units }) => Math.max(max, ...units), 0)
  const paths = new Array<string>(LEVELS).fill('')
  for (const { y, units } of rows) {
    for (const [x, amount] of units.entries()) {
      if (amount === 0) continue
      // By the square root: what is a tenth as hot is still seen.
      const level = Math.min(LEVELS - 1, Math.floor(Math.sqrt(amount / most) * LEVELS))
      paths[level] += `M${x} ${y}h1v1h-1z`
    }
  }
  return { paths, most }
}

/** The units of each range. */
export function unitsOf({ reads, writes }: HeatMinute, kind: HeatKind): readonly number[] {
  if (kind === 'reads') return reads
  if (kind === 'writes') return writes
  return reads.map((units, range) => units + (writes[range] ?? 0))
}
