/**
 * Document paths with the names of the request filled in: `a.b[1]` is `['a', 'b', 1]`.
 */

import { isList, isPlainMap, ownValue } from '../encoding/value.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { PathNode } from './ast.js'

/** A name of an attribute or map member, or an index of a list element. */
export type PathStep = string | number

/** The first step is the name of a top-level attribute. */
export type Path = readonly PathStep[]

/** The path with its names filled in by slot. All its placeholders are defined. */
export function resolvePath(node: PathNode, names: readonly (string | undefined)[]): Path {
  return node.steps.map(step => (typeof step === 'object' ? (names[step.slot] ?? '') : step))
}

/** The path as the service's messages show it: `[a, b, [1]]`. */
export function renderPath(path: Path): string {
  const steps = path.map(step => (typeof step === 'number' ? `[${step}]` : step))
  return `[${steps.join(', ')}]`
}

/** Whether two paths have the same steps. */
export function equalPaths(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index])
}

/** The name of the top-level attribute that a path is in. */
export function attributeOf(path: Path): string {
  return String(path[0])
}

/** The value one step further; undefined if there is none, or no step of this sort. */
function memberOf(value: AttributeValue | undefined, step: PathStep): AttributeValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (typeof step === 'number') return isList(value) ? value[step] : undefined
  return isPlainMap(value) ? ownValue(value, step) : undefined
}

/** A function that reads the value at the path of an item, undefined where there is none. */
export function readerOf(path: Path): (item: Item) => AttributeValue | undefined {
  const name = attributeOf(path)
  if (path.length === 1) return item => ownValue(item, name)
  const inner = path.slice(1)
  return item => {
    let value = ownValue(item, name)
    for (const step of inner) {
      if (value === undefined) return undefined
      value = memberOf(value, step)
    }
    return value
  }
}
