/**
 * PutItem, UpdateItem and DeleteItem through the item cache: to the table first, and what that has taken replaces what is cached.
 * What it refuses leaves the cache as it was.
 */

import { itemOfWire, type WireMap, wireOfItem } from '../encoding/wire-value.js'
import { compileUpdate } from '../expressions/update.js'
import { placeholdersOf } from '../service/bound-values.js'
import { projectionOfNames } from '../service/legacy/attributes-to-get.js'
import { outputOfWireForm } from '../transport/lane-shapes.js'
import { type LaneValues, SDK_VALUES } from '../transport/lane-values.js'
import { type Call, copiedMap, plainCommand, type Reply, requestOf } from './commands.js'
import type { Image, ItemCache, Write } from './item-cache.js'
import { isForTheClient } from './item-reads.js'
import type { KeyNames } from './key-names.js'
import type { TableDoor } from './table-door.js'
import { partsOfItem } from './wire-parts.js'

export interface WriteParts {
  readonly door: TableDoor
  readonly cache: ItemCache
  readonly keyNames: KeyNames
}

interface PutRequest {
  readonly TableName: string
  readonly Item: WireMap
}

interface KeyRequest {
  readonly TableName: string
  readonly Key: WireMap
}

interface UpdateRequest extends KeyRequest {
  readonly ReturnValues?: string
  readonly UpdateExpression?: string
  readonly ConditionExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: WireMap
  readonly AttributeUpdates?: Readonly<Record<string, object>>
  readonly Expected?: object
}

/** What is asked of the table in the place of what the caller asks, and what he is told. */
interface Exchange {
  readonly command: object
  /** Undefined where he is told what the table tells. */
  replyOf?(reply: Reply, image: WireMap): Reply
}

/** An item as the table stores it; undefined where it will not. */
export function storedForm(item: WireMap): Image {
  try {
    return { item: wireOfItem(itemOfWire(item)) }
  } catch (error) {
    if (!isForTheClient(error)) throw error
    return 'unknown'
  }
}

export class ItemWrites {
  readonly #parts: WriteParts

  constructor(parts: WriteParts) {
    this.#parts = parts
  }

  async put(call: Call): Promise<Reply> {
    const { cache } = this.#parts
    const begun = this.#begin<PutRequest>(call, ({ TableName, Item }) =>
      cache.beginPut(TableName, Item),
    )
    if (begun === undefined) return await this.sendBlindly(call)
    const { request, write } = begun
    const reply = await this.#send(call, call.command, write)
    cache.endWrite(write, storedForm(request.Item))
    return reply
  }

  async delete(call: Call): Promise<Reply> {
    const { cache, keyNames } = this.#parts
    const begun = this.#begin<KeyRequest>(call, ({ TableName, Key }) =>
      cache.beginWrite(TableName, Key),
    )
    if (begun === undefined) return await this.sendBlindly(call)
    const { request, write } = begun
    const reply = await this.#send(call, call.command, write)
    keyNames.learn(request.TableName, request.Key)
    cache.endWrite(write, { item: undefined })
    return reply
  }

  /**
   * The table is asked for all of the new item. Where the caller wants to see what was before, it can't be asked for both: then
   * the item leaves the cache, and is read when it is next wanted.
   */
  async update(call: Call): Promise<Reply> {
    const { cache, keyNames } = this.#parts
    const begun = this.#begin<UpdateRequest>(call, ({ TableName, Key }) =>
      cache.beginWrite(TableName, Key),
    )
    if (begun === undefined) return await this.sendBlindly(call)
    const { request, write } = begun
    const exchange = exchangeFor(call, request)
    const reply = await this.#send(call, exchange?.command ?? call.command, write)
    keyNames.learn(request.TableName, request.Key)
    const image = exchange === undefined ? undefined : imageOf(reply)
    cache.endWrite(write, image === undefined ? 'unknown' : { item: image })
    if (exchange?.replyOf === undefined) return reply
    return exchange.replyOf(reply, image ?? {})
  }

  /** For writes of which it can't be told what they write: nothing that is cached is known to be new after them. */
  async sendBlindly({ command, rest }: Call): Promise<Reply> {
    const reply = await this.#parts.door.send(command, rest)
    this.#parts.cache.clear()
    return reply
  }

  /** Undefined if it can't be told what is written. */
  #begin<Request extends object>(
    call: Call,
    begin: (request: Request) => Write,
  ): { readonly request: Request; readonly write: Write } | undefined {
    try {
      const request = requestOf<Request>(call)
      return { request, write: begin(request) }
    } catch (error) {
      if (!isForTheClient(error)) throw error
      return undefined
    }
  }

  async #send({ rest }: Call, command: object, write: Write): Promise<Reply> {
    const { door, cache } = this.#parts
    try {
      return await door.send(command, rest)
    } catch (error) {
      cache.failWrite(write)
      throw error
    }
  }
}

/** Undefined where the table is to be asked what the caller asks, and the new item does not come to be known. */
function exchangeFor(call: Call, request: UpdateRequest): Exchange | undefined {
  const { command, values } = call
  const isPlain = command.clientCommand === undefined
  const hasPlainForm = isPlain || (request.AttributeUpdates ?? request.Expected) === undefined
  if (!hasPlainForm) return undefined
  const { ExpressionAttributeValues: bound } = request
  const input = isPlain
    ? (command.input as object)
    : {
        ...request,
        Key: copiedMap(request.Key),
        ExpressionAttributeValues: bound && copiedMap(bound),
      }
  const asked = plainCommand(command, { ...input, ReturnValues: 'ALL_NEW' })
  const inForm = ({ Attributes: _, ...reply }: Reply, attributes: WireMap | undefined): Reply => ({
    ...reply,
    ...outputOfWireForm({ Attributes: attributes }, values as LaneValues),
  })
  switch (request.ReturnValues) {
    case undefined:
    case 'NONE':
      return { command: asked, replyOf: reply => inForm(reply, undefined) }
    case 'ALL_NEW':
      return { command: asked, replyOf: inForm }
    case 'UPDATED_NEW': {
      const touched = touchedBy(request)
      if (touched === undefined) return undefined
      return { command: asked, replyOf: (reply, image) => inForm(reply, touched(image)) }
    }
    default:
      return undefined
  }
}

/** What UPDATED_NEW shows of an item; undefined if the update is not understood. */
function touchedBy(request: UpdateRequest): ((image: WireMap) => WireMap | undefined) | undefined {
  const { UpdateExpression: text, AttributeUpdates: updates } = request
  if (text === undefined && updates === undefined) return () => undefined
  try {
    const touched =
      text === undefined
        ? projectionOfNames(Object.keys(updates ?? {}))
        : compileUpdate(text, placeholdersOf(request, { layer: 'current' })).touched
    if (touched === undefined) return undefined
    return image => {
      const parts = partsOfItem(touched.parts, image)
      return Object.keys(parts).length === 0 ? undefined : parts
    }
  } catch (error) {
    if (!isForTheClient(error)) throw error
    return undefined
  }
}

/** The item of a plain answer; undefined if it is not understood. */
function imageOf({ Attributes: attributes }: Reply): WireMap | undefined {
  if (attributes === undefined) return undefined
  try {
    return SDK_VALUES.mapToWire(attributes)
  } catch (error) {
    if (!isForTheClient(error)) throw error
    return undefined
  }
}
