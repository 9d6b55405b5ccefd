/**
 * What processes tell each other of the items of a replicated table: JSON, in which items stand as they do in requests of the
 * service. What comes is checked here, whoever sent it; an item is checked once more where its table is known.
 *
 * A batch of messages: `{ link, messages: [message], horizon: [time, counter] }`. A message: `{ n, t, c }`, its number and its
 * hybrid logical time, with `item` where the item is there, and `pk` and `sk`, the bytes of its key as characters, where it is gone.
 */

import type { PeerVersion } from '../engine/change.js'
import { peerBodyInvalid } from '../errors/peer-errors.js'
import type { HybridTime } from './version.js'

/** An object of JSON whose members are not known yet. */
export type Body = Readonly<Record<string, unknown>>

/** A write, as it goes to a peer. */
export type PeerMessage =
  | { readonly n: number; readonly t: number; readonly c: number; readonly item: object }
  | {
      readonly n: number
      readonly t: number
      readonly c: number
      readonly pk: string
      readonly sk: string
    }

/** Writes of one table, in their order. */
export interface PeerBatch {
  readonly messages: readonly PeerMessage[]
  /** After this batch, nothing is told that was written before this time. */
  readonly horizon: HybridTime
}

/** What a peer says to messages. */
export type PeerAnswer =
  /** It has all up to the number, and tells of no write any more that is earlier than `horizon`. */
  | { readonly status: 'taken'; readonly taken: number; readonly horizon: HybridTime }
  /** The table can't take them yet. */
  | { readonly status: 'coming' }
  /** There is no such replica any more. */
  | { readonly status: 'gone' }

/** The bytes of keys are far fewer in all tables. */
const KEY_LENGTH_MAX = 16_384
/** No byte is such a character. */
const NO_BYTE = /[\u0100-\uffff]/

/** Throws a `ValidationException` if it is something else. */
export function bodyOf(json: unknown): Body {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw peerBodyInvalid('the body', 'an object')
  }
  return json as Body
}

/** Throws a `ValidationException` if it is something else. */
export function textIn(body: Body, name: string): string {
  const value = own(body, name)
  if (typeof value !== 'string' || value === '') throw peerBodyInvalid(name, 'a text')
  return value
}

/** Throws a `ValidationException` if it is something else. */
export function listIn(body: Body, name: string): readonly unknown[] {
  const value = own(body, name)
  if (!Array.isArray(value)) throw peerBodyInvalid(name, 'a list')
  return value
}

/** Throws a `ValidationException` if it is something else. */
export function timeIn(body: Body, name: string): HybridTime {
  const [time, counter] = listIn(body, name)
  if (!isCount(time) || !isCount(counter)) throw peerBodyInvalid(name, 'a time and a counter')
  return { time, counter }
}

/** A batch of messages. Throws a `ValidationException` if it is something else. */
export function batchIn(body: Body): PeerBatch {
  return { messages: listIn(body, 'messages').map(messageOf), horizon: timeIn(body, 'horizon') }
}

/** Versions of items. Throws a `ValidationException` if they are something else. */
export function versionsIn(body: Body, name: string): readonly PeerVersion[] {
  return listIn(body, name).map((json): PeerVersion => {
    const [pk, sk, time, counter, region] = Array.isArray(json) ? json : []
    const isOne = isKey(pk) && isKey(sk) && isCount(time) && isCount(counter)
    if (!isOne || typeof region !== 'string') throw peerBodyInvalid(name, 'versions of items')
    return [pk, sk, time, counter, region]
  })
}

/** What a peer has answered to messages. Throws a `ValidationException` if it is something else. */
export function answerIn(body: Body): PeerAnswer {
  const status = textIn(body, 'status')
  if (status === 'gone' || status === 'coming') return { status }
  const taken = own(body, 'taken')
  if (status !== 'taken' || !isCount(taken)) {
    throw peerBodyInvalid('status', 'taken with a number, coming or gone')
  }
  return { status, taken, horizon: timeIn(body, 'horizon') }
}

/** An answer as it stands in a body. */
export function wireOfAnswer(answer: PeerAnswer): object {
  return answer.status === 'taken' ? { ...answer, horizon: wireOfTime(answer.horizon) } : answer
}

/** A time as it stands in a body. */
export function wireOfTime({ time, counter }: HybridTime): readonly [number, number] {
  return [time, counter]
}

function messageOf(json: unknown): PeerMessage {
  const body = bodyOf(json)
  const [n, t, c] = ['n', 't', 'c'].map(name => own(body, name))
  if (!isCount(n) || !isCount(t) || !isCount(c)) {
    throw peerBodyInvalid('a message', 'its number, its time and a counter')
  }
  const [item, pk, sk] = ['item', 'pk', 'sk'].map(name => own(body, name))
  if (typeof item === 'object' && item !== null) return { n, t, c, item }
  if (!isKey(pk) || !isKey(sk)) throw peerBodyInvalid('a message', 'of an item, or of a key')
  return { n, t, c, pk, sk }
}

function own(body: Body, name: string): unknown {
  return Object.hasOwn(body, name) ? body[name] : undefined
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value.length <= KEY_LENGTH_MAX && !NO_BYTE.test(value)
}
