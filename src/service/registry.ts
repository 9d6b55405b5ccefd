/** The operations by name: parse the request, then run it. */

import type { Outcome } from '../api/write-one.js'
import { type OperationName, parseRequest } from '../validation/request.js'
import type { ServiceContext } from './context.js'

/** One operation, its request parsed. Throws a `DynamoError` to refuse; then nothing has happened. */
export type Handler = (context: ServiceContext, request: never) => Outcome<object>

const HANDLERS: ReadonlyMap<string, Handler> = new Map<OperationName, Handler>([])

/**
 * Runs an operation.
 *
 * @param operation its name, such as `PutItem`
 * @param json the request in wire form, as `JSON.parse` gives it
 * @returns the answer in wire form; a write lasts once `durable`, if there is one, is fulfilled
 * @throws UnknownOperationException if there is no such operation
 * @throws DynamoError if the request is refused
 */
export function execute(
  context: ServiceContext,
  operation: string,
  json: unknown,
): Outcome<object> {
  const handler = HANDLERS.get(operation)
  if (handler === undefined) throw new Error(operation)
  return handler(context, parseRequest(operation as OperationName, json) as never)
}
