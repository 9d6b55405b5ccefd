/**
 * Who sent a request: the credential of its signature, and, where credentials are known, whether the signature is
 * theirs. Without known credentials a signature must be well formed, and is believed.
 *
 * Source: Signature Version 4, IAM user guide, "Create a signed AWS API request"; the service's order of checks.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../env/clock.js'
import {
  hostNotSigned,
  malformedCredential,
  otherDateText,
  signedTooEarly,
  signedTooLate,
  unknownAccessKey,
  unsupportedAlgorithm,
  wrongRegionText,
  wrongScope,
  wrongServiceText,
  wrongSessionToken,
  wrongSignature,
  wrongTerminatorText,
} from '../errors/auth-errors.js'
import { DAX_PREFIX } from '../validation/dax-operations.js'
import { headerOf, type WireRequest } from './exchange.js'
import { isBasicDate, queryPairsOf, type Signature, signatureOf } from './signature-form.js'

/** A key that requests may be signed with. */
export interface KnownCredential {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** If there is one, requests must carry it. */
  readonly sessionToken?: string | undefined
}

/** Who signed a request, and for which region. */
export interface Signer {
  readonly accessKeyId: string
  /** Such as `us-east-1`. */
  readonly region: string
}

/** Finds who signed a request. Throws one of the auth exceptions to refuse. */
export type Authenticate = (request: WireRequest) => Signer

