/** What the operations on one item, on an item collection and on a whole table do, for policies. */

import type { WireMap, WireOptions } from '../../encoding/wire-value.js'
import type { DeleteItemRequest } from '../delete-item.js'
import type { GetItemRequest } from '../get-item.js'
import type { ProjectionParameters } from '../projection.js'
import type { PutItemRequest } from '../put-item.js'
import type { QueryRequest } from '../query.js'
import type { RangeParameters } from '../range.js'
import type { ScanRequest } from '../scan.js'
import type { UpdateItemRequest } from '../update-item.js'
import { WORDINGS } from '../wording.js'
import type { Element } from './element.js'
import { type Mentions, mentionedAttributes, valueIn, valuesInKeyCondition } from './mentions.js'

export function getElement(request: GetItemRequest): Element {
  return {
    action: 'GetItem',
    ...addressed(request, WORDINGS.GetItem),
    returnConsumedCapacity: request.ReturnConsumedCapacity,
    select: selectOf(request),
  }
}

export function putElement(request: PutItemRequest): Element {
  return { action: 'PutItem', ...writing(request, WORDINGS.PutItem) }
}

export function updateElement(request: UpdateItemRequest): Element {
  return { action: 'UpdateItem', ...writing(request, WORDINGS.UpdateItem) }
}

export function deleteElement(request: DeleteItemRequest): Element {
  return { action: 'DeleteItem', ...writing(request, WORDINGS.DeleteItem) }
}

export function queryElement(request: QueryRequest): Element {
  return {
    action: 'Query',
    ...ranging(request, WORDINGS.Query),
    partitionValues: attribute => valuesInKeyCondition(request, attribute, WORDINGS.Query),
  }
}

export function scanElement(request: ScanRequest): Element {
  return { action: 'Scan', ...ranging(request, WORDINGS.Scan), partitionValues: () => [] }
}

interface Addressed extends Mentions {
  readonly TableName: string
}

/** What is about one item: that of a key, or the one that is put. */
export function addressed(
  request: Addressed,
  wording: WireOptions,
): Pick<Element, 'table' | 'partitionValues' | 'attributes'> {
  const where: WireMap = request.Key ?? request.Item ?? {}
  return {
    table: request.TableName,
    partitionValues: attribute => valueIn(where, attribute),
    attributes: () => mentionedAttributes(request, wording),
  }
}

/** The effective value of Select for reads of items by their keys. */
export function selectOf({ ProjectionExpression, AttributesToGet }: ProjectionParameters): string {
  const isProjected = ProjectionExpression !== undefined || AttributesToGet !== undefined
  return isProjected ? 'SPECIFIC_ATTRIBUTES' : 'ALL_ATTRIBUTES'
}

type Writing = Addressed & {
  readonly ReturnConsumedCapacity?: string | undefined
  readonly ReturnValues?: string | undefined
}

function writing(request: Writing, wording: WireOptions): Omit<Element, 'action'> {
  return {
    ...addressed(request, wording),
    returnConsumedCapacity: request.ReturnConsumedCapacity,
    returnValues: request.ReturnValues ?? 'NONE',
  }
}

function ranging(
  request: RangeParameters & Mentions,
  wording: WireOptions,
): Omit<Element, 'action' | 'partitionValues'> {
  const { TableName, IndexName, Select, ReturnConsumedCapacity } = request
  const whole = IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES'
  const selected = selectOf(request)
  return {
    table: TableName,
    index: IndexName,
    returnConsumedCapacity: ReturnConsumedCapacity,
    attributes: () => mentionedAttributes(request, wording),
    select: Select ?? (selected === 'ALL_ATTRIBUTES' ? whole : selected),
  }
}
