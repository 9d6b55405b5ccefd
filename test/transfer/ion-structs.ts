/** Items of Ion text, read with the library of Ion's makers. */

import { IonTypes, makeReader, type Reader } from 'ion-js'
import { expect } from 'vitest'
import { parseNumber } from '../../src/encoding/number.js'
import { setOwn } from '../../src/encoding/value.js'
import type { AttributeValue, Item } from '../../src/types/attribute.js'

/** The structs of a text, one after another at its top. */
export function structsOf(text: string): Item[] {
  const reader = makeReader(text)
  const structs: Item[] = []
  while (reader.next() !== null) structs.push(readValue(reader) as Item)
  return structs
}

function readValue(reader: Reader): AttributeValue {
  if (reader.isNull()) return null
  switch (reader.type()) {
    case IonTypes.STRING:
      return reader.stringValue()
    case IonTypes.DECIMAL:
      return parseNumber(String(reader.decimalValue()))
    case IonTypes.BOOL:
      return reader.booleanValue()
    case IonTypes.BLOB:
      return reader.uInt8ArrayValue()
    case IonTypes.LIST:
      return readList(reader)
    case IonTypes.STRUCT:
      return readMap(reader)
    default:
      return expect.fail(`no ${reader.type()?.name} was to be written`)
  }
}

function readList(reader: Reader): AttributeValue {
  const [annotation] = reader.annotations()
  const list: AttributeValue[] = []
  reader.stepIn()
  while (reader.next() !== null) list.push(readValue(reader))
  reader.stepOut()
  if (annotation === undefined) return list
  expect(annotation).toMatch(/^\$dynamodb_[SNB]S$/)
  return new Set(list) as Set<string>
}

function readMap(reader: Reader): AttributeValue {
  const map: Record<string, AttributeValue> = {}
  reader.stepIn()
  while (reader.next() !== null) setOwn(map, reader.fieldName() ?? '', readValue(reader))
  reader.stepOut()
  return map
}
