/** BatchWriteItem and TransactWriteItems through the item cache. */

import type { WireMap } from '../encoding/wire-value.js'
import { inputInWireForm } from '../transport/lane-shapes.js'
import { type LaneValues, SDK_VALUES } from '../transport/lane-values.js'
import { itemKey } from './cache-key.js'
import { type Call, type CommandClass, copiedMap, type Reply, requestOf } from './commands.js'
import type { Image, Write } from './item-cache.js'
import { isForTheClient } from './item-reads.js'
import { type ItemWrites, storedForm, type WriteParts } from './item-writes.js'

interface Element {
  readonly PutRequest?: { readonly Item: WireMap }
  readonly DeleteRequest?: { readonly Key: WireMap }
}

type Elements = Readonly<Record<string, readonly Element[]>>

interface KeyAction {
  readonly TableName: string
  readonly Key: WireMap
}

interface Action {
  readonly Put?: { readonly TableName: string; readonly Item: WireMap }
  readonly Update?: KeyAction
  readonly Delete?: KeyAction
  readonly ConditionCheck?: KeyAction
}

/** One write of several. */
interface Part {
  readonly write: Write
  readonly table: string
  /** What a successful call teaches of the table. */
  readonly keyAttributes: WireMap | undefined
  readonly image: Image
}

export class ManyWrites {
  readonly #parts: WriteParts
  readonly #writes: ItemWrites
  /** What nobody waits for. */
  readonly #background = new Set<Promise<void>>()

  constructor(parts: WriteParts, writes: ItemWrites) {
    this.#parts = parts
    this.#writes = writes
  }

