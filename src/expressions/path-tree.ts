/**
 * The paths of a projection, or the targets of an update, as one tree: the steps that paths share are walked once.
 */

import { assert } from '../errors/assert.js'
import { type ExpressionKind, pathsConflict, pathsOverlap } from '../errors/expression-errors.js'
import { type Path, type PathStep, renderPath } from './path.js'

/** A place in items: the end of a path, or a map or list in which paths go on. Elements are in ascending order. */
export type PathTree<Leaf> = LeafPlace<Leaf> | MapPlace<Leaf> | ListPlace<Leaf>

interface LeafPlace<Leaf> {
  readonly kind: 'leaf'
  readonly leaf: Leaf
}

export interface MapPlace<Leaf> {
  readonly kind: 'map'
  readonly members: readonly (readonly [string, PathTree<Leaf>])[]
  /** The members, to be looked up. */
  readonly byName: ReadonlyMap<string, PathTree<Leaf>>
}

export interface ListPlace<Leaf> {
  readonly kind: 'list'
  readonly members: readonly (readonly [number, PathTree<Leaf>])[]
}

type Entry<Leaf> = readonly [Path, Leaf]

/** The tree of paths, of which none clashes with another: see `refuseClashes`. Its root is the item. */
export function pathTreeOf<Leaf>(entries: readonly Entry<Leaf>[]): MapPlace<Leaf> {
  return mapPlaceOf(entries, 0)
}

/**
 * Throws if a path is equal to another or a prefix of it, and then if two paths use one value as a map and as a list.
 * Names the first path at fault, in the order given, after the earlier one. Takes time linear in the paths.
 */
export function refuseClashes(kind: ExpressionKind, paths: readonly Path[]): void {
  const [first] = paths
  if (first === undefined || paths.length === 1) return
  const root = new Visit(first)
  let conflict: readonly [Path, Path] | undefined
  for (const path of paths) {
    let place = root
    for (const step of path) {
      if (place.end !== undefined) throw pathsOverlap(kind, rendered(place.end, path))
      const rival = place.rivalOf(step)
      if (rival !== undefined) conflict ??= [rival, path]
      place = place.enter(step, path)
    }
    if (place.first !== path) throw pathsOverlap(kind, rendered(place.first, path))
    place.end = path
  }
  if (conflict !== undefined) throw pathsConflict(kind, rendered(...conflict))
}

/** A place that paths have come to. */
class Visit {
  /** The first path that came here. */
  readonly first: Path
  /** The path that ends here. */
  end: Path | undefined
  readonly #members = new Map<PathStep, Visit>()
  #firstByName: Path | undefined
  #firstByIndex: Path | undefined

  constructor(first: Path) {
    this.first = first
  }

  /** The first path that takes this place for a list where the step takes it for a map, or the other way round. */
  rivalOf(step: PathStep): Path | undefined {
    return typeof step === 'number' ? this.#firstByName : this.#firstByIndex
  }

  enter(step: PathStep, path: Path): Visit {
    if (typeof step === 'number') this.#firstByIndex ??= path
    else this.#firstByName ??= path
    const known = this.#members.get(step)
    if (known !== undefined) return known
    const member = new Visit(path)
    this.#members.set(step, member)
    return member
  }
}

const rendered = (one: Path, two: Path) => ({ one: renderPath(one), two: renderPath(two) })

function mapPlaceOf<Leaf>(entries: readonly Entry<Leaf>[], depth: number): MapPlace<Leaf> {
  // An object has names that are indexes before all others, so what is made of the members has them in this order, too.
  const members = Object.entries(Object.fromEntries(membersOf<string, Leaf>(entries, depth)))
  return { kind: 'map', members, byName: new Map(members) }
}

function membersOf<Step extends PathStep, Leaf>(
  entries: readonly Entry<Leaf>[],
  depth: number,
): (readonly [Step, PathTree<Leaf>])[] {
  const groups = new Map<Step, Entry<Leaf>[]>()
  for (const entry of entries) {
    // The caller has seen by the first entry which sort of step all of them take.
    const step = entry[0][depth] as Step
    const group = groups.get(step)
    if (group === undefined) groups.set(step, [entry])
    else group.push(entry)
  }
  return Array.from(groups, ([step, group]) => [step, placeOf(group, depth + 1)] as const)
}

function placeOf<Leaf>(entries: readonly Entry<Leaf>[], depth: number): PathTree<Leaf> {
  const [first] = entries
  assert(first !== undefined, 'a path leads to every place of the tree')
  const [path, leaf] = first
  if (path.length === depth) return { kind: 'leaf', leaf }
  if (typeof path[depth] === 'string') return mapPlaceOf(entries, depth)
  const members = membersOf<number, Leaf>(entries, depth)
  return { kind: 'list', members: members.sort(([a], [b]) => a - b) }
}
