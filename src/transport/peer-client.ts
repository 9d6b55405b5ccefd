/**
 * What processes with replicas of each other's tables tell each other, over HTTP: a POST of JSON to a path of its own, and of a
 * type that no page of the web may send to another origin without asking.
 */

import { Agent, request } from 'node:http'
import { isRefusal } from '../errors/dynamo-error.js'
import { PeerRefusal } from '../errors/peer-errors.js'
import { type Body, bodyOf } from '../replication/peer-wire.js'
import { headerOf, type WireAnswer, type WireRequest } from './exchange.js'

/** Where a server takes what peers send. */
export const PEER_PATH = '/_hashrange/replication'

const PEER_TYPE = 'application/vnd.hashrange.replication+json'
/** Milliseconds without a byte, after which a peer is taken to be away. */
const SILENCE_MAX = 10_000
/** Bytes of an answer: it has no items. */
const ANSWER_MAX = 64 * 1024

const agent = new Agent({ keepAlive: true })

/**
 * Sends a body to the process at an address.
 *
 * @returns what it answers
 * @throws PeerRefusal if it refuses that
 * @throws an error of Node, such as that of code `ECONNREFUSED`, if nobody answers
 */
export async function postToPeer(url: string, body: object): Promise<Body> {
  const { status, text } = await exchanged(new URL(PEER_PATH, url), JSON.stringify(body))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new PeerRefusal(`it is no process with regions: it answers with status ${status}`)
  }
  const answer = bodyOf(json)
  if (status !== 200) throw new PeerRefusal(String(answer.error ?? `status ${status}`))
  return answer
}

/** What a server answers to what a peer has sent. Rejects with what is no refusal. */
export async function answerToPeer(
  { method, headers, body }: WireRequest,
  receive: (json: unknown) => Promise<object>,
): Promise<WireAnswer> {
  const type = headerOf({ headers }, 'content-type')
  if (method !== 'POST' || type !== PEER_TYPE) {
    return answerOf(415, { error: `expected a POST of ${PEER_TYPE}` })
  }
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(body).toString())
  } catch {
    return answerOf(400, { error: 'the body is no JSON' })
  }
  try {
    return answerOf(200, await receive(json))
  } catch (error) {
    if (!isRefusal(error)) throw error
    return answerOf(400, { error: error.message })
  }
}

function answerOf(status: number, body: object): WireAnswer {
  return { status, headers: { 'content-type': PEER_TYPE }, body: JSON.stringify(body) }
}

function exchanged(
  url: URL,
  body: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': PEER_TYPE, 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method: 'POST', agent, headers, timeout: SILENCE_MAX }, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => {
        text += chunk
        if (text.length > ANSWER_MAX) sent.destroy(new Error('the answer is too long'))
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.on('error', reject)
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer within the time')))
    sent.on('error', reject)
    sent.end(body)
  })
}
