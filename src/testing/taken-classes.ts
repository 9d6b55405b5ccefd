/**
 * Clients that are made anywhere, also within the code under test: of the classes of the AWS SDK v3 that are handed over, every
 * instance is attached when it first sends a command. They have one base class in common, whose `send` is replaced; clients of
 * other services go on as they are.
 */

import { notAClientOrClass } from '../errors/testing-errors.js'
import { type AttachableClient, answererOf, isAttached } from '../transport/attach.js'
import type { InProcessService } from '../transport/client-config.js'

/** A class of clients, such as `DynamoDBClient`, `DynamoDBDocumentClient` or `DynamoDBStreamsClient`. */
export interface ClientClass {
  readonly prototype: AttachableClient
}

/** Who takes the clients of a class. */
export interface Taker {
  /** What answers the clients that are taken. */
  readonly service: InProcessService
  /** Whether whoever calls is in a test of this one. */
  isCalled(): boolean
  /** Attaches a client to the service. */
  take(client: AttachableClient): void
}

type Send = (this: AttachableClient, ...args: never[]) => unknown
type SendProperty = PropertyDescriptor & { readonly value: Send }

const SERVICES: ReadonlySet<unknown> = new Set(['DynamoDB', 'DynamoDB Streams'])

/** By the prototypes that have `send`. Each is kept, for clients that found it there before. */
const taken = new WeakMap<object, TakenSend>()

/** Takes the clients of a class. Returns what leaves them alone again. */
export function takeClass({ prototype }: ClientClass, taker: Taker): () => void {
  const holder = holderOf(prototype)
  const own = holder && Object.getOwnPropertyDescriptor(holder, 'send')
  if (holder === undefined || own === undefined) throw notAClientOrClass()
  const send = taken.get(holder) ?? new TakenSend(holder, own)
  taken.set(holder, send)
  return send.add(taker)
}

/** The `send` that all clients of a base class have. */
class TakenSend {
  readonly #holder: object
  /** Those who want the clients; in the order in which they came. */
  readonly #takers: Taker[] = []
  /** As the class has it by itself. */
  readonly #own: SendProperty
  readonly #send: Send

  constructor(holder: object, own: PropertyDescriptor) {
    this.#holder = holder
    this.#own = own as SendProperty
    const sent = (client: AttachableClient, args: never[]): unknown => this.#sent(client, args)
    this.#send = function send(this: AttachableClient, ...args: never[]): unknown {
      return sent(this, args)
    }
  }

  add(taker: Taker): () => void {
    if (this.#takers.length === 0) {
      Object.defineProperty(this.#holder, 'send', { ...this.#own, value: this.#send })
    }
    this.#takers.push(taker)
    return () => this.#remove(taker)
  }

  #remove(taker: Taker): void {
    const place = this.#takers.indexOf(taker)
    if (place === -1) return
    this.#takers.splice(place, 1)
    const isReplaced = Reflect.get(this.#holder, 'send') !== this.#send
    if (this.#takers.length > 0 || isReplaced) return
    Object.defineProperty(this.#holder, 'send', this.#own)
  }

  #sent(client: AttachableClient, args: never[]): unknown {
    const taker = this.#takerOf(client)
    if (taker === undefined) return this.#own.value.apply(client, args)
    taker.take(client)
    return client.send(...args)
  }

  /** Undefined if the client goes its own way, or the SDK's on behalf of what has taken it before. */
  #takerOf(client: AttachableClient): Taker | undefined {
    if (!SERVICES.has(Reflect.get(client.config, 'serviceId'))) return undefined
    const answerer = answererOf(client)
    if (answerer === undefined)
      return this.#takers.findLast(one => one.isCalled()) ?? this.#takers.at(-1)
    // A document client may have come to a configuration that was attached before it was made.
    return isAttached(client) ? undefined : this.#takers.find(one => one.service === answerer)
  }
}

/** Where the class has its `send` from: the outermost, so that classes in between may have one that calls it. */
function holderOf(prototype: unknown): object | undefined {
  let holder: object | undefined
  let each: unknown = prototype
  while (typeof each === 'object' && each !== null) {
    if (typeof Object.getOwnPropertyDescriptor(each, 'send')?.value === 'function') holder = each
    each = Object.getPrototypeOf(each)
  }
  return holder
}
