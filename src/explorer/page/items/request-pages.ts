/** All pages of a Query or a Scan, one after the other. */

import { retryingThrottled } from '../back-off.js'
import type { Item } from './attribute.js'
import type { QueryRequest } from './query.js'

/** Calls an operation of the service, with its input in wire form. */
export type Call = <Output>(
  operation: string,
  input: object,
  signal?: AbortSignal,
) => Promise<Output>

/** What a Query or a Scan answers. */
interface RequestPage {
  /** None if they are only counted. */
  readonly Items?: readonly Item[]
  readonly Count: number
  readonly LastEvaluatedKey?: Item
}

/** Asks for the next page when one has been used, until the signal. */
export async function* requestPages(
  call: Call,
  { operation, input }: Pick<QueryRequest, 'operation'> & { readonly input: object },
  signal: AbortSignal,
): AsyncGenerator<RequestPage, void, undefined> {
  let ExclusiveStartKey: Item | undefined
  do {
    const pageInput = { ...input, ExclusiveStartKey }
    const page = await retryingThrottled(
      () => call<RequestPage>(operation, pageInput, signal),
      signal,
    )
    yield page
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
}
