/** UpdateItem: changes attributes of the item with a key, or makes that item. */

import type { Committer, Decision } from '../engine/commit.js'
import { keyAttributesOf, keyNamesOf, primaryKeyOfKey } from '../engine/keys.js'
import type { DynamoError } from '../errors/dynamo-error.js'
import { updatedItemTooLarge } from '../errors/value-errors.js'
import { refuseKeyUpdate } from '../expressions/key-attributes.js'
import type { Update } from '../expressions/update.js'
import { refuseIndexKeysOfUpdate, refuseIndexKeyTypes } from '../indexes/index-keys.js'
import type { ItemImage } from '../storage/item-image.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { refuseKeyPaths } from './key-paths.js'
import {
  type Conditional,
  type Outcome,
  SingleWrite,
  type Versions,
  writeOne,
} from './write-one.js'

/** What UpdateItem can return of the item. */
export type UpdateReturnValues = 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW'

interface UpdateItem extends Conditional {
  readonly table: StoredTable
  /** The key attributes, in normal form. */
  readonly key: Item
  /** Without one, an absent item is made of its key alone. */
  readonly update?: Update | undefined
  readonly returnValues?: UpdateReturnValues | undefined
}

/**
 * @returns the attributes that `returnValues` asks for; undefined if there are none
 * @throws ValidationException if the key does not fit the schema, the update writes to a key attribute, does not fit
 *   the item, or makes it too large or too deep
 * @throws ConditionalCheckFailedException if the condition does not hold
 */
export function updateItem(committer: Committer, request: UpdateItem): Outcome<Item | undefined> {
  const write = new UpdateWrite(request)
  checkUpdate(request.table, request)
  if (request.update?.isTooLarge() === true) throw updatedItemTooLarge()
  const { result, durable } = writeOne(committer, write, 'UpdateItem')
  return { result: returnedOf(result, request.update, request.returnValues), durable }
}

class UpdateWrite extends SingleWrite {
  readonly #request: UpdateItem

  constructor(request: UpdateItem) {
    super(request.table, primaryKeyOfKey(request.table.keySchema, request.key), request)
    this.#request = request
  }

  tooLarge(): DynamoError {
    return updatedItemTooLarge()
  }

  protected override next(before: ItemImage | undefined): Decision {
    return decideUpdate(this.table, this.#request, before)
  }
}

/** Throws a `ValidationException` if the update or the condition does with key attributes what it may not. */
export function checkUpdate(
  table: StoredTable,
  { update, condition }: Pick<UpdateItem, 'update' | 'condition'>,
): void {
  if (update !== undefined) {
    refuseKeyUpdate(update.targets, keyNamesOf(table.keySchema))
    refuseIndexKeyTypes(table, update)
    refuseKeyPaths(table, update.paths)
  }
  refuseKeyPaths(table, condition?.paths)
}

/** What an update leaves of an item. Throws a `ValidationException` if an index can't have it. */
export function decideUpdate(
  table: StoredTable,
  { key, update }: Pick<UpdateItem, 'key' | 'update'>,
  before: ItemImage | undefined,
): Decision {
  if (update === undefined) {
    return before === undefined ? keyAttributesOf(table.keySchema, key) : 'keep'
  }
  const item = update.apply(before?.item, key)
  if (item === undefined || item === before?.item) return 'keep'
  refuseIndexKeysOfUpdate(table, before?.item, item)
  return item
}

function returnedOf(
  { before, after }: Versions,
  update: Update | undefined,
  returnValues: UpdateReturnValues | undefined,
): Item | undefined {
  switch (returnValues) {
    case undefined:
      return undefined
    case 'ALL_OLD':
      return before?.decode()
    case 'ALL_NEW':
      return after?.decode()
    case 'UPDATED_OLD':
      return touchedOf(before, update)
    case 'UPDATED_NEW':
      return touchedOf(after, update)
  }
}

function touchedOf(version: ItemImage | undefined, update: Update | undefined): Item | undefined {
  if (version === undefined || update === undefined) return undefined
  const touched = update.touched.apply(version.decode())
  return Object.keys(touched).length === 0 ? undefined : touched
}
