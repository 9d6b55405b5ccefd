/**
 * Who has opened a connection: clients sign a text of their own, that names the time and the region, and send the text with it.
 *
 * Source: Signature Version 4, as for requests over HTTP; the service in the scope is `dax`.
 */

import type { Clock } from '../env/clock.js'
import {
  malformedCredential,
  signedTooEarly,
  signedTooLate,
  unknownAccessKey,
  unsupportedAlgorithm,
  wrongRegionText,
  wrongScope,
  wrongSessionToken,
  wrongSignature,
} from '../errors/auth-errors.js'
import {
  basicDateOf,
  isEqualText,
  type KnownCredential,
  REGION,
  type Signer,
  SKEW_MAX,
  signatureOfText,
} from '../transport/sigv4.js'
import { type CborReader, SIMPLE } from './cbor-reader.js'

/** What a client says of itself. */
interface Claim {
  readonly accessKeyId: string
  readonly signature: string
  readonly text: string
  readonly sessionToken: string | undefined
}

/** Finds who a client is. Throws one of the auth exceptions to refuse. */
export type Authorize = (claim: Claim) => Signer

const ALGORITHM = 'AWS4-HMAC-SHA256'
const SERVICE = 'dax'
const TERMINATOR = 'aws4_request'

/** Reads the values of `authorizeConnection`. */
export function readClaim(values: CborReader): Claim {
  const accessKeyId = values.readText()
  const signature = values.readText()
  const text = values.readBytes().toString()
  const sessionToken = values.accept(SIMPLE.null) ? undefined : values.readText()
  return { accessKeyId, signature, text, sessionToken }
}

interface Scope {
  readonly date: string
  readonly day: string
  readonly region: string
}

function scopeOf({ accessKeyId, text }: Claim): Scope {
  const [algorithm = '', date = '', scope = ''] = text.split('\n')
  if (algorithm !== ALGORITHM) throw unsupportedAlgorithm(algorithm)
  const [day = '', region = '', service, terminator, ...rest] = scope.split('/')
  if (service !== SERVICE || terminator !== TERMINATOR || rest.length > 0) {
    throw malformedCredential(`${accessKeyId}/${scope}`)
  }
  if (!REGION.test(region)) throw wrongScope([wrongRegionText(region)])
  return { date, day, region }
}

/** Believes everyone. */
export function believing(): Authorize {
  return claim => ({ accessKeyId: claim.accessKeyId, region: scopeOf(claim).region })
}

/** Lets in only those who have one of the keys, and have signed within 15 minutes of now. */
export function verifying(credentials: readonly KnownCredential[], clock: Clock): Authorize {
  const byKey = new Map(credentials.map(credential => [credential.accessKeyId, credential]))
  return claim => {
    const { date, day, region } = scopeOf(claim)
    const known = byKey.get(claim.accessKeyId)
    if (known === undefined) throw unknownAccessKey()
    checkTime(date, clock.now())
    const scope = [day, region, SERVICE, TERMINATOR]
    const expected = signatureOfText(claim.text, { scope, secret: known.secretAccessKey })
    if (!date.startsWith(day) || !isEqualText(expected, claim.signature)) throw wrongSignature()
    if (!isEqualText(known.sessionToken ?? '', claim.sessionToken ?? '')) throw wrongSessionToken()
    return { accessKeyId: claim.accessKeyId, region }
  }
}

/** Dates of the basic format stand in the order of their texts. */
function checkTime(date: string, now: number): void {
  const earliest = basicDateOf(now - SKEW_MAX)
  const latest = basicDateOf(now + SKEW_MAX)
  if (date < earliest) throw signedTooEarly(date, earliest, basicDateOf(now))
  if (date > latest) throw signedTooLate(date, latest, basicDateOf(now))
}
