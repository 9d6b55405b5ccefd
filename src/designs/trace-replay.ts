/** Traces played again: the calls of a run, at the distances that they had, as a design has them. */

import type { Database } from '../database.js'
import { batchUnprocessed, callRewrittenWrong } from '../errors/design-errors.js'
import { readTrace, type TraceCall } from '../recording/trace.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import { ITEM_OPERATIONS } from '../types/operation.js'
import type { Design, TracedCall } from './design.js'
import type { Answering } from './run.js'
import type { Arrival } from './workload.js'

/** Those on items; tables are what designs differ in. */
const REPLAYED: ReadonlySet<string> = new Set([
  ...ITEM_OPERATIONS,
  'ExecuteStatement',
  'BatchExecuteStatement',
  'ExecuteTransaction',
])

/** The calls on items, in the order of time. */
export function traceArrivals(
  trace: string | Iterable<TraceCall>,
  speed: number,
): Arrival<TraceCall>[] {
  const all = [...(typeof trace === 'string' ? readTrace(trace) : trace)]
  const calls = all.filter(({ operation }) => REPLAYED.has(operation))
  calls.sort((left, right) => left.at - right.at)
  const [first] = calls
  const begin = first?.at ?? 0
  return calls.map(call => ({ after: (call.at - begin) / speed, what: call }))
}

/** What makes each call in the database of a design, as the design rewrites it. */
export function replayedBy({ name, rewrite }: Design, db: Database): Answering<TraceCall> {
  if (rewrite === undefined) return call => answered(db, call)
  return async (call, n) => {
    const given: unknown = rewrite(call)
    for (const one of Array.isArray(given) ? given : [given]) {
      if (!isCall(one)) throw callRewrittenWrong({ design: name, place: `call ${n} of the trace` })
      await answered(db, one)
    }
  }
}

async function answered(db: Database, { operation, json }: TracedCall): Promise<void> {
  const answer = await db.answer({ region: DEFAULT_REGION, operation, json })
  const { UnprocessedItems, UnprocessedKeys } = answer as Readonly<Record<string, object>>
  const left = UnprocessedItems ?? UnprocessedKeys
  if (left !== undefined && Object.keys(left).length > 0) throw batchUnprocessed()
}

function isCall(value: unknown): value is TracedCall {
  return (
    typeof value === 'object' &&
    value !== null &&
    'operation' in value &&
    typeof value.operation === 'string' &&
    'json' in value
  )
}
