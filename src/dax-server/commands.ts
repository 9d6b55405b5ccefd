/**
 * Requests of this protocol as the caches take them: commands of a client of the SDK by structure, and a client that sends them to
 * the database.
 */

import type { Client, Command, CommandClass, Reply } from '../dax/commands.js'
import { isRefusal } from '../errors/dynamo-error.js'
import type { Answer } from '../transport/exchange.js'
import { inputInWireForm } from '../transport/lane-shapes.js'
import { SDK_VALUES } from '../transport/lane-values.js'
import type { Signer } from '../transport/sigv4.js'
import { OPERATIONS } from './operations.js'
import { plainOf } from './plain-form.js'

const NO_MIDDLEWARE = { identify: (): string[] => [] }

/** One operation with its input: in the form of the SDK's plain client, or in wire form, which becomes that when it is asked for. */
class WireCommand implements Command {
  readonly schema: readonly unknown[] = []
  readonly middlewareStack = NO_MIDDLEWARE
  readonly #wire: object | undefined
  #input: object | undefined

  constructor(input: object | undefined, wire?: object) {
    this.#input = input
    this.#wire = wire
  }

  get input(): object {
    this.#input ??= plainOf(this.#wire) as object
    return this.#input
  }

  get wire(): object {
    return this.#wire ?? inputInWireForm(this.#input, SDK_VALUES)
  }
}

type WireCommandClass = new (input: object | undefined, wire?: object) => WireCommand

const CLASSES: ReadonlyMap<string, WireCommandClass> = new Map(
  [...OPERATIONS.keys()].map(name => [
    name,
    class extends WireCommand {
      override readonly schema = [9, 'com.amazonaws.dynamodb', name]
    },
  ]),
)

/** The command of a request that has come in. */
export function commandOf(operation: string, wire: object): Command {
  const OfOperation = CLASSES.get(operation) ?? WireCommand
  return new OfOperation(undefined, wire)
}

/** By which the caches read again what a transaction has written. */
export const TRANSACT_GET = CLASSES.get('TransactGetItems') as unknown as CommandClass

/** A client whose commands are those of this file. What it refuses has the metadata by which failures are counted. */
export function wireClient(answer: Answer, { region, accessKeyId }: Signer): Client {
  return {
    config: {},
    async send(command: object): Promise<Reply> {
      const { schema, wire } = command as WireCommand
      const call = { region, accessKeyId, operation: String(schema[2]), json: wire }
      try {
        return plainOf(await answer(call)) as Reply
      } catch (error) {
        if (!isRefusal(error)) throw error
        throw Object.assign(error, { $metadata: { httpStatusCode: error.statusCode } })
      }
    },
  }
}
