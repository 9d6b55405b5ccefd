/** Queries and scans as requests: page by page, the next one being on its way while one is used. */

import type { Item } from '../types/attribute.js'
import type { Pace } from './pace.js'
import type { Sender } from './sender.js'
import { type SdkMap, sdkMapOf } from './values.js'

/** What a query or a scan asks. */
export interface RangeRequest {
  readonly sender: Sender
  readonly operation: 'Query' | 'Scan'
  /** All but where a page begins, how long it may be, and of which segment it is. Throws what is refused. */
  readonly input: () => Promise<object>
  readonly startKey?: Item | undefined
  /** Items evaluated at the most. */
  readonly limit?: number | undefined
  readonly hasFilter: boolean
  /** In how many parts it is read at a time. */
  readonly segments?: number | undefined
  readonly pace?: Pace | undefined
}

/** A page as the SDK answers it. */
interface SdkPage {
  readonly Items?: readonly SdkMap[]
  readonly Count?: number
  readonly ScannedCount?: number
  readonly LastEvaluatedKey?: SdkMap
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number }
}

/** Which pages are wanted. */
interface Wanted {
  /** Only how many items there are. */
  readonly isCount?: boolean | undefined
  /** Whether the next page is asked for before it is wanted. */
  readonly readsAhead: boolean
}

/** How a page is asked for: `Segment` and `TotalSegments` of a part, and what is special of the request. */
type PageInput = Readonly<Record<string, unknown>>

const WITH_UNITS = { ReturnConsumedCapacity: 'TOTAL' }

/** All pages, one after the other; of several segments as they come. */
export function pagesOf(request: RangeRequest, wanted: Wanted): AsyncGenerator<SdkPage, void> {
  const { segments } = request
  if (segments === undefined || segments === 1) return pagesOfPart(request, wanted, {})
  const parts = Array.from({ length: segments }, (_, segment) =>
    pagesOfPart(request, wanted, { Segment: segment, TotalSegments: segments }),
  )
  return merged(parts)
}

/** The first page, with up to `limit` items evaluated, and what it consumed. */
export async function firstPageOf(request: RangeRequest): Promise<SdkPage> {
  const { startKey, limit } = request
  const input = await request.input()
  const key = startKey && sdkMapOf(startKey)
  return readPage(request, { ...input, ...placeOf(key, limit), ...WITH_UNITS })
}

async function* pagesOfPart(
  request: RangeRequest,
  { isCount = false, readsAhead }: Wanted,
  part: PageInput,
): AsyncGenerator<SdkPage, void> {
  const given: PageInput = { ...(await request.input()), ...part }
  const input = isCount ? countInput(given) : given
  let left = request.limit ?? Number.POSITIVE_INFINITY
  let key = request.startKey && sdkMapOf(request.startKey)
  const read = (): Promise<SdkPage> => {
    const page = readPage(request, { ...input, ...placeOf(key, left) })
    // Whether it fails is told when it is wanted, if it ever is.
    page.catch(() => {})
    return page
  }
  for (let next: Promise<SdkPage> | undefined = read(); ; ) {
    const page: SdkPage = await (next ?? read())
    left -= page.ScannedCount ?? 0
    key = page.LastEvaluatedKey
    const isLast = key === undefined || left <= 0
    next = isLast || !readsAhead ? undefined : read()
    yield page
    if (isLast) return
  }
}

/** What is counted is not returned, and so no part of it can be. */
function countInput({ ProjectionExpression, ...input }: PageInput): PageInput {
  const { ExpressionAttributeNames: names, ...rest } = input
  if (ProjectionExpression === undefined) return { ...input, Select: 'COUNT' }
  const texts = [rest.FilterExpression, rest.KeyConditionExpression].join(' ')
  const used = new Set(texts.match(/#\w+/g))
  const left = Object.entries((names ?? {}) as object).filter(([name]) => used.has(name))
  const ExpressionAttributeNames = left.length === 0 ? undefined : Object.fromEntries(left)
  return { ...rest, ExpressionAttributeNames, Select: 'COUNT' }
}

function placeOf(key: SdkMap | undefined, limit: number | undefined): object {
  return {
    ...(key === undefined ? {} : { ExclusiveStartKey: key }),
    ...(limit === undefined || limit === Number.POSITIVE_INFINITY ? {} : { Limit: limit }),
  }
}

async function readPage(
  { sender, operation, pace }: RangeRequest,
  input: object,
): Promise<SdkPage> {
  await pace?.turn()
  const asked = pace === undefined ? input : { ...input, ...WITH_UNITS }
  const page = await sender.send<SdkPage>(operation, asked, { isRepeatable: true })
  pace?.spent(page.ConsumedCapacity?.CapacityUnits ?? 0)
  return page
}

/** The pages of all parts, each as soon as it is there. */
async function* merged(
  parts: readonly AsyncGenerator<SdkPage, void>[],
): AsyncGenerator<SdkPage, void> {
  const pending = new Map<number, Promise<{ place: number; page: IteratorResult<SdkPage, void> }>>()
  const ask = (place: number): void => {
    const part = parts[place] as AsyncGenerator<SdkPage, void>
    const next = part.next().then(page => ({ place, page }))
    next.catch(() => {})
    pending.set(place, next)
  }
  for (const place of parts.keys()) ask(place)
  try {
    while (pending.size > 0) {
      const { place, page } = await Promise.race(pending.values())
      pending.delete(place)
      if (page.done === true) continue
      ask(place)
      yield page.value
    }
  } finally {
    // Those that are on their way are answered to nobody.
    for (const part of parts) void part.return().catch(() => {})
  }
}
