/**
 * One connection of a client: its messages, answered one after another, each when the client has taken the answer before it. What
 * can't be read as a message closes it.
 */

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { MalformedDaxRequest } from '../errors/dax-errors.js'
import { type Message, Messages } from './messages.js'
import type { Requests } from './requests.js'

/** Bytes that may wait while a message is answered, before no more are read. */
const WAITING_BYTES_MAX = 256 * 1024

/** Bytes that are held for all connections of a server. */
interface HeldBytes {
  total: number
  readonly max: number
}

/** What a connection needs. */
interface ConnectionParts {
  readonly requests: Requests
  readonly held: HeldBytes
  readonly onBug: (error: unknown) => void
}

export class Connection {
  readonly #socket: Socket
  readonly #parts: ConnectionParts
  readonly #messages = new Messages()
  #isBusy = false
  #isEnding = false
  #heldBytes = 0

  constructor(socket: Socket, parts: ConnectionParts) {
    this.#socket = socket
    this.#parts = parts
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#receive(chunk))
    // What breaks a connection ends it, and nobody else.
    socket.on('error', () => socket.destroy())
    socket.on('timeout', () => this.#giveUp())
    socket.once('close', () => this.#hold(0))
  }

  /** Answers the message that has begun, and closes the connection. */
  end(): void {
    this.#isEnding = true
    if (!this.#isBusy) this.#socket.end()
  }

  /** Of a client that is silent in the middle of a message, or does not read. Others have nothing to say. */
  #giveUp(): void {
    if (this.#isBusy || this.#messages.heldBytes > 0) this.#socket.destroy()
  }

  #receive(chunk: Uint8Array): void {
    this.#messages.add(chunk)
    this.#hold(this.#messages.heldBytes)
    const { held } = this.#parts
    if (held.total > held.max) {
      this.#socket.destroy()
      return
    }
    if (!this.#isBusy) this.#answerAll()
    else if (this.#messages.heldBytes > WAITING_BYTES_MAX) this.#socket.pause()
  }

  #hold(bytes: number): void {
    this.#parts.held.total += bytes - this.#heldBytes
    this.#heldBytes = bytes
  }

  async #answerAll(): Promise<void> {
    this.#isBusy = true
    try {
      let message = this.#nextMessage()
      while (message !== undefined) {
        await this.#answer(message)
        message = this.#nextMessage()
      }
    } catch (error) {
      if (!(error instanceof MalformedDaxRequest)) this.#parts.onBug(error)
      this.#socket.destroy()
    } finally {
      this.#isBusy = false
    }
    if (this.#isEnding) this.#socket.end()
    else this.#socket.resume()
  }

  #nextMessage(): Message | undefined {
    if (this.#socket.destroyed || this.#isEnding) return undefined
    const message = this.#messages.next()
    this.#hold(this.#messages.heldBytes)
    return message
  }

  async #answer(message: Message): Promise<void> {
    const reply = await this.#parts.requests.reply(message)
    if (reply === undefined || this.#socket.destroyed) return
    if (this.#socket.write(reply)) return
    const closed = new AbortController()
    const stop = (): void => closed.abort()
    this.#socket.once('close', stop)
    await once(this.#socket, 'drain', { signal: closed.signal }).catch(() => {})
    this.#socket.removeListener('close', stop)
  }
}
