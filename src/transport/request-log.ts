/** What came of each request, for whoever runs a server: one note a request, with the units that it consumed. */

import { stopwatch } from '../env/timers.js'
import { isLostReply } from '../errors/connection-errors.js'
import { type DynamoError, isRefusal } from '../errors/dynamo-error.js'
import type { Watch } from '../storage/metered.js'
import { ITEM_OPERATIONS } from '../types/operation.js'
import type { Answer, WireRequest } from './exchange.js'
import { headerOf } from './exchange.js'

/** One request and what came of it. */
export interface RequestNote {
  /** Such as `GetItem`. */
  readonly operation: string
  /** Such as `us-east-1`; empty if the request was refused before that was known. */
  readonly region: string
  /** The names or ARNs of the tables that it names. */
  readonly tables: readonly string[]
  /** The status of the answer, such as 200; 0 if an injected fault has lost it. */
  readonly status: number
  /** The name of the exception, if it was refused. */
  readonly refusal?: string | undefined
  /** Milliseconds from the call to its answer. */
  readonly duration: number
  /** Capacity units consumed, if it is an operation on items that was not refused. */
  readonly units?: number | undefined
}

interface Members {
  readonly TableName?: unknown
  readonly RequestItems?: unknown
  readonly TransactItems?: unknown
}

const COUNTED: ReadonlySet<string> = new Set(ITEM_OPERATIONS)

/** Answers as `answer` does, and tells of each call. */
export function noted(answer: Answer, tell: (note: RequestNote) => void): Answer {
  return async call => {
    const { operation, region, json } = call
    const duration = stopwatch()
    const told = { operation, region, tables: tablesOf(json) }
    const count = new UnitCount(call.watch)
    try {
      const result = await answer({ ...call, watch: count })
      const units = COUNTED.has(operation) ? count.units : undefined
      tell({ ...told, status: 200, duration: duration(), units })
      return result
    } catch (error) {
      const [status, refusal] = isRefusal(error) ? [error.statusCode, error.name] : bugOf(error)
      tell({ ...told, status, refusal, duration: duration() })
      throw error
    }
  }
}

function bugOf(error: unknown): [status: number, refusal: string] {
  return isLostReply(error) ? [0, 'no answer'] : [500, 'a fault']
}

/** The note of a request that was refused before its operation was called. */
export function noteOfRefused(request: WireRequest, error: DynamoError): RequestNote {
  const operation = (headerOf(request, 'x-amz-target') ?? '').split('.')[1] ?? ''
  const { statusCode: status, name: refusal } = error
  return { operation, region: '', tables: [], status, refusal, duration: 0 }
}

/** A line of it. */
export function lineOfNote({ operation, tables, status, refusal, ...note }: RequestNote): string {
  const { duration, units } = note
  const parts = [operation || '-', tables.join(',') || '-', status, refusal]
  const figures = [
    `${duration.toFixed(1)} ms`,
    units === undefined ? undefined : `${units} unit${units === 1 ? '' : 's'}`,
  ]
  return [...parts, ...figures].filter(part => part !== undefined).join(' ')
}

/** Counts what a request consumes. */
class UnitCount implements Watch {
  units = 0
  readonly #outer: Watch | undefined

  constructor(outer: Watch | undefined) {
    this.#outer = outer
  }

  read(...[metered, hash, units]: Parameters<Watch['read']>): void {
    this.units += units
    this.#outer?.read(metered, hash, units)
  }

  wrote(...[metered, hash, units]: Parameters<Watch['wrote']>): void {
    this.units += units
    this.#outer?.wrote(metered, hash, units)
  }

  page(...[metered, operation, counts]: Parameters<Watch['page']>): void {
    this.#outer?.page(metered, operation, counts)
  }
}

/** The names or ARNs of the tables that a request names, but for statements. */
export function tablesOf(json: unknown): readonly string[] {
  const { TableName: name, RequestItems: batch, TransactItems: actions } = json as Members
  if (typeof name === 'string') return [name]
  if (typeof batch === 'object' && batch !== null) return Object.keys(batch)
  if (!Array.isArray(actions)) return []
  const names = actions.flatMap(action =>
    Object.values((action ?? {}) as object).map(one => (one as Members | null)?.TableName),
  )
  return [...new Set(names.filter(name => typeof name === 'string'))]
}
