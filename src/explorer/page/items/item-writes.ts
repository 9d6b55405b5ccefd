/**
 * Writes of one item that somebody has read and edited. Only what was edited is written, and only if it is still as it was
 * read: so what others have written meanwhile is neither overwritten nor lost.
 */

import { type Attribute, attributeOf, type Item, picked } from './attribute.js'

/** An operation with its input. */
export interface WriteRequest {
  readonly operation: string
  readonly input: object
}

/** Where an item is. */
interface Place {
  readonly table: string
  /** The names of the attributes of the key. */
  readonly keyNames: readonly string[]
}

/**
 * Attributes that one edit can change. An expression of the service has 4 KB and 300 operators at the most, and each attribute
 * needs up to 32 bytes of the condition. Source: DynamoDB developer guide, "Quotas", "Expression parameters".
 */
const CHANGES_MAX = 100

/** Puts an item where there is none. */
export function insertOf(item: Item, { table, keyNames }: Place): WriteRequest {
  const [name = ''] = keyNames
  return {
    operation: 'PutItem',
    input: {
      TableName: table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': name },
    },
  }
}

/**
 * Makes of an item what it was edited to; undefined if nothing was. With another key it is another item: it is put there, and the
 * one that was read is deleted, both or neither.
 *
 * @throws Error with a text for whoever edits it, if too much was edited at once
 */
export function editOf(before: Item, after: Item, place: Place): WriteRequest | undefined {
  const { table, keyNames } = place
  const changed = changedNames(before, after)
  if (changed.length === 0) return undefined
  if (changed.some(name => keyNames.includes(name))) {
    const items = [{ Delete: deletionInput(before, place) }, { Put: insertOf(after, place).input }]
    return { operation: 'TransactWriteItems', input: { TransactItems: items } }
  }
  if (changed.length > CHANGES_MAX) {
    throw new Error(
      `${changed.length} attributes were changed; at once ${CHANGES_MAX} can be, so that they are sure to be as they were read.`,
    )
  }
  const expressions = new Expressions()
  const sets: string[] = []
  const removes: string[] = []
  for (const name of changed) {
    const value = attributeOf(after, name)
    if (value === undefined) removes.push(expressions.name(name))
    else sets.push(`${expressions.name(name)} = ${expressions.value(value)}`)
  }
  const update = [
    ...(sets.length === 0 ? [] : [`SET ${sets.join(', ')}`]),
    ...(removes.length === 0 ? [] : [`REMOVE ${removes.join(', ')}`]),
  ]
  const [key = ''] = keyNames
  // An update of what was deleted meanwhile would make an item of the changes alone.
  const isThere = `attribute_exists(${expressions.name(key)})`
  const input = {
    TableName: table,
    Key: picked(before, keyNames),
    UpdateExpression: update.join(' '),
    ConditionExpression: [isThere, ...expressions.unchanged(before, changed)].join(' AND '),
    ...expressions.parts,
  }
  return { operation: 'UpdateItem', input }
}

/** Deletes an item, if it is as it was read. */
export function deletionOf(item: Item, place: Place): WriteRequest {
  return { operation: 'DeleteItem', input: deletionInput(item, place) }
}

/** So many attributes are compared at the most: the condition has an end. */
function deletionInput(item: Item, { table, keyNames }: Place): object {
  const expressions = new Expressions()
  const names = Object.keys(item).filter(name => !keyNames.includes(name))
  const [key = ''] = keyNames
  const isThere = `attribute_exists(${expressions.name(key)})`
  const conditions = [isThere, ...expressions.unchanged(item, names.slice(0, CHANGES_MAX))]
  return {
    TableName: table,
    Key: picked(item, keyNames),
    ConditionExpression: conditions.join(' AND '),
    ...expressions.parts,
  }
}

/** Names and values under placeholders. */
class Expressions {
  readonly #names = new Map<string, string>()
  readonly #values: Attribute[] = []

  name(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const placeholder = `#${this.#names.size}`
    this.#names.set(name, placeholder)
    return placeholder
  }

  value(attribute: Attribute): string {
    this.#values.push(attribute)
    return `:${this.#values.length - 1}`
  }

  /** Conditions that attributes are as they were read, or that there are none. */
  unchanged(before: Item, names: readonly string[]): string[] {
    return names.map(name => {
      const value = attributeOf(before, name)
      return value === undefined
        ? `attribute_not_exists(${this.name(name)})`
        : `${this.name(name)} = ${this.value(value)}`
    })
  }

  get parts(): object {
    const names = [...this.#names].map(([name, placeholder]) => [placeholder, name])
    const values = this.#values.map((value, place) => [`:${place}`, value])
    return {
      ExpressionAttributeNames: Object.fromEntries(names),
      ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
    }
  }
}

function changedNames(before: Item, after: Item): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter(name => {
    const [left, right] = [attributeOf(before, name), attributeOf(after, name)]
    return JSON.stringify(left) !== JSON.stringify(right)
  })
}
