/**
 * The parts of a signature, from the `Authorization` header or from the query string of a presigned request, and the
 * refusals of those that are not well formed. Nothing is verified here: see `sigv4.ts`.
 *
 * Source: Signature Version 4, IAM user guide, "Create a signed AWS API request".
 */

import {
  dateNotBasic,
  headerLacks,
  notAPair,
  notSigned,
  queryLacks,
  signedTwice,
} from '../errors/auth-errors.js'
import { headerOf, type WireRequest } from './exchange.js'

/** A signature in its parts, each as it was sent. */
export interface Signature {
  readonly algorithm: string
  /** `keyid/date/region/service/term`, if it is well formed. */
  readonly credential: string
  /** Lower-case names, sorted. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** Such as `20261122T145100Z`. */
  readonly date: string
  /** Seconds for which a presigned request is valid. */
  readonly expires?: number | undefined
  readonly sessionToken?: string | undefined
}

const SCHEME = 'AWS4-'
const ALGORITHM = 'X-Amz-Algorithm'
const HEADER_PARTS = ['Credential', 'Signature', 'SignedHeaders'] as const
const QUERY_PARTS = [
  ALGORITHM,
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
] as const
const BASIC_DATE = /^\d{8}T\d{6}Z$/

/**
 * The signature of a request.
 *
 * @throws MissingAuthenticationTokenException if there is none
 * @throws IncompleteSignatureException if it lacks a part, or has an empty one, or the date is not in the basic format of ISO 8601
 * @throws InvalidSignatureException if there are two
 */
export function signatureOf(request: WireRequest): Signature {
  const header = headerOf(request, 'authorization') ?? ''
  const query = queryOf(request.path)
  const isPresigned = query.has(ALGORITHM)
  if (header !== '' && isPresigned) throw signedTwice()
  if (isPresigned) return signatureOfQuery(query)
  if (!header.startsWith(SCHEME)) throw notSigned()
  return signatureOfHeader(request, header)
}

/** Whether a date is in the basic format of ISO 8601, such as `20261122T145100Z`. */
export function isBasicDate(date: string): boolean {
  return BASIC_DATE.test(date)
}

/** The parameters of the query string, decoded; the last one of each name. */
function queryOf(path: string): ReadonlyMap<string, string> {
  return new Map(queryPairsOf(path))
}

/** The parameters of the query string, decoded, in the order in which they were sent. */
export function queryPairsOf(path: string): (readonly [name: string, value: string])[] {
  const start = path.indexOf('?')
  if (start === -1) return []
  return path
    .slice(start + 1)
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const equals = pair.indexOf('=')
      if (equals === -1) return [decoded(pair), ''] as const
      return [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))] as const
    })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function signatureOfQuery(query: ReadonlyMap<string, string>): Signature {
  const part = (name: string): string => query.get(name) ?? ''
  const missing = QUERY_PARTS.filter(name => part(name) === '')
  if (missing.length > 0) throw queryLacks(missing)
  const expires = query.get('X-Amz-Expires')
  return {
    algorithm: part(ALGORITHM),
    credential: part('X-Amz-Credential'),
    signedHeaders: namesOf(part('X-Amz-SignedHeaders')),
    signature: part('X-Amz-Signature'),
    date: basicDate(part('X-Amz-Date')),
    expires: expires === undefined ? undefined : Number(expires),
    sessionToken: query.get('X-Amz-Security-Token'),
  }
}

function signatureOfHeader(request: WireRequest, header: string): Signature {
  const [algorithm = '', ...pieces] = header.split(/[\s,]+/)
  const texts = pieces.filter(text => text !== '')
  const parts = new Map<string, string>()
  for (const text of texts) {
    const equals = text.indexOf('=')
    if (equals !== -1) parts.set(text.slice(0, equals), text.slice(equals + 1))
  }
  const part = (name: string): string => parts.get(name) ?? ''
  const date = headerOf(request, 'x-amz-date') || headerOf(request, 'date') || ''
  const missing: string[] = HEADER_PARTS.filter(name => part(name) === '')
  if (date === '') missing.push('Date')
  if (missing.length > 0) throw headerLacks(missing, header)
  const odd = texts.find(text => !text.includes('='))
  if (odd !== undefined) throw notAPair(odd, header)
  return {
    algorithm,
    credential: part('Credential'),
    signedHeaders: namesOf(part('SignedHeaders')),
    signature: part('Signature'),
    date: basicDate(date),
    sessionToken: headerOf(request, 'x-amz-security-token'),
  }
}

function namesOf(signedHeaders: string): readonly string[] {
  return signedHeaders
    .split(';')
    .map(name => name.toLowerCase())
    .sort()
}

function basicDate(date: string): string {
  if (!isBasicDate(date)) throw dateNotBasic(date)
  return date
}
