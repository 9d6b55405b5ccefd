/**
 * A trace: the calls of a run as JSON lines, in the order in which they were answered, so that they can be made again. One line for
 * each call, in UTF-8, with a line feed behind it:
 *
 * ```
 * line   = { "at": number, "region": text, "operation": text, "json": object, "units"?: units }
 * at     = milliseconds since 1970 by the clock of the database, when the call came
 * json   = the input in wire form: binary values in base64, numbers as texts
 * units  = { "read": number, "write": number }: what the call consumed, also if it was refused then
 * ```
 *
 * Members that are not known are skipped, and so are empty lines.
 */

import { traceLineWrong } from '../errors/recording-errors.js'
import { toldAtIteration } from '../errors/stack.js'

/** One call of a trace. */
export interface TraceCall {
  /** Milliseconds since 1970, by the clock of the database. */
  readonly at: number
  /** Such as `us-east-1`. */
  readonly region: string
  /** Such as `PutItem`. */
  readonly operation: string
  /** The input in wire form, as `JSON.parse` gives it. */
  readonly json: object
  /** Capacity units that it consumed, if that was recorded. */
  readonly units?: TraceUnits | undefined
}

/** Capacity units of one call. */
export interface TraceUnits {
  /** Read capacity units. */
  readonly read: number
  /** Write capacity units. */
  readonly write: number
}

/** A call as a line of a trace, with its line feed. */
export function traceLine({ at, region, operation, json, units }: TraceCall): string {
  return `${JSON.stringify({ at, region, operation, json, units })}\n`
}

/**
 * The calls of a trace, in its order.
 *
 * ```ts
 * for (const { region, operation, json } of readTrace(text)) await db.answer({ region, operation, json })
 * ```
 *
 * @param text all of the file
 * @throws ValidationException that tells the number of the first line that is not of this form, once it is come to
 */
export function* readTrace(text: string): Generator<TraceCall> {
  let number = 0
  for (let begin = 0; begin < text.length; ) {
    const feed = text.indexOf('\n', begin)
    const end = feed === -1 ? text.length : feed
    number += 1
    const line = text.slice(begin, end)
    if (line.trim() !== '') yield callAtIteration(line, number)
    begin = end + 1
  }
}

/** What is wrong is told to whoever iterates. */
function callAtIteration(line: string, number: number): TraceCall {
  try {
    return callOfLine(line, number)
  } catch (error) {
    throw toldAtIteration(error)
  }
}

function callOfLine(line: string, number: number): TraceCall {
  const parsed = parsedLine(line, number)
  if (!isObject(parsed)) throw traceLineWrong(number, 'is no object')
  const { at, region, operation, json, units } = parsed
  if (typeof at !== 'number') throw traceLineWrong(number, 'has no number "at"')
  if (typeof region !== 'string') throw traceLineWrong(number, 'has no text "region"')
  if (typeof operation !== 'string') throw traceLineWrong(number, 'has no text "operation"')
  if (!isObject(json)) throw traceLineWrong(number, 'has no object "json"')
  if (units === undefined) return { at, region, operation, json }
  return { at, region, operation, json, units: unitsOf(units, number) }
}

function parsedLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw traceLineWrong(number, 'is no JSON')
  }
}

function unitsOf(units: unknown, number: number): TraceUnits {
  const { read, write } = isObject(units) ? units : {}
  if (typeof read === 'number' && typeof write === 'number') return { read, write }
  throw traceLineWrong(number, 'has "units" without numbers "read" and "write"')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
