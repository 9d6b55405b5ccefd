/** The parts of an item that are wanted of it: its places as a tree. */

export type PartTree = LeafPart | MapParts | ListParts

/** All that stands in a place. */
interface LeafPart {
  readonly kind: 'leaf'
}

/** Members of a map, in the order in which an object has their names. */
export interface MapParts {
  readonly kind: 'map'
  readonly members: readonly MemberPart[]
  readonly byName: ReadonlyMap<string, MemberPart>
}

/** A member of a map. */
export interface MemberPart {
  readonly parts: PartTree
  /** Its place among the members. */
  readonly place: number
  /** What stands before its value in JSON, such as `"name":`. */
  readonly json: Uint8Array
}

/** Elements of a list, by their index, in ascending order. */
export interface ListParts {
  readonly kind: 'list'
  readonly members: readonly (readonly [number, PartTree])[]
}

/**
 * So many names are looked up in each map, whatever there is in it. Of more, and of the names that are there, the fewer are
 * gone through, and what is found stands in their order.
 */
export const NAMES_FEW = 8

/** Parts of a map, given in the order in which an object has their names. */
export function mapPartsOf(parts: readonly (readonly [string, PartTree])[]): MapParts {
  const named = parts.map(([name, part], place) => {
    const json = new Uint8Array(Buffer.from(`${JSON.stringify(name)}:`))
    return [name, { parts: part, place, json }] as const
  })
  return { kind: 'map', members: named.map(([, member]) => member), byName: new Map(named) }
}
