/** The way to the service: requests, such as commands of the SDK sent by the caller's client, sent again where that is of use. */

import type { Clock } from '../env/clock.js'
import type { Random } from '../env/random.js'
import { ClientMissing } from '../errors/remote-errors.js'
import { asNative, failureOf } from './refusals.js'
import { backOffOf, sleep } from './sleep.js'
import type { StreamDoor } from './stream-requests.js'

/** A client, as far as it is used here. */
export interface Client {
  send(command: object): Promise<object>
}

/**
 * Sends a request once.
 *
 * @param operation such as `GetItem`
 * @param input in the form of whoever answers: that of the SDK, or of the wire
 */
export type Ask = (operation: string, input: object) => Promise<object>

/** A client that is to be closed by whoever has made it. */
interface ClosableClient extends Client {
  readonly config: object
  destroy(): void
}

/** What a connection goes by. */
interface SenderSettings {
  readonly ask: Ask
  readonly streams: StreamDoor
  readonly clock: Clock
  readonly random: Random
  /** How often a request is sent at the most, each time with all attempts of the client itself. */
  readonly attempts: number
}

/** What may be done with a request. */
interface SendOptions {
  /** Whether it may be sent again where it may have taken effect already: that changes nothing then, nor the answer. */
  readonly isRepeatable: boolean
}

type CommandClass = new (input: object) => object
type Commands = Readonly<Record<string, unknown>>

let commands: Commands | undefined

/** Loaded when the first request is sent, and by nothing else. */
async function loadCommands(): Promise<Commands> {
  try {
    commands = await import('@aws-sdk/client-dynamodb')
    return commands
  } catch (error) {
    throw new ClientMissing('@aws-sdk/client-dynamodb', error)
  }
}

/**
 * Makes a client of the SDK.
 *
 * @throws ClientMissing if the package is not installed
 */
export async function sdkClientOf(config: object): Promise<ClosableClient> {
  const { DynamoDBClient } = commands ?? (await loadCommands())
  return new (DynamoDBClient as new (config: object) => ClosableClient)(config)
}

/** Whether the SDK has a command for an operation. */
export async function hasCommand(operation: string): Promise<boolean> {
  return Object.hasOwn(commands ?? (await loadCommands()), `${operation}Command`)
}

/** Sends requests as commands of the SDK. */
export function askerOf(client: Client): Ask {
  return async (operation, input) => {
    const command = (commands ?? (await loadCommands()))[`${operation}Command`] as CommandClass
    return await client.send(new command(input))
  }
}

export class Sender {
  readonly #settings: SenderSettings

  constructor(settings: SenderSettings) {
    this.#settings = settings
  }

  /** What answers requests to streams, in the form of the SDK: once, since a walk sends again what fails. */
  get streams(): StreamDoor {
    return this.#settings.streams
  }

  get clock(): Clock {
    return this.#settings.clock
  }

  get random(): Random {
    return this.#settings.random
  }

  /** How often a request is sent at the most. */
  get attempts(): number {
    return this.#settings.attempts
  }

  /**
   * Sends a request.
   *
   * @param operation such as `GetItem`
   * @param input in the form of whoever answers
   * @throws DynamoError as the native interface has them; what is no refusal of the service as the client throws it
   */
  async send<Output extends object>(
    operation: string,
    input: object,
    { isRepeatable }: SendOptions,
  ): Promise<Output> {
    const { ask, attempts } = this.#settings
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await ask(operation, input)) as Output
      } catch (error) {
        const failure = failureOf(error)
        const isWorthIt = failure === 'undone' || (failure === 'unknown' && isRepeatable)
        if (!isWorthIt || attempt >= attempts) throw asNative(error)
      }
      await this.backOff(attempt)
    }
  }

  /**
   * Waits before something is tried again, longer each time, and as chance says.
   *
   * @param attempt how often it has been tried, from 1 on
   */
  backOff(attempt: number): Promise<void> {
    return this.sleep(backOffOf(this.#settings.random, attempt))
  }

  /** Waits so many milliseconds. The process does not end before, unless the clock is one of a test. */
  sleep(milliseconds: number): Promise<void> {
    return sleep(this.#settings.clock, milliseconds)
  }
}
