/** The server as the page calls it: the service's protocol, and what there is beside it. */

import { token } from './session.js'
import { EXTRA_PATH, REGION_HEADER, TOKEN_HEADER } from './wire.js'

/** A request was refused, as the service has it. */
class Refused extends Error {
  /** Such as `ConditionalCheckFailedException`. */
  override readonly name: string
  readonly status: number

  constructor(name: string, message: string, status: number) {
    super(message)
    this.name = name
    this.status = status
  }
}

/** The server did not answer: it has ended, or the machine sleeps. */
export class Gone extends Error {
  override readonly name = 'Gone'

  constructor() {
    super('The server does not answer. What was asked may or may not have been done.')
  }
}

/** How an operation is called. */
interface CallOptions {
  readonly region: string
  readonly signal?: AbortSignal | undefined
}

const OPERATION_PREFIX = 'DynamoDB_20120810.'
const JSON_TYPE = 'application/x-amz-json-1.0'

/**
 * Calls an operation of the service, such as `PutItem`, with its input in wire form. Rejects with `Refused` or `Gone`.
 *
 * @returns the output in wire form
 */
export function call<Output>(
  operation: string,
  input: object,
  { region, signal }: CallOptions,
): Promise<Output> {
  const headers = {
    'content-type': JSON_TYPE,
    'x-amz-target': `${OPERATION_PREFIX}${operation}`,
    [REGION_HEADER]: region,
  }
  return answerOf<Output>('/', { method: 'POST', headers, body: JSON.stringify(input), signal })
}

/** Asks for what the protocol has no operation for, such as `facts`. Rejects with `Refused` or `Gone`. */
export function ask<Output>(
  name: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Output> {
  return answerOf<Output>(`${EXTRA_PATH}${name}?${new URLSearchParams(query)}`, {})
}

/** Asks likewise for what is too long for an address. */
export function askAtLength<Output>(
  name: string,
  query: Readonly<Record<string, string>>,
): Promise<Output> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const body = String(new URLSearchParams(query))
  return answerOf<Output>(`${EXTRA_PATH}${name}`, { method: 'POST', headers, body })
}

/** Sends a request with the token. Rejects with `Gone` if there is no answer. */
export async function send(path: string, request: Request): Promise<Response> {
  const { signal = null, headers, ...rest } = request
  try {
    return await fetch(path, { ...rest, headers: { ...headers, [TOKEN_HEADER]: token() }, signal })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new Gone()
  }
}

/** What of a request is not always the same. */
interface Request {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal | null | undefined
}

async function answerOf<Output>(path: string, request: Request): Promise<Output> {
  const response = await send(path, request)
  const text = await response.text()
  if (response.ok) return JSON.parse(text) as Output
  throw refusedOf(response.status, text)
}

function refusedOf(status: number, text: string): Refused {
  try {
    const { __type: type = '', message, Message } = JSON.parse(text) as Record<string, string>
    const name = type.slice(type.indexOf('#') + 1)
    return new Refused(name, message ?? Message ?? name, status)
  } catch {
    return new Refused('Refused', text.trim(), status)
  }
}
