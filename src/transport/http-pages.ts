/**
 * Which pages of the web may use a server. A browser sends what a page asks for to a server on the developer's machine as
 * well, and keeps from the page no more than the answer: what it wrote is written. So requests of pages are refused unless
 * the origin of the page is one that may.
 *
 * Source: Fetch Standard, "CORS protocol"; Fetch Metadata Request Headers; Private Network Access, "CORS preflight".
 */

import type { IncomingHttpHeaders } from 'node:http'

/** The origins whose pages may use a server: any, some, or none. */
export type AllowedOrigins = '*' | readonly string[]

/** What is known of a request before its body has come. */
interface PageRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** The name of the server, as the request has it. */
  readonly host: string | undefined
}

const MAX_AGE = '172800'
const EXPOSED_HEADERS =
  'x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,x-amz-crc32,Date'

/** Whether a request is none of a page, or of one that may. */
export function mayUse({ method, headers, host }: PageRequest, allowed: AllowedOrigins): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (allowed === '*') return true
  if (origin !== undefined) return allowed.includes(origin) || isOwn(origin, host)
  // A link to this server is of another site, too. All that it shows is that the server is there.
  return method !== 'POST' || (site !== 'cross-site' && site !== 'same-site')
}

/** The headers that let a page that may read the answer. */
export function pageHeadersOf(origin: string, allowed: AllowedOrigins): Record<string, string> {
  const readable = { 'access-control-expose-headers': EXPOSED_HEADERS }
  if (allowed === '*') return { 'access-control-allow-origin': '*', ...readable }
  return { vary: 'Origin', 'access-control-allow-origin': origin, ...readable }
}

/** What a browser is told that asks whether a page that may can send a request. */
export function preflightHeadersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const wanted = headers['access-control-request-headers']
  const method = headers['access-control-request-method']
  const isPrivate = headers['access-control-request-private-network'] === 'true'
  return {
    'access-control-max-age': MAX_AGE,
    ...(wanted === undefined ? {} : { 'access-control-allow-headers': wanted }),
    ...(method === undefined ? {} : { 'access-control-allow-methods': method }),
    ...(isPrivate ? { 'access-control-allow-private-network': 'true' } : {}),
  }
}

/** What a page is told that may not use the server. */
export function wrongPageText(origin: string | undefined): string {
  const shown = origin !== undefined && /^[a-z-]+:\/\/[\w.:-]+$/.test(origin) ? origin : 'ORIGIN'
  return `This server does not answer pages of the web. If the page that sent this request may use it, start it with \
--cors ${shown}, or serve(database, { cors: ['${shown}'] }).\n`
}

/** Whether a page was served by this server. */
function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`
}
