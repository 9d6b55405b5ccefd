/** The doors of the service: each is given the same request in wire form, and what comes of it is told in one form. */

import { Agent, request as httpRequest } from 'node:http'
import * as sdk from '@aws-sdk/client-dynamodb'
import * as streams from '@aws-sdk/client-dynamodb-streams'
import type { Database } from '../../src/index.js'
import { DynamoError } from '../../src/index.js'
import { type RunningServer, serve } from '../../src/server.js'
import { envelopeOf } from '../../src/transport/error-envelope.js'
import { capitalised, namespaceOf } from './envelopes.js'
import type { Json } from './row.js'

export interface Asked {
  readonly operation: string
  readonly request: Json
  readonly region: string
}

/** What came of a request, of any door. */
export type Outcome =
  | { readonly answer: unknown }
  | {
      readonly refusal: string
      readonly status: number
      readonly Item?: unknown
      readonly CancellationReasons?: unknown
    }

/** A way to one database. */
interface Way {
  ask(asked: Asked): Promise<Outcome>
  close?(): void
}

export interface Door {
  readonly name: string
  /** Whether only what the AWS SDK can send gets through. */
  readonly isOfSdk: boolean
  /** Whether it throws `NotSent` where the SDK sends something else than the request. */
  readonly seesWhatIsSent: boolean
  open(database: Database): Way
}

/** The service called as a function. */
export const DIRECT: Door = {
  name: 'direct',
  isOfSdk: false,
  seesWhatIsSent: false,
  open: database => ({
    async ask({ operation, request, region }) {
      const json: unknown = JSON.parse(JSON.stringify(request))
      try {
        const answer = await database.answer({ operation, json, region })
        return { answer: JSON.parse(JSON.stringify(answer)) }
      } catch (error) {
        if (!(error instanceof DynamoError)) throw error
        return refusalOf(error.statusCode, JSON.parse(JSON.stringify(envelopeOf(error))))
      }
    },
  }),
}

/** A client of the AWS SDK with the configuration that the database gives it. */
export const HANDLER: Door = {
  name: 'SDK',
  isOfSdk: true,
  seesWhatIsSent: true,
  open: database =>
    wayOfClients((Client, region) => {
      const config = database.clientConfig({ region, maxAttempts: 1 })
      const sent = recording(config.requestHandler)
      return { client: new Client(config), sent }
    }),
}

/** A client of the AWS SDK in the fast lane. */
export const ATTACHED: Door = {
  name: 'attached',
  isOfSdk: true,
  seesWhatIsSent: false,
  open: database =>
    wayOfClients((Client, region) => ({
      client: database.attach(new Client({ region, maxAttempts: 1 })),
    })),
}

/** Thrown where the SDK sends something else than the row has, or nothing. */
export class NotSent extends Error {}

