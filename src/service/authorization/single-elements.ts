/** What the operations on one item, on an item collection and on a whole table do, for policies. */

import type { WireOptions } from '../../encoding/wire-value.js'
import type { KeyClause } from '../../expressions/key-condition.js'
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
import {
  keyClausesIn,
  type Mentions,
  mentionedAttributes,
  valueIn,
  valuesInKeyCondition,
} from './mentions.js'

export function getElement(request: GetItemRequest): Element {
  return new ItemElement(request, {
    action: 'dynamodb:GetItem',
    wording: WORDINGS.GetItem,
    returnConsumedCapacity: request.ReturnConsumedCapacity,
    select: selectOf(request),
    returnValues: undefined,
    enclosing: undefined,
  })
}

export function putElement(request: PutItemRequest): Element {
  return writing(request, 'dynamodb:PutItem', WORDINGS.PutItem)
}

export function updateElement(request: UpdateItemRequest): Element {
  return writing(request, 'dynamodb:UpdateItem', WORDINGS.UpdateItem)
}

export function deleteElement(request: DeleteItemRequest): Element {
  return writing(request, 'dynamodb:DeleteItem', WORDINGS.DeleteItem)
}

export function queryElement(request: QueryRequest): Element {
  return new RangeElement(request, 'dynamodb:Query', WORDINGS.Query)
}

export function scanElement(request: ScanRequest): Element {
  return new RangeElement(request, 'dynamodb:Scan', WORDINGS.Scan)
}

interface Addressed extends Mentions {
  readonly TableName: string
}

interface ItemParts
  extends Pick<
    Element,
    'action' | 'returnConsumedCapacity' | 'select' | 'returnValues' | 'enclosing'
  > {
  readonly wording: WireOptions
}

/** What is about one item: that of a key, or the one that is put. A class, as it is made for each request. */
export class ItemElement implements Element {
  readonly action: string
  readonly table: string
  readonly returnConsumedCapacity: string | undefined
  readonly select: string | undefined
  readonly returnValues: string | undefined
  readonly enclosing: string | undefined
  readonly #request: Addressed
  readonly #wording: WireOptions

  constructor(request: Addressed, parts: ItemParts) {
    this.action = parts.action
    this.table = request.TableName
    this.returnConsumedCapacity = parts.returnConsumedCapacity
    this.select = parts.select
    this.returnValues = parts.returnValues
    this.enclosing = parts.enclosing
    this.#request = request
    this.#wording = parts.wording
  }

  partitionValues(attribute: string): readonly string[] {
    const { Key, Item } = this.#request
    return valueIn(Key ?? Item ?? {}, attribute)
  }

  attributes(): readonly string[] {
    return mentionedAttributes(this.#request, this.#wording)
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

function writing(request: Writing, action: string, wording: WireOptions): Element {
  return new ItemElement(request, {
    action,
    wording,
    returnConsumedCapacity: request.ReturnConsumedCapacity,
    select: undefined,
    returnValues: request.ReturnValues ?? 'NONE',
    enclosing: undefined,
  })
}

/** A query or a scan: a scan has no key conditions. */
class RangeElement implements Element {
  readonly action: string
  readonly table: string
  readonly index: string | undefined
  readonly returnConsumedCapacity: string | undefined
  readonly #request: RangeParameters & Mentions
  readonly #wording: WireOptions
  #clauses: readonly KeyClause[] | undefined

  constructor(request: RangeParameters & Mentions, action: string, wording: WireOptions) {
    this.action = action
    this.table = request.TableName
    this.index = request.IndexName
    this.returnConsumedCapacity = request.ReturnConsumedCapacity
    this.#request = request
    this.#wording = wording
  }

  get select(): string {
    const { Select, IndexName } = this.#request
    const selected = selectOf(this.#request)
    if (Select !== undefined || selected !== 'ALL_ATTRIBUTES') return Select ?? selected
    return IndexName === undefined ? selected : 'ALL_PROJECTED_ATTRIBUTES'
  }

  partitionValues(attribute: string): readonly string[] {
    return valuesInKeyCondition(this.#request, this.#keyClauses(), attribute)
  }

  attributes(): readonly string[] {
    return mentionedAttributes(this.#request, this.#wording, () => this.#keyClauses())
  }

  #keyClauses(): readonly KeyClause[] {
    this.#clauses ??= keyClausesIn(this.#request, this.#wording)
    return this.#clauses
  }
}
