/** Reads and writes of many items: cut into requests of as many as the service takes, and sent again for what it left undone. */

import { batchUnprocessed } from '../errors/remote-errors.js'
import type { Pace } from './pace.js'
import type { Sender } from './sender.js'
import type { SdkMap } from './values.js'

/** Source: DynamoDB API reference, "BatchWriteItem" and "BatchGetItem". */
const WRITES_MAX = 25
const GETS_MAX = 100
/** Requests of one call that are on their way at a time. */
const CONCURRENT = 4

/** How a batch is sent. */
export interface BatchDoor {
  readonly sender: Sender
  readonly table: string
  readonly pace: Pace | undefined
}

/** A write of BatchWriteItem. */
export type BatchWrite =
  | { readonly PutRequest: { readonly Item: SdkMap } }
  | { readonly DeleteRequest: { readonly Key: SdkMap } }

interface Consumed {
  readonly ConsumedCapacity?: readonly { readonly CapacityUnits?: number }[]
}

interface WriteOutput<Write> extends Consumed {
  readonly UnprocessedItems?: Readonly<Record<string, readonly Write[]>>
}

interface GetOutput<Map> extends Consumed {
  readonly Responses?: Readonly<Record<string, readonly Map[]>>
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys?: readonly Map[] }>>
}

/**
 * Does all writes.
 *
 * @param writes in the form of whoever answers
 * @throws ProvisionedThroughputExceededException if some are left undone, however often they are sent again
 */
export async function writeAll<Write extends object = BatchWrite>(
  door: BatchDoor,
  writes: readonly Write[],
): Promise<void> {
  await eachChunk(writes, { length: WRITES_MAX, door }, chunk =>
    untilProcessed(door, chunk, async left => {
      const RequestItems = { [door.table]: left }
      const output = await sendBatch<WriteOutput<Write>>(door, 'BatchWriteItem', RequestItems)
      return onlyOf(output.UnprocessedItems) ?? []
    }),
  )
}

/**
 * Reads all items, in no order.
 *
 * @param keys in the form of whoever answers, as the items are
 * @param how members of the request for each chunk, such as `ConsistentRead`
 * @throws ProvisionedThroughputExceededException if some are left unread, however often they are asked for again
 */
export async function getAll<Map extends object = SdkMap>(
  door: BatchDoor,
  keys: readonly Map[],
  how: object,
): Promise<readonly Map[]> {
  const found: Map[] = []
  await eachChunk(keys, { length: GETS_MAX, door }, chunk =>
    untilProcessed(door, chunk, async left => {
      const RequestItems = { [door.table]: { ...how, Keys: left } }
      const output = await sendBatch<GetOutput<Map>>(door, 'BatchGetItem', RequestItems)
      for (const item of onlyOf(output.Responses) ?? []) found.push(item)
      return onlyOf(output.UnprocessedKeys)?.Keys ?? []
    }),
  )
  return found
}

async function sendBatch<Output extends Consumed>(
  { sender, pace }: BatchDoor,
  operation: string,
  RequestItems: object,
): Promise<Output> {
  await pace?.turn()
  const input = { RequestItems, ...(pace && { ReturnConsumedCapacity: 'TOTAL' }) }
  // What is put or removed twice is as if it were once.
  const output = await sender.send<Output>(operation, input, { isRepeatable: true })
  for (const { CapacityUnits = 0 } of output.ConsumedCapacity ?? []) pace?.spent(CapacityUnits)
  return output
}

/** Sends what is left until there is nothing, waiting ever longer while nothing of it is done. */
async function untilProcessed<Part>(
  { sender }: BatchDoor,
  parts: readonly Part[],
  send: (parts: readonly Part[]) => Promise<readonly Part[]>,
): Promise<void> {
  let attempt = 1
  for (let left = parts; ; ) {
    const unprocessed = await send(left)
    if (unprocessed.length === 0) return
    attempt = unprocessed.length < left.length ? 1 : attempt + 1
    if (attempt > sender.attempts) throw batchUnprocessed(unprocessed.length)
    left = unprocessed
    await sender.backOff(attempt)
  }
}

/** A few chunks at a time, or one after the other at a pace: what one consumes is known only when it is done. After one that fails no other one is begun, and those that are on their way are waited for. */
async function eachChunk<Part>(
  parts: readonly Part[],
  { length, door }: { readonly length: number; readonly door: BatchDoor },
  run: (chunk: readonly Part[]) => Promise<void>,
): Promise<void> {
  let next = 0
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    while (next < parts.length && failures.length === 0) {
      const chunk = parts.slice(next, next + length)
      next += length
      try {
        await run(chunk)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const workers = Math.min(
    door.pace === undefined ? CONCURRENT : 1,
    Math.ceil(parts.length / length),
  )
  await Promise.all(Array.from({ length: workers }, worker))
  if (failures.length > 0) throw failures[0]
}

/** What is told of the only table that was asked for: by its name, or by its ARN. */
function onlyOf<Told>(tables: Readonly<Record<string, Told>> | undefined): Told | undefined {
  return Object.values(tables ?? {})[0]
}
