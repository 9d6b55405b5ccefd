/**
 * Refusals of signatures, in the service's words.
 * Source: Signature Version 4 in the IAM user guide ("Elements of an API request signature"), and the service's answers.
 */

import {
  IncompleteSignatureException,
  InternalServerError,
  InvalidSignatureException,
  MissingAuthenticationTokenException,
  UnrecognizedClientException,
} from './dynamo-error.js'

export const signedTwice = (): InvalidSignatureException =>
  new InvalidSignatureException(
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  )

export const notSigned = (): MissingAuthenticationTokenException =>
  new MissingAuthenticationTokenException('Request is missing Authentication Token')

const HEADER_NEEDS: Readonly<Record<string, string>> = {
  Credential: "Authorization header requires 'Credential' parameter. ",
  Signature: "Authorization header requires 'Signature' parameter. ",
  SignedHeaders: "Authorization header requires 'SignedHeaders' parameter. ",
  Date: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
}

/** `missing` holds some of `Credential`, `Signature`, `SignedHeaders` and `Date`, in this order. */
export const headerLacks = (
  missing: readonly string[],
  header: string,
): IncompleteSignatureException =>
  new IncompleteSignatureException(
    `${missing.map(part => HEADER_NEEDS[part]).join('')}Authorization=${header}`,
  )

export const queryLacks = (missing: readonly string[]): IncompleteSignatureException => {
  const texts = missing.map(name => `AWS query-string parameters must include '${name}'. `)
  return new IncompleteSignatureException(
    `${texts.join('')}Re-examine the query-string parameters.`,
  )
}

export const notAPair = (part: string, header: string): IncompleteSignatureException =>
  new IncompleteSignatureException(
    `'${part}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'.`,
  )

export const dateNotBasic = (date: string): IncompleteSignatureException =>
  new IncompleteSignatureException(
    `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  )

/** The three dates are in the basic format: that of the request, the earliest that is valid, and the present. */
export const signedTooEarly = (
  date: string,
  limit: string,
  now: string,
): InvalidSignatureException =>
  new InvalidSignatureException(
    `Signature expired: ${date} is now earlier than ${limit} (${now} - 15 min.)`,
  )

/** The three dates are in the basic format: that of the request, the latest that is valid, and the present. */
export const signedTooLate = (
  date: string,
  limit: string,
  now: string,
): InvalidSignatureException =>
  new InvalidSignatureException(
    `Signature not yet current: ${date} is still later than ${limit} (${now} + 15 min.)`,
  )

export const hostNotSigned = (): InvalidSignatureException =>
  new InvalidSignatureException("'Host' must be a 'SignedHeader' in the AWS Authorization.")

export const unsupportedAlgorithm = (algorithm: string): IncompleteSignatureException =>
  new IncompleteSignatureException(
    `Unsupported AWS 'algorithm': '${algorithm}' (only AWS4-HMAC-SHA256 for now). `,
  )

export const malformedCredential = (credential: string): IncompleteSignatureException =>
  new IncompleteSignatureException(
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
  )

/** `faults` holds one or more of the texts that follow. */
export const wrongScope = (faults: readonly string[]): InvalidSignatureException =>
  new InvalidSignatureException(faults.join(''))

export const wrongRegionText = (region: string): string =>
  `Credential should be scoped to a valid region, not '${region}'. `

export const wrongServiceText = (service: string): string =>
  `Credential should be scoped to correct service: '${service}'. `

export const wrongTerminatorText = (terminator: string): string =>
  `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'. `

/** The dates of the scope and of the request, each as YYYYMMDD, and the whole date of the request. */
export const otherDateText = (scope: string, day: string, date: string): string =>
  `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope}' != '${day}', from '${date}'.`

export const unknownAccessKey = (): UnrecognizedClientException =>
  new UnrecognizedClientException('The security token included in the request is invalid.')

export const wrongSignature = (): InvalidSignatureException =>
  new InvalidSignatureException(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )

/** There is no full stop at the end, other than where the access key is unknown. */
export const wrongSessionToken = (): UnrecognizedClientException =>
  new UnrecognizedClientException('The security token included in the request is invalid')

/** `cause` is for whoever is in the same process: the service tells nobody. */
export const internalServerError = (cause?: unknown): InternalServerError =>
  Object.assign(
    new InternalServerError('Internal server error'),
    cause === undefined ? {} : { cause },
  )
