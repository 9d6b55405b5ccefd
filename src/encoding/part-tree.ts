/** The parts of an item that are wanted of it: its places as a tree. */

export type PartTree = LeafPart | MapParts | ListParts

/** All that stands in a place. */
interface LeafPart {
  readonly kind: 'leaf'
}

/** Members of a map, in the order in which an object has their names. */
export interface MapParts {
  readonly kind: 'map'
  readonly members: readonly (readonly [string, PartTree])[]
  readonly byName: ReadonlyMap<string, PartTree>
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
