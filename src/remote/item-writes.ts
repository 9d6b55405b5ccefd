/** Writes of items. What they throw is told where the table has them. */

import { isIterable } from '../encoding/caller-values.js'
import { normalizeItem } from '../encoding/normalize.js'
import { notIterable } from '../errors/native-errors.js'
import { duplicateKeys } from '../errors/request-errors.js'
import type { Expression } from '../expressions/template.js'
import { keyOf } from '../native/bind.js'
import {
  deleteOptions,
  patchOptions,
  putOptions,
  updateOptions,
  type WriteOptions,
} from '../native/options.js'
import type { Item } from '../types/attribute.js'
import { type BatchWrite, writeAll } from './batches.js'
import { keyTextOf } from './key-text.js'
import { Pace, type PaceOptions } from './pace.js'
import { manyOptions } from './remote-options.js'
import type { RemotePlace } from './remote-place.js'
import { RequestParts } from './request-parts.js'
import { itemOfSdk, type SdkMap, sdkMapOf } from './values.js'
import { type WriteRequest, writeRequestOf } from './write-input.js'

const putAllOptions = manyOptions('putAll')
const deleteAllOptions = manyOptions('deleteAll')
/** Up to so many writes the service looks for two of one item itself. */
const WRITES_OF_REQUEST = 25

/** What a write returns of an item; `Shape` is the caller's matter. */
type Written = Promise<Item | undefined>

/** Puts an item. */
export async function putOne(
  place: RemotePlace,
  item: unknown,
  options: WriteOptions<string>,
): Written {
  const given = putOptions(options)
  const write = { TableName: place.name, Item: sdkMapOf(normalizeItem(item)) }
  const parts = new RequestParts()
  return send(place, 'PutItem', writeRequestOf(write, given, { parts, kind: 'replace' }))
}

/** Changes an item by an expression. */
export async function updateOne(
  place: RemotePlace,
  { key, update }: { readonly key: unknown; readonly update: Expression },
  options: WriteOptions<string>,
): Written {
  const given = updateOptions(options)
  const parts = new RequestParts()
  const write = {
    TableName: place.name,
    Key: sdkMapOf(keyOf(key)),
    // `null` is none: it is refused as natively.
    UpdateExpression: parts.expression('The update', update ?? (null as never)),
  }
  return send(place, 'UpdateItem', writeRequestOf(write, given, { parts, kind: 'update' }))
}

/** Sets attributes of an item, and removes those that are undefined. */
export async function patchOne(
  place: RemotePlace,
  { key, attributes }: { readonly key: unknown; readonly attributes: unknown },
  options: WriteOptions<string>,
): Written {
  const given = patchOptions(options)
  const parts = new RequestParts()
  const update = parts.patch(attributes)
  const write = {
    TableName: place.name,
    Key: sdkMapOf(keyOf(key)),
    ...(update === undefined ? {} : { UpdateExpression: update }),
  }
  return send(place, 'UpdateItem', writeRequestOf(write, given, { parts, kind: 'change' }))
}

/** Removes an item. */
export async function deleteOne(
  place: RemotePlace,
  key: unknown,
  options: WriteOptions<string>,
): Written {
  const given = deleteOptions(options)
  const write = { TableName: place.name, Key: sdkMapOf(keyOf(key)) }
  const parts = new RequestParts()
  return send(place, 'DeleteItem', writeRequestOf(write, given, { parts, kind: 'replace' }))
}

/** Puts many items, each by itself. */
export async function putMany(
  place: RemotePlace,
  items: Iterable<unknown>,
  options: PaceOptions,
): Promise<void> {
  if (!isIterable(items)) throw notIterable('putAll', 'items')
  const given = putAllOptions(options)
  const maps = Array.from(items, item => sdkMapOf(normalizeItem(item)))
  await writeMany(place, { maps, writeOf: Item => ({ PutRequest: { Item } }) }, given)
}

/** Removes many items, each by itself. */
export async function deleteMany(
  place: RemotePlace,
  keys: Iterable<unknown>,
  options: PaceOptions,
): Promise<void> {
  if (!isIterable(keys)) throw notIterable('deleteAll', 'keys')
  const given = deleteAllOptions(options)
  const maps = Array.from(keys, key => sdkMapOf(keyOf(key)))
  await writeMany(place, { maps, writeOf: Key => ({ DeleteRequest: { Key } }) }, given)
}

async function writeMany(
  { sender, name, facts }: RemotePlace,
  { maps, writeOf }: { readonly maps: SdkMap[]; readonly writeOf: (map: SdkMap) => BatchWrite },
  options: PaceOptions,
): Promise<void> {
  // In several requests the last one of two writes would win, whichever that is.
  if (maps.length > WRITES_OF_REQUEST) {
    const names = await facts.keyNames()
    const texts = new Set(maps.map(map => keyTextOf(map, names)))
    if (texts.size < maps.length) throw duplicateKeys()
  }
  const door = { sender, table: name, pace: Pace.of(sender, options) }
  await writeAll(door, maps.map(writeOf))
}

async function send(
  { sender }: RemotePlace,
  operation: string,
  { input, isRepeatable }: WriteRequest,
): Written {
  const { Attributes } = await sender.send<{ readonly Attributes?: SdkMap }>(operation, input, {
    isRepeatable,
  })
  return Attributes && itemOfSdk(Attributes)
}
