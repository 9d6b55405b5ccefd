/** The columns of a grid: the keys, then the attributes of the items in the order in which they come. */

import { type Item, lineOf } from './attribute.js'

/** A column. */
export interface Column {
  readonly name: string
  /** Pixels. */
  readonly width: number
  readonly isKey: boolean
}

/** So many are shown; an item that is opened shows all that it has. */
const COLUMNS_MAX = 40
/** So many items are looked at for the width of a column. */
const MEASURED_MAX = 100
const WIDTH_MIN = 70
const WIDTH_MAX = 300
/** Pixels of a character, about, and beside the text. */
const CHARACTER_WIDTH = 7.3
const PADDING = 24
/** How much wider keys are, which are bold. */
const BOLD = 1.15

/** The columns so far; the same array again if nothing has been added. */
export function columnsOf(
  before: readonly Column[],
  items: readonly Item[],
  keyNames: readonly string[],
): readonly Column[] {
  const names = new Set([...before.map(({ name }) => name), ...keyNames])
  for (const item of items) {
    if (names.size >= COLUMNS_MAX) break
    for (const name of Object.keys(item)) if (names.size < COLUMNS_MAX) names.add(name)
  }
  if (names.size === before.length) return before
  const added = [...names].slice(before.length)
  return [
    ...before,
    ...added.map(name => {
      const isKey = keyNames.includes(name)
      return { name, width: Math.round(widthOf(name, items) * (isKey ? BOLD : 1)), isKey }
    }),
  ]
}

function widthOf(name: string, items: readonly Item[]): number {
  let characters = name.length
  for (const item of items.slice(0, MEASURED_MAX)) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined
    if (value !== undefined) characters = Math.max(characters, lineOf(value).length)
  }
  return Math.round(
    Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, characters * CHARACTER_WIDTH + PADDING)),
  )
}
