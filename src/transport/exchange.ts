/** One exchange of a request and an answer, whatever carries it, and the service behind it. */

import type { Principal } from '../access/question.js'
import type { Watch } from '../storage/metered.js'

/** The most bytes that the body of a request may have. Source: DynamoDB developer guide, "Quotas". */
export const BODY_BYTES_MAX = 16 * 1024 * 1024

/** A request as HTTP has it. */
export interface WireRequest {
  /** In capitals, such as `POST`. */
  readonly method: string
  /** With the query string, such as `/`. */
  readonly path: string
  /** Names in lower case; a header that was repeated has all its values, in their order. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The bytes as they were sent. */
  readonly body: Uint8Array
  /** Who sent it; undefined if that is a client in this process. */
  readonly connection?: Connection | undefined
}

/** As a socket has it. */
interface Connection {
  readonly remoteAddress?: string | undefined
}

/** An answer as HTTP has it. `content-length` is left to what carries it. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: AnswerBody
}

/** Bytes, or a text that stands for its bytes in UTF-8. */
export type AnswerBody = string | Uint8Array

/** One request to the service: an operation with its input, read but not checked. */
export interface Call {
  /** Such as `us-east-1`. */
  readonly region: string
  /** Such as `PutItem`. */
  readonly operation: string
  /** The input, as `JSON.parse` gives it. */
  readonly json: unknown
  /** Whether the answer becomes JSON, so that parts of it may be that already (`JsonText`). */
  readonly asJson?: boolean | undefined
  /** The key that the request is signed with; undefined if it is not signed. */
  readonly accessKeyId?: string | undefined
  /** Whose policies must allow it. Default: everything is allowed. */
  readonly principal?: Principal | undefined
  /** Who is connected, over HTTP. */
  readonly connection?: Connection | undefined
  /** @internal Is told what the request does while it is executed. Whoever puts another one in its place tells it, too. */
  readonly watch?: Watch | undefined
}

/**
 * Runs one operation and gives its answer in wire form: what `JSON.stringify` takes, with binary values in base64 and
 * times as numbers of seconds. Rejects with a `DynamoError` to refuse.
 */
export type Answer = (call: Call) => Promise<object>

/** A header's value; the first one, if the header was repeated. */
export function headerOf(
  { headers }: Pick<WireRequest, 'headers'>,
  name: string,
): string | undefined {
  const value = headers[name]
  return value === undefined || typeof value === 'string' ? value : value[0]
}
