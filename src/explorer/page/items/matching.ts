/** The items that a Query or a Scan finds, to be deleted: how many they are, which, and each only if it is still one of them. */

import { retryingThrottled } from '../back-off.js'
import { keyNamesOf, keyShapeOf, type TableDescription } from '../tables/table-description.js'
import { type Item, picked } from './attribute.js'
import type { QueryRequest } from './query.js'
import { type Call, requestPages } from './request-pages.js'

/** Deletions that are under way at once: a browser has six connections to a server. */
const AT_ONCE = 4

/** What is deleted, and where. */
export interface Matching {
  readonly call: Call
  readonly table: TableDescription
  readonly request: QueryRequest
}

/** Counts them, page by page, and tells each time how many there have been; until nobody waits any more. */
export async function countMatching(
  matching: Matching,
  { signal, onCount }: { readonly signal: AbortSignal; readonly onCount: (count: number) => void },
): Promise<void> {
  let count = 0
  for await (const { Count } of pagesOf(matching, { Select: 'COUNT' }, signal)) {
    count += Count
    onCount(count)
  }
}

/** Pages of what the request asks for, of which only this much comes. */
function pagesOf(
  { call, request: { operation, input } }: Matching,
  selection: object,
  signal: AbortSignal,
): ReturnType<typeof requestPages> {
  return requestPages(call, { operation, input: { ...input, ...selection } }, signal)
}

/** Who is told of each item. */
interface DeletionOptions {
  readonly signal: AbortSignal
  readonly onDeleted: () => void
  /** An item did not match any more, or was gone. */
  readonly onKept: () => void
}

/**
 * Deletes them. When the signal says so, no further deletion begins; those that are under way are waited for and told. Rejects with
 * what the service says, but for a want of capacity.
 */
export async function deleteMatching(matching: Matching, options: DeletionOptions): Promise<void> {
  const { call } = matching
  const failure = new AbortController()
  const signal = AbortSignal.any([options.signal, failure.signal])
  const removeAll = async (items: Iterable<Item>): Promise<void> => {
    for (const item of items) {
      if (signal.aborted) return
      const input = deletionOf(item, matching)
      const isDeleted = await retryingThrottled(() => deleted(input, call), signal)
      if (isDeleted) options.onDeleted()
      else options.onKept()
    }
  }
  for await (const { Items = [] } of pagesOf(matching, keysOnly(matching), signal)) {
    // They take turns: each takes the next item.
    const rest = Items.values()
    const turns = Array.from({ length: AT_ONCE }, () =>
      removeAll(rest).catch(error => failure.abort(error)),
    )
    await Promise.all(turns)
    failure.signal.throwIfAborted()
    if (signal.aborted) return
  }
}

async function deleted(input: object, call: Call): Promise<boolean> {
  try {
    await call('DeleteItem', input)
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
}

/** What makes nothing but the keys come. */
function keysOnly({ table, request: { input } }: Matching): object {
  const names = placeholdersOf(keyNamesOf(keyShapeOf(table)))
  return {
    ProjectionExpression: [...names.keys()].join(', '),
    ExpressionAttributeNames: { ...input.ExpressionAttributeNames, ...Object.fromEntries(names) },
  }
}

/**
 * The input of the DeleteItem of an item. The condition is what the request asks for: that the item is in the table or the index,
 * within the range of keys, and that the filter holds. Of an index that has not all attributes a filter may find what it would not
 * find in the table: that stays.
 */
function deletionOf(item: Item, { table, request: { input } }: Matching): object {
  const { IndexName, KeyConditionExpression, FilterExpression } = input
  const keyNames = keyNamesOf(keyShapeOf(table))
  const names = placeholdersOf(
    IndexName === undefined ? keyNames : keyNamesOf(keyShapeOf(table, IndexName)),
  )
  const conditions = [
    ...Array.from(names.keys(), name => `attribute_exists(${name})`),
    KeyConditionExpression,
    FilterExpression,
  ].filter(each => each !== undefined)
  return {
    TableName: table.TableName,
    Key: picked(item, keyNames),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { ...input.ExpressionAttributeNames, ...Object.fromEntries(names) },
    ...(input.ExpressionAttributeValues !== undefined && {
      ExpressionAttributeValues: input.ExpressionAttributeValues,
    }),
  }
}

/** Names under placeholders that no query has. */
function placeholdersOf(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, place) => [`#k${place}`, name]))
}
