/** Two ends of migrations in this process, and what goes wrong on the way to them. */

import { ExpiredIteratorException } from '../../src/errors/dynamo-error.js'
import { injectFaults } from '../../src/faults/inject-faults.js'
import type { Database } from '../../src/index.js'

export const SCHEMA = {
  partitionKey: { pk: 'S' },
  sortKey: { sk: 'N' },
  localIndexes: { byColor: { sortKey: { color: 'S' }, projection: 'KEYS_ONLY' } },
  globalIndexes: {
    bySize: { partitionKey: { color: 'S' }, sortKey: { size: 'N' }, projection: ['note'] },
  },
} as const

/** Pages of scans have so few items, so that small tables have many. */
export function withShortPages(db: Database, Limit: number): void {
  db.intercept(async (call, next) => {
    if (call.operation !== 'Scan') return await next(call)
    const json = call.json as { readonly Limit?: number }
    return await next({ ...call, json: { ...json, Limit: Math.min(json.Limit ?? Limit, Limit) } })
  })
}

/** Everything that goes wrong at times and is made good by sending again. */
export function withFaults(db: Database, seed: number): void {
  const often = { probability: 0.06 }
  injectFaults(db, {
    seed,
    rules: [
      { fault: 'throttle', ...often },
      { fault: 'internalError', ...often },
      { fault: 'lostReply', ...often },
      { fault: 'partialBatch', probability: 0.3 },
    ],
  })
}

/** Of reads of the stream, each so manieth finds that its iterator has expired. */
export function withExpiry(db: Database, every: number): void {
  let reads = 0
  db.intercept(async (call, next) => {
    if (call.operation !== 'GetRecords') return await next(call)
    reads += 1
    if (reads % every === 0) throw new ExpiredIteratorException('Shard iterator has expired')
    return await next(call)
  })
}

/** The process ends, as far as the database sees it: at a call, before that takes effect or after. Returns what undoes it. */
export function endAt(db: Database, call: number, isAfter: boolean): () => void {
  let left = call
  return db.intercept(async (request, next) => {
    left -= 1
    if (left > 0) return await next(request)
    if (left === 0 && isAfter) await next(request)
    throw new TypeError('the end')
  })
}

/** Items by their keys, of any server's order. */
export function itemsOf(db: Database, table: string): ReadonlyMap<string, object> {
  const items = db.table(table).scan().all()
  return new Map(items.map(item => [`${item.pk} ${item.sk}`, item]))
}
