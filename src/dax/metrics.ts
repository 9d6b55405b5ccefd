/** What a node counts, by the names that the service's metrics have. */

/** Counts since the cache was made, and two figures of its memory. */
export interface DaxMetrics {
  readonly ItemCacheHits: number
  readonly ItemCacheMisses: number
  readonly QueryCacheHits: number
  readonly QueryCacheMisses: number
  readonly ScanCacheHits: number
  readonly ScanCacheMisses: number
  readonly TotalRequestCount: number
  readonly GetItemRequestCount: number
  readonly BatchGetItemRequestCount: number
  readonly PutItemRequestCount: number
  readonly UpdateItemRequestCount: number
  readonly DeleteItemRequestCount: number
  readonly BatchWriteItemRequestCount: number
  readonly QueryRequestCount: number
  readonly ScanRequestCount: number
  readonly TransactGetItemsCount: number
  readonly TransactWriteItemsCount: number
  /** Requests that were refused for what they are: status 4xx. */
  readonly ErrorRequestCount: number
  /** Requests that failed on the other side: status 5xx, or no answer. */
  readonly FaultRequestCount: number
  /** Both. */
  readonly FailedRequestCount: number
  readonly ThrottledRequestCount: number
  /** Bytes of all that is cached, nearly. */
  readonly EstimatedDbSize: number
  /** Bytes of what has left because there was no room. */
  readonly EvictedSize: number
  /** Percent of `maxBytes`. */
  readonly CacheMemoryUtilization: number
}

type MemoryFigure = 'EstimatedDbSize' | 'EvictedSize' | 'CacheMemoryUtilization'
type Counted = Exclude<keyof DaxMetrics, MemoryFigure>
export type Counts = { [Name in Counted]: number }

const THROTTLED: ReadonlySet<unknown> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
])

/** What of an error of a client is looked at. */
interface ClientError {
  readonly name?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
}

export function noCounts(): Counts {
  return {
    ItemCacheHits: 0,
    ItemCacheMisses: 0,
    QueryCacheHits: 0,
    QueryCacheMisses: 0,
    ScanCacheHits: 0,
    ScanCacheMisses: 0,
    TotalRequestCount: 0,
    GetItemRequestCount: 0,
    BatchGetItemRequestCount: 0,
    PutItemRequestCount: 0,
    UpdateItemRequestCount: 0,
    DeleteItemRequestCount: 0,
    BatchWriteItemRequestCount: 0,
    QueryRequestCount: 0,
    ScanRequestCount: 0,
    TransactGetItemsCount: 0,
    TransactWriteItemsCount: 0,
    ErrorRequestCount: 0,
    FaultRequestCount: 0,
    FailedRequestCount: 0,
    ThrottledRequestCount: 0,
  }
}

export function countFailure(counts: Counts, error: unknown): void {
  const { name, $metadata } = (error ?? {}) as ClientError
  const status = $metadata?.httpStatusCode ?? 500
  if (status < 500) counts.ErrorRequestCount += 1
  else counts.FaultRequestCount += 1
  counts.FailedRequestCount += 1
  if (THROTTLED.has(name)) counts.ThrottledRequestCount += 1
}
