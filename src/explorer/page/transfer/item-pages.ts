/** Items to download, page by page. */

import type { Item } from '../items/attribute.js'
import type { QueryRequest } from '../items/query.js'
import { type Call, requestPages } from '../items/request-pages.js'
import { call } from '../service.js'

/** Pages of items, until somebody has enough. */
export type ItemPages = (signal: AbortSignal) => AsyncIterable<readonly Item[]>

/** All that a Query or a Scan finds. */
export function pagesOfRequest(request: QueryRequest, region: string): ItemPages {
  return async function* (signal) {
    const send: Call = (operation, input) => call(operation, input, { region, signal })
    for await (const { Items = [] } of requestPages(send, request, signal)) yield Items
  }
}

interface Keys {
  readonly Keys: readonly Item[]
}

interface BatchAnswer {
  readonly Responses: Readonly<Record<string, readonly Item[]>>
  readonly UnprocessedKeys?: Readonly<Record<string, Keys>>
}

/** Keys of one request. Source: DynamoDB API reference, BatchGetItem. */
const BATCH_MAX = 100

/** The items with some keys, as far as they are there. */
export function pagesOfKeys(keys: readonly Item[], table: string, region: string): ItemPages {
  return async function* (signal) {
    let waiting = keys
    while (waiting.length > 0) {
      const batch = { Keys: waiting.slice(0, BATCH_MAX) }
      const input = { RequestItems: { [table]: batch } }
      const answer = await call<BatchAnswer>('BatchGetItem', input, { region, signal })
      yield answer.Responses[table] ?? []
      // What there was no capacity for comes again, behind the others.
      waiting = [
        ...waiting.slice(batch.Keys.length),
        ...(answer.UnprocessedKeys?.[table]?.Keys ?? []),
      ]
    }
  }
}
