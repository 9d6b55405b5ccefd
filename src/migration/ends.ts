/** The two ends of a migration: whatever they are, they take requests and give answers in wire form. */

import { join } from 'node:path'
import { Database } from '../database.js'
import { MANIFEST_NAME } from '../disk/manifest.js'
import type { Clock } from '../env/clock.js'
import { systemFiles } from '../env/files.js'
import { systemRandom } from '../env/random.js'
import { notAnEnd } from '../errors/migration-errors.js'
import { NotADatabase } from '../errors/storage-errors.js'
import type { ConnectableClient } from '../remote/connect.js'
import { type Ask, askerOf, type Client, Sender, sdkClientOf } from '../remote/sender.js'
import type { StreamDoor } from '../remote/stream-requests.js'
import { StreamSender } from '../remote/stream-sender.js'
import { inWireForm } from '../remote/wire-form.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import type { Call } from '../transport/exchange.js'
import type { KnownCredential } from '../transport/sigv4.js'
import { OBJECT, optionsOf, TEXT } from '../validation/options.js'
import { WireClient } from './wire-client.js'

/** A database in this process. */
export interface AnsweringDatabase {
  answer(call: Pick<Call, 'region' | 'operation' | 'json'>): Promise<object>
}

/** Where an end is, and what there is to say of it. */
export interface EndOptions {
  /**
   * A `Database`; a `DynamoDBClient`, which knows its region and credentials itself; the directory of a database; the address of a
   * server, such as `http://127.0.0.1:8000`; or `dynamodb:REGION`, the service itself.
   */
  readonly at: string | AnsweringDatabase | ConnectableClient
  /** The region whose tables are meant, of a database, a directory or an address. Default: `us-east-1`. */
  readonly region?: string | undefined
  /** The profile whose credentials are used for `dynamodb:REGION`. Default: what the SDK finds. */
  readonly profile?: string | undefined
  /** What requests to an address are signed with. Default: the key `hashrange`, which servers believe that verify nothing. */
  readonly credentials?: KnownCredential | undefined
  /** The key of an encrypted directory. */
  readonly encryptionKey?: Uint8Array | undefined
}

/** An end, as callers give it. */
export type GivenEnd = EndOptions['at'] | EndOptions

/** An end, as it is used. */
export interface End {
  /** What messages and journals call it. */
  readonly name: string
  /** Takes and gives the form of the wire. */
  readonly sender: Sender
  /** As `sender`, but for items that are scanned, or put by a batch: it takes and gives them as they are (`raw-items.ts`). An address has it. */
  readonly rawSender: Sender | undefined
  /** Milliseconds after which what was acknowledged is in the stream. */
  readonly settleTime: number
  /** Closes what was opened for the migration. */
  close(): Promise<void>
}

interface Opening {
  /** Messages are of this side. */
  readonly side: 'from' | 'to'
  readonly clock: Clock
  /** How often a request is sent at the most. */
  readonly attempts: number
}

interface ConfiguredClient extends Client {
  readonly config: object
}

interface Opened {
  readonly name: string
  readonly ask: Ask
  /** Where there is one, items can be passed on in text. */
  readonly askInRawItems?: Ask | undefined
  /** Default: they are answered as all others. */
  readonly streams?: StreamDoor | undefined
  /** Whether it is a database in this process. */
  readonly isHere: boolean
  readonly close?: (() => Promise<void> | void) | undefined
}

/** In a database a change is there at once. The service tells no bound; usually it takes some tenths of a second. */
const SETTLE_TIME = 2_000
const SERVICE = /^dynamodb:(?<region>[a-z0-9-]+)$/
const ADDRESS = /^https?:\/\//
const CREDENTIAL: KnownCredential = { accessKeyId: 'hashrange', secretAccessKey: 'hashrange' }

const endOptions = optionsOf<EndOptions>('migrate', {
  at: {
    allowed: 'a string or an object',
    accepts: value => TEXT.accepts(value) || isObject(value),
  },
  region: TEXT,
  profile: TEXT,
  credentials: OBJECT,
  encryptionKey: { allowed: 'a Uint8Array', accepts: value => ArrayBuffer.isView(value) },
})

/**
 * Reaches an end. A directory is opened, and closed in the end; that of the target is made if it is not there.
 *
 * @throws ValidationException if what is given is none
 * @throws what `Database.open` throws
 */
export async function openEnd(given: GivenEnd, opening: Opening): Promise<End> {
  const opened = await openedOf(optionsOfEnd(given, opening), opening)
  const { name, ask, askInRawItems, streams = { send: ask }, isHere, close } = opened
  const { clock, attempts } = opening
  const senderOf = (ask: Ask): Sender =>
    new Sender({ ask, streams, clock, random: systemRandom, attempts })
  return {
    name,
    sender: senderOf(ask),
    rawSender: askInRawItems && senderOf(askInRawItems),
    settleTime: isHere ? 0 : SETTLE_TIME,
    close: async () => await close?.(),
  }
}

function optionsOfEnd(given: GivenEnd, { side }: Opening): EndOptions {
  if (typeof given === 'string') return { at: given }
  if (!isObject(given)) throw notAnEnd(side)
  return 'at' in given && !isDatabase(given) && !isClient(given)
    ? endOptions(given)
    : { at: given as EndOptions['at'] }
}

async function openedOf(options: EndOptions, opening: Opening): Promise<Opened> {
  const { at, region = DEFAULT_REGION, credentials = CREDENTIAL } = options
  if (typeof at !== 'string') {
    if (isDatabase(at))
      return { name: 'the database in this process', ask: askOf(at, region), isHere: true }
    if (isClient(at))
      return { name: 'the service of the client', ...waysOf(at as unknown as ConfiguredClient) }
    throw notAnEnd(opening.side)
  }
  if (ADDRESS.test(at)) {
    const client = new WireClient({
      url: at,
      region,
      credential: credentials,
      clock: opening.clock,
    })
    const { ask, askInRawItems } = client
    return { name: at, ask, askInRawItems, isHere: false, close: () => client.close() }
  }
  const service = SERVICE.exec(at)?.groups
  if (service !== undefined) {
    const client = await sdkClientOf({ region: service.region, profile: options.profile })
    return { name: at, ...waysOf(client), close: () => client.destroy() }
  }
  if (at === '' || at.includes('://')) throw notAnEnd(opening.side)
  return await directoryAt(at, { ...options, region }, opening)
}

async function directoryAt(
  path: string,
  { region, encryptionKey }: EndOptions & { readonly region: string },
  { side }: Opening,
): Promise<Opened> {
  // It is not to be made here.
  if (side === 'from' && !(await systemFiles.exists(join(path, MANIFEST_NAME)))) {
    throw new NotADatabase(path)
  }
  const database = await Database.open({ path, encryptionKey })
  return { name: path, ask: askOf(database, region), isHere: true, close: () => database.close() }
}

function askOf(database: AnsweringDatabase, region: string): Ask {
  return (operation, json) => database.answer({ region, operation, json })
}

/** Streams have a client of their own in the SDK. */
function waysOf(client: ConfiguredClient): Pick<Opened, 'ask' | 'streams' | 'isHere'> {
  const streams = new StreamSender(client, undefined)
  return {
    ask: inWireForm(askerOf(client)),
    streams: { send: inWireForm((operation, input) => streams.send(operation, input)) },
    isHere: false,
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isDatabase(value: object): value is AnsweringDatabase {
  return typeof Reflect.get(value, 'answer') === 'function'
}

function isClient(value: object): value is ConnectableClient {
  return typeof Reflect.get(value, 'send') === 'function' && isObject(Reflect.get(value, 'config'))
}
