/**
 * Compressed bodies: requests are inflated, and answers of more than 4 KB deflated for those who ask.
 * Source: RFC 9110, sections 8.4 and 12.5.3; DynamoDB developer guide, "HTTP API".
 */

import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { internalServerError } from '../errors/auth-errors.js'
import { type AnswerBody, BODY_BYTES_MAX } from './exchange.js'

const CODERS = {
  gzip: { inflate: promisify(zlib.gunzip), deflate: promisify(zlib.gzip) },
  deflate: { inflate: promisify(zlib.inflate), deflate: promisify(zlib.deflate) },
} as const
type Coding = keyof typeof CODERS

/** Answers of up to so many bytes are sent as they are. */
const PLAIN_BYTES_MAX = 4096

/**
 * The bytes of a request as they were before they were compressed; undefined if they are over the limit of a body.
 *
 * @param coding the value of `content-encoding`
 * @throws InternalServerError if the coding is unknown or the bytes are not of this coding
 */
export async function inflated(body: Uint8Array, coding: string): Promise<Uint8Array | undefined> {
  const name = coding.trim().toLowerCase()
  if (name === '' || name === 'identity') return body
  if (!isCoding(name) || body.length === 0) throw internalServerError()
  try {
    return await CODERS[name].inflate(body, { maxOutputLength: BODY_BYTES_MAX })
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw internalServerError()
  }
}

/**
 * The text of an answer as the caller wants them, and its coding; undefined if it is to be sent as it is.
 *
 * @param accepted the value of `accept-encoding`
 */
export async function deflated(
  body: AnswerBody,
  accepted: string,
): Promise<{ readonly coding: string; readonly body: Uint8Array } | undefined> {
  if (Buffer.byteLength(body) <= PLAIN_BYTES_MAX) return undefined
  const coding = preferredCoding(accepted)
  return coding && { coding, body: await CODERS[coding].deflate(body) }
}

function isCoding(name: string): name is Coding {
  return Object.hasOwn(CODERS, name)
}

/**
 * The coding of the highest weight, and the first one listed among equals, those that `*` stands for coming last. The
 * weight of `identity` does not count: who accepts a coding at all is sent one.
 */
function preferredCoding(accepted: string): Coding | undefined {
  const weights = weightsOf(accepted)
  const others = weights.get('*') ?? 0
  let best: Coding | undefined
  let bestWeight = 0
  for (const name of new Set([...weights.keys(), ...Object.keys(CODERS)])) {
    const weight = weights.get(name) ?? others
    if (!isCoding(name) || weight <= bestWeight) continue
    best = name
    bestWeight = weight
  }
  return best
}

/** The weight of each name in the header, in its order. */
function weightsOf(accepted: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const element of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = element.split(';').map(part => part.trim())
    if (name !== '' && !weights.has(name)) weights.set(name, weightOf(parameters))
  }
  return weights
}

/** 1 where there is no weight, or none from 0 to 1. */
function weightOf(parameters: readonly string[]): number {
  const text = parameters.find(part => part.startsWith('q='))?.slice(2) ?? ''
  const weight = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : 1
  return weight <= 1 ? weight : 1
}