/** One server for all databases; the access key of a request names the one it is for. */
export class HttpDoor implements Door {
  readonly name = 'HTTP'
  readonly isOfSdk = false
  readonly seesWhatIsSent = false
  readonly #databases = new Map<string, Database>()
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 })
  #server: RunningServer | undefined
  #opened = 0

  async start(): Promise<void> {
    const databaseOf = (accessKeyId: string): Database => {
      const database = this.#databases.get(accessKeyId)
      if (database === undefined) throw new Error(`no database of ${accessKeyId}`)
      return database
    }
    this.#server = await serve(databaseOf, { port: 0 })
  }

  async stop(): Promise<void> {
    this.#agent.destroy()
    await this.#server?.close()
  }

  open(database: Database): Way {
    this.#opened += 1
    const accessKeyId = `KEY${this.#opened}`
    this.#databases.set(accessKeyId, database)
    return {
      ask: asked => this.#ask(accessKeyId, asked),
      close: () => this.#databases.delete(accessKeyId),
    }
  }

  async #ask(accessKeyId: string, { operation, request, region }: Asked): Promise<Outcome> {
    const scope = `${accessKeyId}/20261122/${region}/dynamodb/aws4_request`
    const { status, text } = await this.#post(JSON.stringify(request), {
      host: `dynamodb.${region}.amazonaws.com`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${isOfStreams(operation) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${operation}`,
      'x-amz-date': '20261122T060000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
    })
    if (status === 200 && SILENT.has(operation)) {
      if (text !== '') throw new Error(`${operation} was answered ${text}`)
      return { answer: {} }
    }
    const body = JSON.parse(text) as Json
    return status === 200 ? { answer: body } : refusalOf(status, body)
  }

  #post(body: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    const bytes = Buffer.from(body)
    return new Promise((resolve, reject) => {
      const sending = httpRequest(
        {
          host: '127.0.0.1',
          port: this.#server?.port,
          method: 'POST',
          agent: this.#agent,
          headers: { ...headers, 'content-length': bytes.length },
        },
        answer => {
          const chunks: Buffer[] = []
          answer.on('data', chunk => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            resolve({ status: answer.statusCode ?? 0, text })
          })
        },
      )
      sending.on('error', reject)
      sending.end(bytes)
    })
  }
}

/** Operations whose answers have no body. */
const SILENT: ReadonlySet<string> = new Set(['TagResource', 'UntagResource'])

/** Whether an operation is one of the client for streams. */
function isOfStreams(operation: string): boolean {
  return `${operation}Command` in streams
}

interface HttpAnswer {
  readonly status: number
  readonly text: string
}

/** The last body that the SDK sent. */
interface Sent {
  body: unknown
}

interface SdkClient {
  readonly client: AnyClient
  readonly sent?: Sent
}

/** Both clients are made, and used, alike. */
type AnyClient = Pick<sdk.DynamoDBClient, 'config' | 'middlewareStack' | 'send'>
type ClientClass = new (config: object) => AnyClient

function recording(handler: { handle: unknown }): Sent {
  const sent: Sent = { body: undefined }
  const original = handler.handle as (...args: unknown[]) => unknown
  handler.handle = (...args: unknown[]) => {
    sent.body = (args[0] as { body: unknown }).body
    return original.apply(handler, args)
  }
  return sent
}

function wayOfClients(clientOf: (Client: ClientClass, region: string) => SdkClient): Way {
  const clients = new Map<string, SdkClient>()
  return {
    async ask({ operation, request, region }) {
      if (request === null || typeof request !== 'object' || Array.isArray(request)) {
        throw new NotSent('The SDK sends objects')
      }
      const Client = isOfStreams(operation) ? streams.DynamoDBStreamsClient : sdk.DynamoDBClient
      const name = `${Client.name} ${region}`
      const { client, sent } = clients.get(name) ?? clientOf(Client as ClientClass, region)
      if (!clients.has(name)) clients.set(name, { client, ...(sent && { sent }) })
      if (sent !== undefined) sent.body = undefined
      const outcome = await outcomeOfSdk(client, operation, inSdkForm(request) as Json)
      if (sent !== undefined) checkSent(sent, request)
      return outcome
    },
  }
}

/** Copied once: of a module, that takes longer than most requests. */
const COMMANDS = { ...sdk, ...streams } as unknown as Record<string, new (input: Json) => never>

async function outcomeOfSdk(client: AnyClient, operation: string, input: Json): Promise<Outcome> {
  const Command = COMMANDS[`${operation}Command`]
  if (Command === undefined) throw new NotSent(`${operation} is no command of the SDK`)
  try {
    const { $metadata, ...output } = (await client.send(new Command(input))) as {
      $metadata: { httpStatusCode: number }
    }
    if ($metadata.httpStatusCode !== 200) throw new Error(`${$metadata.httpStatusCode}`)
    return { answer: inWireForm(output) }
  } catch (error) {
    if (error instanceof sdk.DynamoDBServiceException) return refusalOfSdk(error)
    if (error instanceof streams.DynamoDBStreamsServiceException) return refusalOfSdk(error)
    throw new NotSent(String(error))
  }
}

function refusalOfSdk(
  error: sdk.DynamoDBServiceException | streams.DynamoDBStreamsServiceException,
): Outcome {
  const { Item, CancellationReasons } = error as { Item?: unknown; CancellationReasons?: unknown }
  const members = inWireForm({ Item, CancellationReasons }) as Json
  const { name, message, $metadata } = error
  return { refusal: textOf(name, message), status: $metadata.httpStatusCode ?? 0, ...members }
}

function checkSent(sent: Sent, request: Json): void {
  const { body } = sent
  if (body === undefined) throw new NotSent('The SDK has sent nothing')
  const text = typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString()
  const told = JSON.parse(text) as Record<string, unknown>
  // The SDK makes a token where there is none.
  if (request.ClientRequestToken === undefined) delete told.ClientRequestToken
  if (request.ClientToken === undefined) delete told.ClientToken
  if (canonical(told) !== canonical(JSON.parse(JSON.stringify(request)))) {
    throw new NotSent(`The SDK has sent ${text.slice(0, 200)}`)
  }
}

/** JSON with the members of objects sorted. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return { sorted: Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)) }
  })
}

/** A refusal as the wire has it. */
function refusalOf(status: number, { __type, message, Message, ...members }: Json): Outcome {
  const [namespace, name = ''] = String(__type).split('#')
  if (namespace !== namespaceOf(name)) throw new Error(`${__type} is of another namespace`)
  const text = capitalised(name, 'Item' in members) ? Message : message
  if ((message ?? Message) !== text) throw new Error(`the text of ${name} is in another member`)
  return { refusal: textOf(name, String(text ?? '')), status, ...members }
}

function textOf(name: string, message: string): string {
  return name === 'ValidationException' ? message : `${name}: ${message}`
}

/** Values of binary types are base64 on the wire, and bytes in the SDK; times are dates there. */
function inSdkForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSdkForm)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (TIMES.has(name) && typeof member === 'number')
        return [name, new Date(Math.round(member * 1000))]
      if (name === 'B' && typeof member === 'string') return [name, bytesOf(member)]
      if (name === 'BS' && Array.isArray(member)) return [name, member.map(bytesOf)]
      return [name, inSdkForm(member)]
    }),
  )
}

/** Times are seconds on the wire, and dates in the SDK. */
const TIMES: ReadonlySet<string> = new Set([
  'RestoreDateTime',
  'TimeRangeLowerBound',
  'TimeRangeUpperBound',
])

function bytesOf(value: unknown): unknown {
  return typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64')) : value
}

function inWireForm(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(inWireForm)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, inWireForm(member)]))
}
