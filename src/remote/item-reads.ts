/** Reads of items by their keys. What they throw is told where the table has them. */

import { isIterable } from '../encoding/caller-values.js'
import { notIterable } from '../errors/native-errors.js'
import { keyOf } from '../native/bind.js'
import { type AnyProjection, getOptions, type ReadOptions } from '../native/options.js'
import type { Item } from '../types/attribute.js'
import { itemsOf } from './get-all.js'
import { Pace, type PaceOptions } from './pace.js'
import { getAllOptions } from './remote-options.js'
import type { RemotePlace } from './remote-place.js'
import { RequestParts } from './request-parts.js'
import { itemOfSdk, type SdkMap, sdkMapOf } from './values.js'

const REPEATABLE = { isRepeatable: true }

/** The item with a key, or undefined. */
export async function getOne(
  { sender, name, consistentRead }: RemotePlace,
  key: unknown,
  options: ReadOptions<unknown>,
): Promise<Item | undefined> {
  const given = getOptions(options)
  const parts = new RequestParts()
  const Key = sdkMapOf(keyOf(key))
  const projection = parts.projection(given.projection as AnyProjection<Item>)
  const input = {
    TableName: name,
    Key,
    ConsistentRead: given.consistentRead ?? consistentRead,
    ...(projection === undefined ? {} : { ProjectionExpression: projection }),
    ...parts.bindings(),
  }
  const output = await sender.send<{ readonly Item?: SdkMap }>('GetItem', input, REPEATABLE)
  return output.Item && itemOfSdk(output.Item)
}

/** The items with many keys, in their order. */
export async function getMany(
  { sender, name, consistentRead }: RemotePlace,
  keys: Iterable<unknown>,
  options: ReadOptions<unknown> & PaceOptions,
): Promise<(Item | undefined)[]> {
  if (!isIterable(keys)) throw notIterable('getAll', 'keys')
  const given = getAllOptions(options)
  const asked = Array.from(keys, key => sdkMapOf(keyOf(key)))
  const door = { sender, table: name, pace: Pace.of(sender, given) }
  return itemsOf(door, asked, {
    consistentRead: given.consistentRead ?? consistentRead,
    projection: given.projection as AnyProjection<Item>,
  })
}
