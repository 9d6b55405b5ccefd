/** BatchWriteItem on the wire. */

import { batchWriteItem as write } from '../api/batch-write-item.js'
import type { Outcome } from '../api/write-one.js'
import { itemSize } from '../encoding/size.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import { tooManyBatchRequests, writeRequestAmbiguous } from '../errors/parameter-errors.js'
import { itemTooLarge } from '../errors/value-errors.js'
import type { Item } from '../types/attribute.js'
import { BATCH_WRITE_REQUESTS_MAX, ITEM_SIZE_MAX } from '../types/limits.js'
import {
  type ConsumedCapacity,
  Consumption,
  type ReturnConsumedCapacity,
} from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import {
  type ItemCollectionMetrics,
  itemCollectionMetricsOfAll,
  type ReturnItemCollectionMetrics,
} from './item-collections.js'
import { WORDINGS, wrap } from './wording.js'

/** A put or a delete. */
interface WriteRequest {
  readonly PutRequest?: { readonly Item: WireMap } | undefined
  readonly DeleteRequest?: { readonly Key: WireMap } | undefined
}

export interface BatchWriteItemRequest {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
  readonly ReturnItemCollectionMetrics?: ReturnItemCollectionMetrics | undefined
}

interface BatchWriteItemAnswer {
  readonly UnprocessedItems: Readonly<Record<string, readonly WriteRequest[]>>
  ConsumedCapacity?: readonly ConsumedCapacity[]
  ItemCollectionMetrics?: Readonly<Record<string, readonly ItemCollectionMetrics[]>>
}

const WORDING = WORDINGS.BatchWriteItem

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function batchWriteItem(
  context: ItemContext,
  request: BatchWriteItemRequest,
): Outcome<BatchWriteItemAnswer> {
  const blocks = check(request)
  const { tables } = context
  const located = blocks.map(({ name, writes }) => ({ name, writes, table: tables.find(name) }))
  const consumption = new Consumption(
    { units: 'writeUnits', wanted: request.ReturnConsumedCapacity, isByKind: false },
    located.map(({ name, table }) => [name, table] as const),
  )
  const writes = located.flatMap(({ writes, table }) =>
    writes.map(change => ({ table, ...change })),
  )
  const { result, durable } = write(tables.committer, writes)
  const answer: BatchWriteItemAnswer = {
    UnprocessedItems: requestsAt(request.RequestItems, result.unprocessed),
  }
  const { told: capacity } = consumption
  if (capacity !== undefined) answer.ConsumedCapacity = capacity
  const metrics = itemCollectionMetricsOfAll(
    request.ReturnItemCollectionMetrics,
    located.flatMap(({ name, table, writes }) =>
      writes.map(change => ({ name, table, item: itemOf(change) })),
    ),
  )
  if (metrics !== undefined) answer.ItemCollectionMetrics = metrics
  return { result: answer, durable }
}

/** The requests at these places, counted over all tables, as they were sent. */
function requestsAt(
  requests: BatchWriteItemRequest['RequestItems'],
  places: readonly number[],
): BatchWriteItemRequest['RequestItems'] {
  if (places.length === 0) return {}
  const wanted = new Set(places)
  let place = 0
  const blocks = Object.entries(requests).map(([name, writes]) => {
    const first = place
    place += writes.length
    return [name, writes.filter((_, index) => wanted.has(first + index))] as const
  })
  return Object.fromEntries(blocks.filter(([, writes]) => writes.length > 0))
}

type Change =
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'delete'; readonly key: Item }

interface Block {
  /** As the request names the table. */
  readonly name: string
  readonly writes: readonly Change[]
}

/** The item that is put, or the key that is deleted. */
function itemOf(change: Change): Item {
  return change.kind === 'put' ? change.item : change.key
}

/** What the request alone decides. */
function check({ RequestItems }: BatchWriteItemRequest): readonly Block[] {
  try {
    const blocks = Object.entries(RequestItems).map(([name, requests]) => {
      return { name, writes: requests.map(changeOf) }
    })
    const count = blocks.reduce((sum, { writes }) => sum + writes.length, 0)
    if (count > BATCH_WRITE_REQUESTS_MAX) throw tooManyBatchRequests('BatchWriteItem')
    return blocks
  } catch (error) {
    throw wrap('BatchWriteItem', error)
  }
}

function changeOf({ PutRequest, DeleteRequest }: WriteRequest): Change {
  if (PutRequest !== undefined && DeleteRequest === undefined) {
    const item = itemOfWire(PutRequest.Item, WORDING)
    if (itemSize(item) > ITEM_SIZE_MAX) throw itemTooLarge()
    return { kind: 'put', item }
  }
  if (DeleteRequest === undefined || PutRequest !== undefined) throw writeRequestAmbiguous()
  return { kind: 'delete', key: itemOfWire(DeleteRequest.Key, WORDING) }
}
