/**
 * Projections: the parts of an item that paths name, in their hierarchy.
 * Source: DynamoDB developer guide, "Projection expressions".
 */

import { type MapParts, mapPartsOf, NAMES_FEW, type PartTree } from '../encoding/part-tree.js'
import { isList, isOwn, isPlainMap, ownValue, setOwn } from '../encoding/value.js'
import { undefinedName } from '../errors/expression-errors.js'
import type { AttributeMap, AttributeValue, Item } from '../types/attribute.js'
import type { ProjectionTree } from './ast.js'
import { type Bindings, type Checked, Compiler } from './compiler.js'
import { type Path, resolvePath } from './path.js'
import {
  type ListPlace,
  type MapPlace,
  type PathTree,
  pathTreeOf,
  refuseClashes,
} from './path-tree.js'
import type { Placeholders } from './placeholders.js'
import { parseProjection } from './projection-parser.js'

/** What to take of an item. */
export interface Projection {
  readonly paths: readonly Path[]
  /** The same as a tree: what it takes of an item. */
  readonly parts: MapParts
  /**
   * A new item with what the paths find. Keys are not added. A path that finds nothing is left out, also with the
   * map or list around it if nothing else is found there. Elements of a list move together, in their order. Values
   * are shared with the item, which is not changed.
   */
  apply(item: Item): Item
}

/**
 * Compiles a projection: the text, with the placeholders of its request. Throws a `ValidationException` for the first
 * fault, in the order of the service.
 */
export function compileProjection(text: string, placeholders: Placeholders): Projection {
  return compiler.prepare(text, placeholders).program
}

/** The projection of paths that do not clash, such as the targets of an update. */
export function projectionOf(paths: readonly Path[]): Projection {
  return new TreeProjection(paths)
}

const KIND = 'ProjectionExpression'

class TreeProjection implements Projection, Checked {
  readonly paths: readonly Path[]
  readonly checkTypes = undefined
  readonly #tree: MapPlace<undefined>
  #parts: MapParts | undefined

  constructor(paths: readonly Path[]) {
    this.paths = paths
    this.#tree = pathTreeOf(paths.map(path => [path, undefined]))
  }

  /** Made when somebody asks, since most projections are applied to objects. */
  get parts(): MapParts {
    this.#parts ??= partsOfMap(this.#tree)
    return this.#parts
  }

  apply(item: Item): Item {
    return projectMap(this.#tree, item) ?? {}
  }
}

const compiler = new Compiler<ProjectionTree, TreeProjection>({
  parse: parseProjection,
  check,
  compile: (tree, names) => new TreeProjection(pathsOf(tree, names)),
})

function check(tree: ProjectionTree, { names }: Bindings): void {
  const undefinedSlot = names.indexOf(undefined)
  if (undefinedSlot >= 0) throw undefinedName(KIND, tree.names[undefinedSlot] ?? '')
  refuseClashes(KIND, pathsOf(tree, names))
}

function pathsOf({ paths }: ProjectionTree, names: Bindings['names']): readonly Path[] {
  return paths.map(path => resolvePath(path, names))
}

function partsOfMap({ members }: MapPlace<undefined>): MapParts {
  return mapPartsOf(members.map(([name, member]) => [name, partsOf(member)]))
}

function partsOf(place: PathTree<undefined>): PartTree {
  switch (place.kind) {
    case 'leaf':
      return place
    case 'map':
      return partsOfMap(place)
    case 'list': {
      const members = place.members.map(([index, member]) => [index, partsOf(member)] as const)
      return { kind: 'list', members }
    }
  }
}

function project(place: PathTree<undefined>, value: AttributeValue): AttributeValue | undefined {
  switch (place.kind) {
    case 'leaf':
      return value
    case 'map':
      return isPlainMap(value) ? projectMap(place, value) : undefined
    case 'list':
      return isList(value) ? projectList(place, value) : undefined
  }
}

/** Of the names that are wanted and those that are there, the fewer are gone through. */
function projectMap(place: MapPlace<undefined>, map: AttributeMap): AttributeMap | undefined {
  if (place.members.length > NAMES_FEW && hasFewerNames(map, place.members.length)) {
    return projectNames(place, map)
  }
  let found: Record<string, AttributeValue> | undefined
  for (const [name, member] of place.members) {
    const value = ownValue(map, name)
    const part = value === undefined ? undefined : project(member, value)
    if (part === undefined) continue
    found ??= {}
    setOwn(found, name, part)
  }
  return found
}

function projectNames(place: MapPlace<undefined>, map: AttributeMap): AttributeMap | undefined {
  const { byName } = place
  let found: Record<string, AttributeValue> | undefined
  for (const name in map) {
    const member = isOwn(map, name) ? byName.get(name) : undefined
    const part = member && project(member, map[name] as AttributeValue)
    if (part === undefined) continue
    found ??= {}
    setOwn(found, name, part)
  }
  return found
}

function hasFewerNames(map: AttributeMap, count: number): boolean {
  let left = count
  for (const _ in map) {
    left -= 1
    if (left === 0) return false
  }
  return true
}

function projectList(
  place: ListPlace<undefined>,
  list: readonly AttributeValue[],
): readonly AttributeValue[] | undefined {
  const found: AttributeValue[] = []
  for (const [index, member] of place.members) {
    const value = list[index]
    const part = value === undefined ? undefined : project(member, value)
    if (part !== undefined) found.push(part)
  }
  return found.length === 0 ? undefined : found
}
