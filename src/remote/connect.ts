/** `connect`: the door to tables elsewhere. */

import { type Clock, clockOf, systemClock } from '../env/clock.js'
import { systemRandom } from '../env/random.js'
import { notConnectable, streamsNotConnectable } from '../errors/remote-errors.js'
import { atDoor } from '../errors/stack.js'
import { ANYTHING, FLAG, objectWith, optionsOf } from '../validation/options.js'
import { RemoteDatabase } from './remote-database.js'
import { askerOf, type Client, Sender } from './sender.js'
import { StreamSender } from './stream-sender.js'

/** A `DynamoDBClient`, a `DynamoDBDocumentClient`, or what is derived from them. */
export interface ConnectableClient {
  readonly config: object
  readonly middlewareStack: object
  send(...args: never[]): unknown
}

/** What a connection goes by. */
export interface ConnectOptions {
  /**
   * How often a request is sent at the most that is throttled, in conflict, or fails though it may be repeated: each time with all
   * attempts of the client itself (`maxAttempts`). Default: 10, with up to a minute between the first and the last.
   */
  readonly attempts?: number | undefined
  /** False makes reads eventually consistent that do not say what they want, at half the capacity units. Default: true. */
  readonly consistentRead?: boolean | undefined
  /**
   * The client that streams are read by. Default: one that is made with the settings of the first client, by the package
   * `@aws-sdk/client-dynamodb-streams`, once it is needed.
   */
  readonly streams?: ConnectableClient | undefined
  /** The time that is waited by. Default: that of the machine. */
  readonly clock?: Clock | undefined
}

const ATTEMPTS = 10

const connectOptions = optionsOf<ConnectOptions>('connect', {
  attempts: {
    allowed: 'a whole number from 1 on',
    accepts: value => Number.isSafeInteger(value) && Number(value) >= 1,
  },
  consistentRead: FLAG,
  streams: ANYTHING,
  clock: objectWith('now'),
})

/**
 * The tables that a client reaches, in the interface of an embedded database: on DynamoDB itself, on anything that speaks its API, or on
 * a database of this library that is served.
 *
 * ```ts
 * const db = connect(new DynamoDBClient({ region: 'eu-west-1' }))
 * const orders = db.table<Order>()('Orders', { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' } })
 * await orders.put(order)
 * ```
 *
 * Reads are promises, and queries are iterated with `for await`: code that does so, on an `AsyncTable`, runs on embedded tables as well.
 * Requests that are throttled or fail are sent again, after waits that grow and vary. What may have taken effect is sent again only if
 * that makes no difference: an update, or a write with a condition, is left to the attempts of the client.
 *
 * @param client a client of the AWS SDK for JavaScript v3, which is not changed
 * @throws ValidationException if it or `streams` is no client, or an option is none or has a wrong value
 */
export function connect(client: ConnectableClient, options: ConnectOptions = {}): RemoteDatabase {
  return atDoor(connect, () => {
    const {
      attempts = ATTEMPTS,
      consistentRead = true,
      clock = systemClock,
      streams,
    } = connectOptions(options)
    if (!isClient(client)) throw notConnectable()
    if (streams !== undefined && !isClient(streams)) throw streamsNotConnectable()
    const sender = new Sender({
      ask: askerOf(client as unknown as Client),
      streams: new StreamSender(client, streams as unknown as Client | undefined),
      clock: clockOf(clock),
      random: systemRandom,
      attempts,
    })
    return new RemoteDatabase(sender, consistentRead)
  })
}

function isClient(value: unknown): value is ConnectableClient {
  const { config, send } = (value ?? {}) as Partial<ConnectableClient>
  return typeof send === 'function' && typeof config === 'object'
}
