/** The way from a node to the tables: the client that is wrapped, and what is counted on it. */

import type { Client, Reply } from './commands.js'
import { type Counts, countFailure } from './metrics.js'

export class TableDoor {
  readonly #client: Client
  readonly #counts: Counts

  constructor(client: Client, counts: Counts) {
    this.#client = client
    this.#counts = counts
  }

  /** Sends a command. A refusal is counted, and is the caller's as it is. */
  async send(command: object, rest: readonly unknown[]): Promise<Reply> {
    try {
      return await this.#client.send(command, ...rest)
    } catch (error) {
      countFailure(this.#counts, error)
      throw error
    }
  }

  /** The same for what nobody has asked for: failures are not counted. */
  async sendUnasked(command: object): Promise<Reply> {
    return await this.#client.send(command)
  }
}