interface Scope extends Signer {
  /** YYYYMMDD. */
  readonly day: string
  readonly service: string
  readonly terminator: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const SERVICE = 'dynamodb'
/** That of the operations on clusters of DAX. */
const DAX_SERVICE = 'dax'
const TERMINATOR = 'aws4_request'
/** What the name of a region may be. */
export const REGION = /^[a-z0-9-]{1,32}$/
/** Milliseconds by which the clocks of the two sides may differ. */
export const SKEW_MAX = 15 * 60 * 1000
/** Seconds. */
const EXPIRES_MAX = 7 * 24 * 60 * 60

/** Believes every signature that is well formed. */
export function believer(): Authenticate {
  // What stands before the signature itself stays the same for a client and a day.
  let lastPrefix = ''
  let lastSigner: Signer | undefined
  return request => {
    const { path, headers } = request
    const { authorization: header, 'x-amz-date': date } = headers
    if (path !== '/' || typeof header !== 'string' || typeof date !== 'string') {
      return signerOf(request)
    }
    const prefix = header.slice(0, header.lastIndexOf(SIGNATURE_PART))
    const isAsLast =
      prefix === lastPrefix && SIGNATURE.test(header.slice(prefix.length)) && isBasicDate(date)
    if (isAsLast && lastSigner !== undefined) return lastSigner
    const signer = signerOf(request)
    lastPrefix = prefix
    lastSigner = signer
    return signer
  }
}

const SIGNATURE_PART = ', Signature='
const SIGNATURE = /^, Signature=[0-9a-f]+$/

function signerOf(request: WireRequest): Signer {
  const signature = signatureOf(request)
  checkForm(signature)
  const scope = scopeOf(signature)
  if (!REGION.test(scope.region)) throw wrongScope([wrongRegionText(scope.region)])
  return scope
}

/** Lets in only requests that were signed with one of the credentials, within 15 minutes of now. */
export function verifier(credentials: readonly KnownCredential[], clock: Clock): Authenticate {
  const byKey = new Map(credentials.map(credential => [credential.accessKeyId, credential]))
  return request => {
    const signature = signatureOf(request)
    checkTime(signature, clock.now())
    checkForm(signature)
    const scope = scopeOf(signature)
    checkScope(scope, signature.date, serviceOf(request))
    const known = byKey.get(scope.accessKeyId)
    if (known === undefined) throw unknownAccessKey()
    const expected = expectedSignature({ request, signature, scope, secret: known.secretAccessKey })
    if (!isEqualText(expected, signature.signature)) throw wrongSignature()
    if (!isEqualText(known.sessionToken ?? '', signature.sessionToken ?? ''))
      throw wrongSessionToken()
    return scope
  }
}

function checkForm({ signedHeaders, algorithm }: Signature): void {
  if (!signedHeaders.includes('host')) throw hostNotSigned()
  if (algorithm !== ALGORITHM) throw unsupportedAlgorithm(algorithm)
}

function scopeOf({ credential }: Signature): Scope {
  const parts = withoutSlashesAtEnd(credential).split('/')
  const [accessKeyId, day, region, service, terminator] = parts
  if (
    parts.length !== 5 ||
    accessKeyId === undefined ||
    day === undefined ||
    region === undefined ||
    service === undefined ||
    terminator === undefined
  ) {
    throw malformedCredential(credential)
  }
  return { accessKeyId, day, region, service, terminator }
}

/** By a loop: the regular expression for it takes time with the square of the length. */
function withoutSlashesAtEnd(text: string): string {
  let end = text.length
  while (text.endsWith('/', end)) end -= 1
  return text.slice(0, end)
}

function checkTime({ date, expires }: Signature, now: number): void {
  const time = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const isLimited = expires !== undefined && Number.isFinite(expires)
  const validity = isLimited ? Math.min(expires, EXPIRES_MAX) * 1000 : SKEW_MAX
  if (!(time >= now - validity)) {
    throw signedTooEarly(date, basicDateOf(now - validity), basicDateOf(now))
  }
  if (time > now + SKEW_MAX)
    throw signedTooLate(date, basicDateOf(now + SKEW_MAX), basicDateOf(now))
}

/** Such as `20260102T030405Z`. */
export function basicDateOf(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')
}

function serviceOf(request: WireRequest): string {
  const target = headerOf(request, 'x-amz-target') ?? ''
  return target.startsWith(DAX_PREFIX) ? DAX_SERVICE : SERVICE
}

function checkScope(scope: Scope, date: string, expectedService: string): void {
  const { day, region, service, terminator } = scope
  const faults: string[] = []
  if (!REGION.test(region)) faults.push(wrongRegionText(region))
  if (service !== expectedService) faults.push(wrongServiceText(expectedService))
  if (terminator !== TERMINATOR) faults.push(wrongTerminatorText(terminator))
  const expected = date.slice(0, 8)
  if (day !== expected) faults.push(otherDateText(day, expected, date))
  if (faults.length > 0) throw wrongScope(faults)
}

interface Signing {
  readonly request: WireRequest
  readonly signature: Signature
  readonly scope: Scope
  readonly secret: string
}

function expectedSignature({ request, signature, scope, secret }: Signing): string {
  const { day, region, service } = scope
  const toSign = [
    ALGORITHM,
    signature.date,
    [day, region, service, TERMINATOR].join('/'),
    sha256(canonicalRequest(request, signature.signedHeaders)),
  ].join('\n')
  return signatureOfText(toSign, { scope: [day, region, service, TERMINATOR], secret })
}

/** How a text is signed, by a key that is derived of the secret for a day, a region and a service. In hexadecimal digits. */
export function signatureOfText(
  text: string,
  { scope, secret }: { readonly scope: readonly string[]; readonly secret: string },
): string {
  return hmac(signingKeyOf(scope, secret), text).toString('hex')
}

interface SigningKey {
  readonly scope: string
  readonly secret: string
  readonly key: Buffer
}

/** Requests in a row are signed by the same key: to derive it takes four times as long as to sign. */
let lastKey: SigningKey | undefined

function signingKeyOf(parts: readonly string[], secret: string): Buffer {
  const scope = parts.join('/')
  if (lastKey?.scope === scope && lastKey.secret === secret) return lastKey.key
  const key = parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`))
  lastKey = { scope, secret, key }
  return key
}

function canonicalRequest(request: WireRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map(name => `${name}:${canonicalHeader(request, name)}\n`)
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.path),
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n')
}

/** The name is the caller's: it may be one that every object has, such as `constructor`. */
function canonicalHeader({ headers }: WireRequest, name: string): string {
  const value = (Object.hasOwn(headers, name) ? headers[name] : undefined) ?? ''
  const values = typeof value === 'string' ? [value] : value
  return values.map(text => text.trim().replace(/ +/g, ' ')).join(',')
}

function canonicalPath(path: string): string {
  const [bare = ''] = path.split('?', 1)
  return bare === '' ? '/' : bare
}

function canonicalQuery(path: string): string {
  return queryPairsOf(path)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [percentEncoded(name), percentEncoded(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? Number(x > y) - Number(x < y) : a < b ? -1 : 1))
    .map(pair => pair.join('='))
    .join('&')
}

/** Encodes all but the unreserved characters of RFC 3986, section 2.3. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Compares hashes, so that the time it takes tells nothing of the expected text. */
export function isEqualText(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(expected), digest(given))
}
