/** From an item to its entry in an index: pure, and the only place that knows how. */

import { sortableKey } from '../encoding/sortable.js'
import { ownValue, setOwn } from '../encoding/value.js'
import { isKeyValue, keyAttributes } from '../engine/keys.js'
import type { ItemImage } from '../storage/item-image.js'
import { PrimaryKey } from '../storage/primary-key.js'
import type { AttributeValue, Item } from '../types/attribute.js'
import { PARTITION_KEY_SIZE_MAX, SORT_KEY_SIZE_MAX } from '../types/limits.js'
import type { IndexDescription, KeyAttribute, KeySchema } from '../types/table.js'
import { endedText, entrySortText, type KeyTexts, partitionTextOf } from './key-text.js'

/** An item as its image tells of it, or one that is an object. */
interface Attributes {
  /** The value of an attribute, in normal form; undefined if there is none. */
  attribute(name: string): AttributeValue | undefined
}

/** The attributes of an item, in normal form. */
export function attributesOf(item: Item): Attributes {
  return { attribute: name => ownValue(item, name) }
}

/**
 * The key of an item's entry in an index; undefined if the item is not in it, because a key attribute of the index is
 * missing, or is none that a key may have: of another type, empty or too large.
 *
 * @param base the key of the item in its table
 */
export function entryKeyOf(
  index: IndexDescription,
  item: Attributes,
  base: KeyTexts,
): PrimaryKey | undefined {
  const pk = partitionTextIn(index, item, base)
  if (pk === undefined) return undefined
  const sort = sortTextIn(index.sortKeys, item)
  if (sort === undefined) return undefined
  return new PrimaryKey(pk, entrySortText(sort, index.kind === 'local', base))
}

/** Whether two versions of an item have the same key attributes of an index, and so one place in it, or none. */
export function haveSameEntryKey(
  index: IndexDescription,
  before: ItemImage,
  after: ItemImage,
): boolean {
  return haveSame(index.partitionKeys, before, after) && haveSame(index.sortKeys, before, after)
}

function haveSame(keys: readonly KeyAttribute[], before: ItemImage, after: ItemImage): boolean {
  for (const { name } of keys) if (!before.hasSameAttribute(after, name)) return false
  return true
}

/** Whether two versions of an item, which differ, have the same attributes of those that stand in an index. */
export function haveSameProjection(
  schema: KeySchema,
  index: IndexDescription,
  before: ItemImage,
  after: ItemImage,
): boolean {
  if (index.projection.type === 'ALL') return false
  for (const name of projectedNames(schema, index)) {
    if (!before.hasSameAttribute(after, name)) return false
  }
  return true
}

/** What stands in an index of an item that is in it. For reading only: it may be the item itself. */
export function projectedItem(schema: KeySchema, index: IndexDescription, item: Item): Item {
  return index.projection.type === 'ALL' ? item : partOf(schema, index, attributesOf(item))
}

/** The same of the image of an item: for `TableStore.prepare`. */
export function projectedImage(
  schema: KeySchema,
  index: IndexDescription,
  image: ItemImage,
): Item | ItemImage {
  return index.projection.type === 'ALL' ? image : partOf(schema, index, image)
}

function partOf(schema: KeySchema, index: IndexDescription, item: Attributes): Item {
  const part: Record<string, AttributeValue> = {}
  for (const name of projectedNames(schema, index)) {
    const value = item.attribute(name)
    if (value !== undefined) setOwn(part, name, value)
  }
  return part
}

/** Whether an index has the attribute of its items; one whose projection is ALL has every attribute. */
export function projects(schema: KeySchema, index: IndexDescription, attribute: string): boolean {
  return index.projection.type === 'ALL' || projectedNames(schema, index).has(attribute)
}

/** The names of the key attributes of an index, the table's not among them. */
export function indexKeyNames({ partitionKeys, sortKeys }: IndexDescription): readonly string[] {
  return [...partitionKeys, ...sortKeys].map(({ name }) => name)
}

/** The key attributes of an index and of its table, each once: what LastEvaluatedKey has. */
function entryKeyNames(schema: KeySchema, index: IndexDescription): readonly string[] {
  return entryKeyAttributes(schema, index).map(({ name }) => name)
}

/** Those attributes with their types. */
export function entryKeyAttributes(
  schema: KeySchema,
  { partitionKeys, sortKeys }: IndexDescription,
): readonly KeyAttribute[] {
  const own = [...partitionKeys, ...sortKeys]
  const others = keyAttributes(schema).filter(key => own.every(({ name }) => name !== key.name))
  return [...own, ...others]
}

/** Those attributes of an item, or of its entry in the index. */
export function entryKeyIn(schema: KeySchema, index: IndexDescription, item: Item): Item {
  const key: Record<string, AttributeValue> = {}
  for (const name of entryKeyNames(schema, index)) setOwn(key, name, item[name] as AttributeValue)
  return key
}

/** The attributes of an index without ALL, by its description, which never changes in this. */
const namesByIndex = new WeakMap<IndexDescription, ReadonlySet<string>>()

function projectedNames(schema: KeySchema, index: IndexDescription): ReadonlySet<string> {
  let names = namesByIndex.get(index)
  if (names === undefined) {
    names = new Set([...entryKeyNames(schema, index), ...index.projection.names])
    namesByIndex.set(index, names)
  }
  return names
}

function partitionTextIn(
  { kind, partitionKeys }: IndexDescription,
  item: Attributes,
  base: KeyTexts,
): string | undefined {
  if (kind === 'local') return base.pk
  if (partitionKeys.length === 1) {
    const text = keyTextIn(partitionKeys[0] as KeyAttribute, item)
    return text === undefined || text.length > PARTITION_KEY_SIZE_MAX ? undefined : text
  }
  const texts: string[] = []
  let size = 0
  for (const attribute of partitionKeys) {
    const text = keyTextIn(attribute, item)
    if (text === undefined) return undefined
    size += text.length
    texts.push(text)
  }
  return size > PARTITION_KEY_SIZE_MAX ? undefined : partitionTextOf(texts)
}

function sortTextIn(attributes: readonly KeyAttribute[], item: Attributes): string | undefined {
  let sort = ''
  let size = 0
  for (const attribute of attributes) {
    const text = keyTextIn(attribute, item)
    if (text === undefined) return undefined
    size += text.length
    sort += endedText(attribute.type, text)
  }
  return size > SORT_KEY_SIZE_MAX ? undefined : sort
}

/** The order-preserving text of a key attribute; undefined if the item has none that may be a key. */
function keyTextIn({ name, type }: KeyAttribute, item: Attributes): string | undefined {
  const value = item.attribute(name)
  if (!isKeyValue(value, type)) return undefined
  return sortableKey(value) || undefined
}
