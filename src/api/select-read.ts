/** What a SELECT reads, over as many pages as it takes. */

import type { Item } from '../types/attribute.js'
import { takeItem } from './get-item.js'
import { DECODED } from './item-taker.js'
import { countItems, readItems, readLazily } from './range-read.js'
import type { SelectPlan } from './select-plan.js'

/** All items, or the first `countMax`. */
export function selectItems(plan: SelectPlan, countMax = Number.POSITIVE_INFINITY): Item[] {
  const { reads, columns } = plan
  const items = itemOfKey(plan)
  for (const read of reads) {
    if (items.length >= countMax) break
    for (const item of readItems(read, countMax - items.length)) items.push(item)
  }
  const pick = columns?.pick
  return pick === undefined ? items : items.map(pick)
}

/** The items one by one, evaluated as they are taken. */
export function* selectLazily(plan: SelectPlan): Generator<Item, void, undefined> {
  const pick = plan.columns?.pick ?? ((item: Item) => item)
  for (const item of itemOfKey(plan)) yield pick(item)
  for (const read of plan.reads) {
    for (const item of readLazily(read)) yield pick(item)
  }
}

/** How many items there are. */
export function countSelected(plan: SelectPlan): number {
  const first = itemOfKey(plan).length
  return plan.reads.reduce((count, read) => count + countItems(read), first)
}

/** The one item of a statement that is about no more, if there is one. */
function itemOfKey({ key, options }: SelectPlan): Item[] {
  const item = key && takeItem({ ...options, key }, DECODED)
  return item === undefined ? [] : [item]
}
