/** Writes the rows of a file: many at once, and one by one where the service has refused some of them. */

import { BackOff, retryingThrottled } from '../back-off.js'
import { type Item, picked } from '../items/attribute.js'
import { call, Gone } from '../service.js'
import type { Row } from './rows.js'

/** Where rows go. */
interface UploadOptions {
  readonly region: string
  readonly table: string
  readonly keyNames: readonly string[]
  readonly signal: AbortSignal
  /** Is told how many have been written. */
  readonly onWritten: (count: number) => void
  /** Is told of rows that were not written, and why. */
  readonly onBadRow: (line: number, reason: string) => void
}

interface GoodRow {
  readonly line: number
  readonly item: Item
}

interface BatchAnswer {
  readonly UnprocessedItems?: Readonly<
    Record<string, readonly { readonly PutRequest: { readonly Item: Item } }[]>
  >
}

/** Writes of one request. Source: DynamoDB API reference, BatchWriteItem. */
const BATCH_MAX = 25

/** Rejects with `Gone` if the server is; what was written then is. */
export async function upload(rows: AsyncIterable<Row>, options: UploadOptions): Promise<void> {
  /** By their keys: in a request an item is once, and of two with one key the later one is to stay. */
  let batch = new Map<string, GoodRow>()
  const flush = async (): Promise<void> => {
    const given = [...batch.values()]
    batch = new Map()
    if (given.length > 0) await writeBatch(given, options)
  }
  for await (const row of rows) {
    if (options.signal.aborted) return
    if ('problem' in row) {
      options.onBadRow(row.line, row.problem)
      continue
    }
    const key = JSON.stringify(picked(row.item, options.keyNames))
    if (batch.size >= BATCH_MAX || batch.has(key)) await flush()
    batch.set(key, row)
  }
  await flush()
}

async function writeBatch(rows: readonly GoodRow[], options: UploadOptions): Promise<void> {
  const { region, table, signal, onWritten } = options
  let waiting: readonly Item[] = rows.map(({ item }) => item)
  const backOff = new BackOff()
  while (!signal.aborted) {
    let left: readonly Item[]
    try {
      const requests = waiting.map(item => ({ PutRequest: { Item: item } }))
      const input = { RequestItems: { [table]: requests } }
      const send = (): Promise<BatchAnswer> => call('BatchWriteItem', input, { region })
      const answer = await retryingThrottled(send, signal)
      left = (answer.UnprocessedItems?.[table] ?? []).map(({ PutRequest }) => PutRequest.Item)
    } catch (error) {
      if (error instanceof Gone || !(error instanceof Error)) throw error
      return await writeEach(rows, options)
    }
    onWritten(waiting.length - left.length)
    if (left.length === 0) return
    waiting = left
    await backOff.wait()
  }
}

/** Tells which of them the service refuses. */
async function writeEach(rows: readonly GoodRow[], options: UploadOptions): Promise<void> {
  const { region, table, signal, onWritten, onBadRow } = options
  for (const { line, item } of rows) {
    if (signal.aborted) return
    try {
      const send = (): Promise<object> =>
        call('PutItem', { TableName: table, Item: item }, { region })
      await retryingThrottled(send, signal)
      onWritten(1)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Gone || !(error instanceof Error)) throw error
      onBadRow(line, `${error.name}: ${error.message}`)
    }
  }
}
