/**
 * Items as DAX's protocol has them: the number of a list of names, and a value for each name. The attributes of the key are
 * not among them, and travel beside them, or not at all where the other side knows them.
 */

import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { malformedCbor } from '../errors/dax-errors.js'
import type { AttributeLists } from './attribute-lists.js'
import { type PlainMap, type PlainValue, writeAttributeValue } from './attribute-output.js'
import { readAttributeValue } from './attribute-values.js'
import { CborReader } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import type { KeySchema } from './keys.js'

/** The attributes beside the key, with those of the key. */
export function itemOfBytes(bytes: Uint8Array, key: WireMap, lists: AttributeLists): WireMap {
  const reader = new CborReader(bytes)
  const id = reader.readInteger()
  const names = lists.namesOf(Number(id))
  const attributes: [string, WireValue][] = Object.entries(key)
  for (const name of names) attributes.push([name, readAttributeValue(reader)])
  if (!reader.isAtEnd) throw malformedCbor('an item with more values than names')
  return Object.fromEntries(attributes)
}

/** Appends an item without its key, as a byte string. */
export function writeItem(
  writer: CborWriter,
  item: PlainMap,
  { schema, lists }: { readonly schema: KeySchema; readonly lists: AttributeLists },
): void {
  const names = Object.keys(item).filter(name => schema.every(attribute => attribute.name !== name))
  writer.nested(() => {
    writer.integer(lists.idOf(names.sort()))
    for (const name of names) writeAttributeValue(writer, item[name] as PlainValue)
  })
}

/** Appends some attributes of an item, of which there may be those of the key, as a byte string. */
export function writeAttributesOfItem(
  writer: CborWriter,
  attributes: PlainMap,
  lists: AttributeLists,
): void {
  const names = Object.keys(attributes).sort()
  writer.nested(() => {
    writer.integer(lists.idOf(names))
    writer.map(names.length)
    for (const [ordinal, name] of names.entries()) {
      writer.integer(ordinal)
      writeAttributeValue(writer, attributes[name] as PlainValue)
    }
  })
}
