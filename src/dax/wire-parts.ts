/** What projections take of items in wire form. */

import type { ListParts, MapParts, PartTree } from '../encoding/part-tree.js'
import type { WireMap, WireValue } from '../encoding/wire-value.js'

/** V8 knows this function and drops the call. */
const hasOwn = Object.prototype.hasOwnProperty

/** The parts of an item that there are. Values are shared with it. */
export function partsOfItem(parts: MapParts, item: WireMap): WireMap {
  return partsOfMap(parts, item) ?? {}
}

/** Undefined where nothing is found: then the map around it is left out, too. */
function partsOfMap({ byName }: MapParts, map: WireMap): WireMap | undefined {
  const found: [string, WireValue][] = []
  for (const [name, { parts }] of byName) {
    const value = hasOwn.call(map, name) ? map[name] : undefined
    const part = value === undefined ? undefined : partOf(parts, value)
    if (part !== undefined) found.push([name, part])
  }
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

function partOf(parts: PartTree, value: WireValue): WireValue | undefined {
  switch (parts.kind) {
    case 'leaf':
      return value
    case 'map': {
      const M = value.M && partsOfMap(parts, value.M)
      return M && { M }
    }
    case 'list': {
      const L = value.L && partsOfList(parts, value.L)
      return L && { L }
    }
  }
}

/** Elements move together, in their order. */
function partsOfList(
  { members }: ListParts,
  list: readonly WireValue[],
): readonly WireValue[] | undefined {
  const found = members.flatMap(([index, parts]) => {
    const value = list[index]
    const part = value === undefined ? undefined : partOf(parts, value)
    return part === undefined ? [] : [part]
  })
  return found.length === 0 ? undefined : found
}
