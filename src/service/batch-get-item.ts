/** BatchGetItem on the wire. */

import { readItem } from '../api/get-item.js'
import { refuseKeyPaths } from '../api/key-paths.js'
import { bringLatest } from '../api/latest.js'
import type { Outcome } from '../api/write-one.js'
import { countThrottled } from '../capacity/admission.js'
import { countAnswered } from '../capacity/answered.js'
import { EVENTUAL, STRONG } from '../capacity/units.js'
import { canonicalText } from '../encoding/canonical.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import { primaryKeyOfKey } from '../engine/keys.js'
import type { DynamoError } from '../errors/dynamo-error.js'
import { parametersMixed, tooManyBatchRequests } from '../errors/parameter-errors.js'
import { duplicateKeys } from '../errors/request-errors.js'
import type { Projection } from '../expressions/projection.js'
import type { PrimaryKey } from '../storage/primary-key.js'
import { NO_RECORD } from '../storage/record-ref.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { BATCH_GET_KEYS_MAX, BATCH_GET_SIZE_MAX } from '../types/limits.js'
import {
  type ConsumedCapacity,
  Consumption,
  type ReturnConsumedCapacity,
} from './consumed-capacity.js'
import type { ItemContext } from './context.js'
import type { AnswerItems, ItemList } from './item-form.js'
import {
  checkProjectionParameters,
  type ProjectionParameters,
  projectionFor,
} from './projection.js'
import { WORDINGS, wrap } from './wording.js'

/** The keys to read from one table. */
interface KeysAndAttributes extends ProjectionParameters {
  readonly Keys: readonly WireMap[]
  readonly ConsistentRead?: boolean | undefined
}

export interface BatchGetItemRequest {
  readonly RequestItems: Readonly<Record<string, KeysAndAttributes>>
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

interface BatchGetItemAnswer {
  readonly Responses: Readonly<Record<string, AnswerItems>>
  readonly UnprocessedKeys: Readonly<Record<string, KeysAndAttributes>>
  ConsumedCapacity?: readonly ConsumedCapacity[]
}

const WORDING = WORDINGS.BatchGetItem

/** Throws a `DynamoError` for the first fault, in the order of the service. */
export function batchGetItem(
  context: ItemContext,
  request: BatchGetItemRequest,
): Outcome<BatchGetItemAnswer> {
  const blocks = check(request)
  const located = blocks.map(block => ({ block, table: context.tables.find(block.name) }))
  const reads = located.map(({ block, table }) => new BlockRead(block, table))
  const tables = reads.map(({ block, table }) => [block.name, table] as const)
  const consumption = new Consumption(
    { units: 'readUnits', wanted: request.ReturnConsumedCapacity, isByKind: false },
    tables,
  )
  let bytesLeft = BATCH_GET_SIZE_MAX
  for (const read of reads) bytesLeft = read.run(bytesLeft, context.form.newList())
  refuseIfAllThrottled(reads)
  countAnswered(reads, 'BatchGetItem')
  const unprocessed = reads.filter(({ restKeys }) => restKeys.length > 0)
  const answer: BatchGetItemAnswer = {
    Responses: Object.fromEntries(reads.map(({ block, items }) => [block.name, items])),
    UnprocessedKeys: Object.fromEntries(
      unprocessed.map(({ block, restKeys }) => [block.name, { ...block.wire, Keys: restKeys }]),
    ),
  }
  const { told: capacity } = consumption
  if (capacity !== undefined) answer.ConsumedCapacity = capacity
  return { result: answer, durable: undefined }
}

/** What is asked of one table. */
interface Block {
  /** As the request names the table. */
  readonly name: string
  readonly wire: KeysAndAttributes
  readonly keys: readonly Item[]
  readonly projection: Projection | undefined
}

/** What the request alone decides. */
function check({ RequestItems }: BatchGetItemRequest): readonly Block[] {
  try {
    let hasNames = false
    let hasExpression = false
    const blocks = Object.entries(RequestItems).map(([name, wire]) => {
      hasNames ||= wire.AttributesToGet !== undefined
      hasExpression ||= wire.ProjectionExpression !== undefined
      if (hasNames && hasExpression) {
        throw parametersMixed(['AttributesToGet'], ['ProjectionExpression'])
      }
      checkProjectionParameters(wire, WORDING)
      const projection = projectionFor(wire, WORDING)
      const keys = wire.Keys.map(key => itemOfWire(key, WORDING))
      refuseDuplicates(wire.Keys)
      return { name, wire, keys, projection }
    })
    const count = blocks.reduce((sum, { keys }) => sum + keys.length, 0)
    if (count > BATCH_GET_KEYS_MAX) throw tooManyBatchRequests('BatchGetItem')
    return blocks
  } catch (error) {
    throw wrap('BatchGetItem', error)
  }
}

/** Keys are compared as they were sent: the service does not see here that 1000 and 1e3 are one number. */
function refuseDuplicates(keys: readonly WireMap[]): void {
  if (new Set(keys.map(canonicalText)).size < keys.length) throw duplicateKeys()
}

/** The reading of one table's keys. */
class BlockRead {
  readonly block: Block
  readonly table: StoredTable
  /** The items that were found. */
  items: AnswerItems = []
  /** The keys for which there was no room, or no capacity, as they were sent. */
  readonly restKeys: WireMap[] = []
  /** Why the first key was not read for which there was no capacity. */
  refusal: DynamoError | undefined
  readonly #keys: readonly PrimaryKey[]

  /** Throws a `ValidationException` if a key, or the projection, does not fit the schema. */
  constructor(block: Block, table: StoredTable) {
    this.block = block
    this.table = table
    this.#keys = block.keys.map(key => primaryKeyOfKey(table.keySchema, key))
    refuseKeyPaths(table, block.projection?.paths)
  }

  /** Reads until the items are larger than what is left of the answer; returns what is left then, in bytes. */
  run(bytesLeft: number, list: ItemList): number {
    const rest = this.#read(bytesLeft, list)
    this.items = list.told
    return rest
  }

  #read(bytesLeft: number, list: ItemList): number {
    const { wire, projection } = this.block
    const costFactor = wire.ConsistentRead === true ? STRONG : EVENTUAL
    const request = { table: this.table, projection, costFactor }
    const seen = new Set<string>()
    let bytes = bytesLeft
    for (const [place, key] of this.#keys.entries()) {
      const text = `${key.pk.length} ${key.pk}${key.sk}`
      if (seen.has(text)) continue
      seen.add(text)
      const refusal = this.table.limiter?.readRefusal(key.hash)
      if (refusal !== undefined) {
        this.refusal ??= refusal
        this.restKeys.push(wire.Keys[place] as WireMap)
        continue
      }
      bringLatest(request, key) // before its size is looked at
      bytes -= sizeAt(this.table, key)
      if (bytes < 0) {
        this.restKeys.push(...wire.Keys.slice(place))
        return 0
      }
      readItem(request, key, list)
    }
    return bytes
  }
}

/** Throws what was told of the first key if nothing at all was read, for lack of capacity. */
function refuseIfAllThrottled(reads: readonly BlockRead[]): void {
  const [first] = reads.flatMap(({ refusal }) => refusal ?? [])
  if (first === undefined) return
  if (reads.some(({ block, restKeys }) => restKeys.length < block.keys.length)) return
  countThrottled(reads, 'BatchGetItem')
  throw first
}

function sizeAt({ store }: StoredTable, key: PrimaryKey): number {
  const ref = store.find(key)
  return ref === NO_RECORD ? 0 : store.sizeOf(ref)
}
