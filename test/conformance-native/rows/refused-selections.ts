/** Selections that are refused in each way in which they are asked for, and not before. */

import type { Call, Rows } from '../row.js'
import type { AnyTable, Site } from '../world.js'

export type Select = (site: Site) => ReturnType<AnyTable['scan']>

const waysOf = (select: Select): Record<'page' | 'first' | 'iterated' | 'count', Call> => ({
  page: site => select(site).page(),
  first: site => select(site).first(),
  iterated: async site => {
    for await (const _ of select(site)) break
  },
  count: site => select(site).count(),
})

/** All ways to ask for what a selection reads must check it. */
export function refuseSelection(rows: Rows, name: string, select: Select, refusal: string): void {
  const { page, first, iterated, count } = waysOf(select)
  const otherWays = [page, first, iterated, count]
  rows.refusedInAllWays(name, site => select(site).all(), { refusal, otherWays })
}

/** For what is at fault with the items that are wanted: a count elsewhere wants none. */
export function refuseItems(rows: Rows, name: string, select: Select, refusal: string): void {
  const { page, first, iterated, count } = waysOf(select)
  const otherWays = [page, first, iterated]
  const ways = { refusal, otherWays, embeddedWays: [count] }
  rows.refusedInAllWays(name, site => select(site).all(), ways)
}
