/**
 * Items of which a projection has taken parts. The client wants each part under the number of the path that has found it, and
 * puts them together itself. The service has put them together already, and has closed up the elements of lists, so it is
 * searched here which element is which: where several can be, the client comes to the same item whichever it is.
 */

import type { Path } from '../expressions/path.js'
import { type PlainMap, type PlainValue, writeAttributeValue } from './attribute-output.js'
import type { CborWriter } from './cbor-writer.js'

/** A part that a path has found. */
type Found = readonly [ordinal: number, value: PlainValue]

/** A path from some place on, with the number of the whole path. */
interface Rest {
  readonly ordinal: number
  readonly path: Path
}

/** Appends a projected item: a map of numbers of paths to values. */
export function writeProjectedItem(
  writer: CborWriter,
  item: PlainMap,
  paths: readonly Path[],
): void {
  const found = foundInMap(
    item,
    paths.map((path, ordinal) => ({ ordinal, path })),
  )
  if (found === undefined) throw new Error('a projection has found what it was not asked for')
  writer.map(found.length)
  for (const [ordinal, value] of found) {
    writer.integer(ordinal)
    writeAttributeValue(writer, value)
  }
}

function foundInMap(map: PlainMap, rests: readonly Rest[]): readonly Found[] | undefined {
  const steps = byFirstStep(rests)
  const found: Found[] = []
  for (const [name, value] of Object.entries(map)) {
    const parts = foundIn(value, steps.get(name) ?? [])
    if (parts === undefined) return undefined
    found.push(...parts)
  }
  return found
}

/** Undefined if these paths can't have found just this value. */
function foundIn(value: PlainValue, rests: readonly Rest[]): readonly Found[] | undefined {
  const [first] = rests
  if (first?.path.length === 0) return [[first.ordinal, value]]
  const step = first?.path[0]
  if (value.M !== undefined && typeof step === 'string') {
    return foundInMap(value.M as PlainMap, rests)
  }
  if (value.L !== undefined && typeof step === 'number') {
    return foundInList(value.L as readonly PlainValue[], rests)
  }
  return undefined
}

/** Each element is that of the first index on that it can be of. */
function foundInList(
  list: readonly PlainValue[],
  rests: readonly Rest[],
): readonly Found[] | undefined {
  const indexes = [...byFirstStep(rests)].sort(([a], [b]) => Number(a) - Number(b))
  const found: Found[] = []
  let at = 0
  for (const element of list) {
    let parts: readonly Found[] | undefined
    while (parts === undefined && at < indexes.length) {
      parts = foundIn(element, indexes[at]?.[1] ?? [])
      at += 1
    }
    if (parts === undefined) return undefined
    found.push(...parts)
  }
  return found
}

function byFirstStep(rests: readonly Rest[]): Map<string | number, Rest[]> {
  const steps = new Map<string | number, Rest[]>()
  for (const { ordinal, path } of rests) {
    const [step, ...below] = path
    if (step === undefined) continue
    const others = steps.get(step) ?? []
    steps.set(step, others)
    others.push({ ordinal, path: below })
  }
  return steps
}