  /** Only elements that were processed change the cache. */
  async batch(call: Call): Promise<Reply> {
    const begun = this.#begin(call, ({ RequestItems }: { RequestItems: Elements }, parts) => {
      for (const [table, elements] of Object.entries(RequestItems)) {
        for (const element of elements) parts.push(this.#beginElement(table, element))
      }
    })
    if (begun === undefined) return await this.#writes.sendBlindly(call)
    const reply = await this.#send(call, begun)
    const unprocessed = this.#unprocessedOf(reply, call.values as LaneValues)
    for (const { write, table, keyAttributes, image } of begun) {
      if (write.key !== undefined && unprocessed?.keys.has(write.key)) {
        this.#parts.cache.failWrite(write)
        continue
      }
      if (keyAttributes !== undefined) this.#parts.keyNames.learn(table, keyAttributes)
      const isDoubtful =
        unprocessed === undefined || (write.key === undefined && unprocessed.tables.has(table))
      this.#parts.cache.endWrite(write, isDoubtful ? 'unknown' : image)
    }
    return reply
  }

  /**
   * What a transaction has written leaves the cache, and is read in the background, as the service does it.
   *
   * @param transactGet the class of commands that read it; without one it is read when it is next wanted
   */
  async transact(call: Call, transactGet: CommandClass | undefined): Promise<Reply> {
    const checked: KeyAction[] = []
    const begun = this.#begin(call, ({ TransactItems }: { TransactItems: Action[] }, parts) => {
      for (const action of TransactItems) {
        if (action.ConditionCheck !== undefined) checked.push(action.ConditionCheck)
        const part = this.#beginAction(action)
        if (part !== undefined) parts.push(part)
      }
    })
    if (begun === undefined) return await this.#writes.sendBlindly(call)
    const reply = await this.#send(call, begun)
    const { cache, keyNames } = this.#parts
    for (const { TableName, Key } of checked) keyNames.learn(TableName, Key)
    for (const { write, table, keyAttributes } of begun) {
      if (keyAttributes !== undefined) keyNames.learn(table, keyAttributes)
      cache.endWrite(write, 'unknown')
    }
    if (transactGet !== undefined) this.#readInBackground(begun, transactGet)
    return reply
  }

  /** When all that goes on in the background has ended. */
  async settled(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background)
  }

  #beginElement(table: string, { PutRequest: put, DeleteRequest: remove }: Element): Part {
    const { cache } = this.#parts
    if (put !== undefined) {
      const write = cache.beginPut(table, put.Item)
      return { write, table, keyAttributes: undefined, image: storedForm(put.Item) }
    }
    const keyAttributes = remove?.Key ?? {}
    const write = cache.beginWrite(table, keyAttributes)
    return { write, table, keyAttributes, image: { item: undefined } }
  }

  /** Undefined if the action writes nothing. */
  #beginAction({ Put: put, Update, Delete }: Action): Part | undefined {
    const { cache } = this.#parts
    if (put !== undefined) {
      const { TableName: table, Item: item } = put
      const write = cache.beginPut(table, item)
      return { write, table, keyAttributes: undefined, image: 'unknown' }
    }
    const keyed = Update ?? Delete
    if (keyed === undefined) return undefined
    const { TableName: table, Key: keyAttributes } = keyed
    return { write: cache.beginWrite(table, keyAttributes), table, keyAttributes, image: 'unknown' }
  }

  /** Undefined if it can't be told what is written. */
  #begin<Request extends object>(
    call: Call,
    begin: (request: Request, parts: Part[]) => void,
  ): readonly Part[] | undefined {
    const parts: Part[] = []
    try {
      begin(requestOf<Request>(call), parts)
      return parts
    } catch (error) {
      for (const { write } of parts) this.#parts.cache.failWrite(write)
      if (!isForTheClient(error)) throw error
      return undefined
    }
  }

  async #send({ command, rest }: Call, parts: readonly Part[]): Promise<Reply> {
    try {
      return await this.#parts.door.send(command, rest)
    } catch (error) {
      for (const { write } of parts) this.#parts.cache.failWrite(write)
      throw error
    }
  }

  /** Undefined if the answer is not understood. */
  #unprocessedOf(
    { UnprocessedItems: items = {} }: Reply,
    values: LaneValues,
  ): { readonly keys: ReadonlySet<string>; readonly tables: ReadonlySet<string> } | undefined {
    const keys = new Set<string>()
    try {
      const wire = inputInWireForm({ RequestItems: items }, values) as { RequestItems: Elements }
      for (const [table, elements] of Object.entries(wire.RequestItems)) {
        for (const { PutRequest: put, DeleteRequest: remove } of elements) {
          const key = remove?.Key ?? (put && this.#parts.keyNames.keyOf(table, put.Item))
          if (key !== undefined) keys.add(itemKey(table, key))
        }
      }
      return { keys, tables: new Set(Object.keys(wire.RequestItems)) }
    } catch (error) {
      if (!isForTheClient(error)) throw error
      return undefined
    }
  }

  #readInBackground(parts: readonly Part[], transactGet: CommandClass): void {
    const reading = this.#readAgain(parts, transactGet)
    this.#background.add(reading)
    reading.finally(() => this.#background.delete(reading))
  }

  /** What fails is read when it is next wanted. */
  async #readAgain(parts: readonly Part[], transactGet: CommandClass): Promise<void> {
    const { cache, door, keyNames } = this.#parts
    const wanted = parts.flatMap(({ table, keyAttributes, write }) => {
      const key = keyAttributes ?? (write.item && keyNames.keyOf(table, write.item))
      return key === undefined ? [] : [{ table, key }]
    })
    if (wanted.length === 0) return
    const reads = wanted.map(({ table, key }) => cache.beginRead(itemKey(table, key)))
    try {
      const gets = wanted.map(({ table, key }) => ({
        Get: { TableName: table, Key: copiedMap(key) },
      }))
      const command = new transactGet({ TransactItems: gets } as never)
      const { Responses } = await door.sendUnasked(command)
      const items = (Responses as readonly { Item?: object }[]).map(({ Item: item }) =>
        item === undefined ? undefined : SDK_VALUES.mapToWire(item),
      )
      for (const [index, read] of reads.entries()) cache.endRead(read, items[index])
    } catch {
      for (const read of reads) cache.failRead(read)
    }
  }
}
