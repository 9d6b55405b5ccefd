/** What of an item is otherwise than before, attribute by attribute. */

import { type Attribute, attributeOf, type Item, lineOf } from '../items/attribute.js'

interface DifferencesProps {
  /** Undefined if there was no item, or it is not known. */
  readonly before: Item | undefined
  readonly after: Item | undefined
}

/** So many attributes are shown; the others are counted. */
const SHOWN_MAX = 30

/** A line for each attribute that has come, gone or changed. */
export function Differences({ before = {}, after = {} }: DifferencesProps) {
  const names = changedNames(before, after)
  return (
    <ul>
      {names.slice(0, SHOWN_MAX).map(name => (
        <li key={name}>
          {name}: <Change before={attributeOf(before, name)} after={attributeOf(after, name)} />
        </li>
      ))}
      {names.length > SHOWN_MAX && <li>… and {names.length - SHOWN_MAX} more attributes</li>}
    </ul>
  )
}

function Change({
  before,
  after,
}: {
  readonly before: Attribute | undefined
  readonly after: Attribute | undefined
}) {
  return (
    <>
      {before !== undefined && <del class="went">{lineOf(before)}</del>}
      {before !== undefined && after !== undefined && ' → '}
      {after !== undefined && <ins class="came">{lineOf(after)}</ins>}
    </>
  )
}

/** The names of attributes that one of two items has, or both have with other values; sets have an order of their own. */
function changedNames(before: Item, after: Item): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter(
    name => textOf(attributeOf(before, name)) !== textOf(attributeOf(after, name)),
  )
}

function textOf(attribute: Attribute | undefined): string | undefined {
  if (attribute === undefined) return undefined
  return JSON.stringify(attribute, (_, value: unknown) => {
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isMap ? Object.fromEntries(Object.entries(value).sort(byName)) : value
  })
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}
