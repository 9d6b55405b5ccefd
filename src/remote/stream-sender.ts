/** The way to the streams of the service, which has a client of its own in the SDK. */

import { ClientMissing } from '../errors/remote-errors.js'
import type { Client } from './sender.js'
import type { StreamDoor } from './stream-requests.js'

/** A client of tables, as far as its settings are taken over. */
interface Configured {
  readonly config: object
}

type StreamsPackage = Readonly<Record<string, unknown>>
type Constructor<Made> = new (input: object) => Made

/** What is the same for both services. Where they are is only if the caller says so. */
const SETTINGS = [
  'region',
  'credentials',
  'endpoint',
  'requestHandler',
  'httpAuthSchemes',
  'maxAttempts',
  'retryMode',
  'logger',
  'tls',
  'useFipsEndpoint',
  'useDualstackEndpoint',
  'customUserAgent',
]

let streamsPackage: StreamsPackage | undefined

/** Loaded when the first stream is read, and by nothing else. */
async function loadStreams(): Promise<StreamsPackage> {
  try {
    streamsPackage ??= await import('@aws-sdk/client-dynamodb-streams')
    return streamsPackage
  } catch (error) {
    throw new ClientMissing('@aws-sdk/client-dynamodb-streams', error)
  }
}

export class StreamSender implements StreamDoor {
  readonly #tables: Configured
  #client: Client | undefined

  /** @param streams the client to read streams by; if there is none, one is made with the settings of that of the tables */
  constructor(tables: Configured, streams: Client | undefined) {
    this.#tables = tables
    this.#client = streams
  }

  async send(operation: string, input: object): Promise<object> {
    const loaded = streamsPackage ?? (await loadStreams())
    this.#client ??= this.#newClient(loaded)
    const command = loaded[`${operation}Command`] as Constructor<object>
    return this.#client.send(new command(input))
  }

  #newClient(loaded: StreamsPackage): Client {
    const config = this.#tables.config as Readonly<Record<string, unknown>>
    const settings = SETTINGS.filter(name => config[name] !== undefined)
    const made = loaded.DynamoDBStreamsClient as Constructor<Client>
    return new made(Object.fromEntries(settings.map(name => [name, config[name]])))
  }
}
