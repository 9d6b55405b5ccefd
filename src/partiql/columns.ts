/** The columns of a SELECT: what is read of an item, and under which names it is told. */

import { setOwn } from '../encoding/value.js'
import { duplicateColumn, pathComponentUnexpected } from '../errors/partiql-errors.js'
import { attributeOf, type Path, readerOf } from '../expressions/path.js'
import { type Projection, projectionOf } from '../expressions/projection.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import type { Expression } from './ast.js'
import { placeOf } from './lexer.js'

export interface Columns {
  readonly paths: readonly Path[]
  /** The attributes that the columns are in. */
  readonly projection: Projection
  /**
   * What is told of an item, or of what the projection takes of it: each column is named after the last name of its path.
   * Undefined where that is what the projection takes.
   */
  readonly pick: ((item: Item) => Item) | undefined
}

interface Column {
  readonly name: string
  readonly path: Path
}

/** Throws a `ValidationException` for the first that is no path, or has the name of one before. */
export function columnsOf(nodes: readonly Expression[], text: string): Columns {
  const columns = nodes.map(node => columnOf(node, text))
  refuseDuplicates(columns)
  const names = new Set(columns.map(({ path }) => attributeOf(path)))
  return {
    paths: columns.map(({ path }) => path),
    projection: projectionOf(Array.from(names, name => [name])),
    pick: columns.every(({ path }) => path.length === 1) ? undefined : pickerOf(columns),
  }
}

function columnOf(node: Expression, text: string): Column {
  if (node.kind !== 'path') {
    throw pathComponentUnexpected(placeOf(text, node.kind === 'call' ? node.nameSpan : node))
  }
  const { steps: path } = node
  const last = path.findLastIndex(step => typeof step === 'string')
  const indexes = path.slice(last + 1).map(index => `[${index}]`)
  return { name: `${path[last]}${indexes.join('')}`, path }
}

function refuseDuplicates(columns: readonly Column[]): void {
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) throw duplicateColumn(name)
    names.add(name)
  }
}

function pickerOf(columns: readonly Column[]): (item: Item) => Item {
  const readers = columns.map(({ name, path }) => ({ name, read: readerOf(path) }))
  return item => {
    const picked: Record<string, AttributeValue> = {}
    for (const { name, read } of readers) {
      const value = read(item)
      if (value !== undefined) setOwn(picked, name, value)
    }
    return picked
  }
}
