/** What is answered to one message: by the caches and the database behind them, or of what clients have to know for that. */

import { internalServerError, notSigned } from '../errors/auth-errors.js'
import { MalformedDaxRequest } from '../errors/dax-errors.js'
import { type DynamoError, isRefusal } from '../errors/dynamo-error.js'
import type { Signer } from '../transport/sigv4.js'
import type { AttributeLists } from './attribute-lists.js'
import { type Authorize, readClaim } from './authorization.js'
import type { Caches, RegionCache } from './caches.js'
import { CborWriter } from './cbor-writer.js'
import { commandOf } from './commands.js'
import { type Endpoint, writeEndpoints } from './endpoints.js'
import { writeNotAuthorized, writeRefusal } from './error-reply.js'
import type { Exchange, Output, ReadExchange } from './exchange.js'
import type { Message } from './messages.js'
import { OPERATIONS } from './operations.js'
import { writeList } from './reply-parts.js'
import { textOfBytes } from './request-options.js'

/** What all connections share. */
interface DaxService {
  readonly caches: Caches
  readonly lists: AttributeLists
  readonly authorize: Authorize
  readonly nextRequestId: () => string
  /** Is told of bugs: what an operation threw that is no refusal. */
  readonly onBug: (error: unknown) => void
}

/** The requests of one connection. */
export class Requests {
  readonly #service: DaxService
  readonly #endpoint: Endpoint
  #cache: RegionCache | undefined
  #lastSigner: Signer | undefined
  #refusal: DynamoError = notSigned()

  constructor(service: DaxService, endpoint: Endpoint) {
    this.#service = service
    this.#endpoint = endpoint
  }

  /**
   * The reply to a message; undefined if it has none. A client that is not let in is told so when it asks for something, since
   * nobody waits for an answer before. Rejects with a `MalformedDaxRequest` if the connection can't go on.
   */
  async reply({ method, values }: Message): Promise<Buffer | undefined> {
    if (method === 'authorizeConnection') {
      this.#enter(() => this.#service.authorize(readClaim(values)))
      return undefined
    }
    const writer = new CborWriter()
    const cache = this.#cache
    if (cache === undefined) {
      writeNotAuthorized(writer, this.#refusal, this.#service.nextRequestId())
      return writer.finish()
    }
    const read = OPERATIONS.get(method)
    if (read !== undefined) return await this.#answer(cache, { method, values }, read)
    return await this.#guarded(undefined, async () => {
      writer.array(0)
      await this.#tell(writer, cache, { method, values })
      return writer
    })
  }

  /** Clients sign anew every few minutes, mostly for what they have signed before. */
  #enter(authorize: () => Signer): void {
    try {
      const signer = authorize()
      const last = this.#lastSigner
      const isAsLast = last?.region === signer.region && last.accessKeyId === signer.accessKeyId
      if (!isAsLast || this.#cache === undefined) this.#cache = this.#service.caches.of(signer)
      this.#lastSigner = signer
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#cache = undefined
      this.#refusal = error
    }
  }

  async #answer(
    { node, schemas }: RegionCache,
    { method, values }: Message,
    read: ReadExchange,
  ): Promise<Buffer> {
    const { lists } = this.#service
    let exchange: Exchange | undefined
    return await this.#guarded(
      error => {
        const isOfTable =
          error.name === 'ValidationException' || error.name === 'ResourceNotFoundException'
        if (isOfTable) schemas.clear()
        return exchange
      },
      async () => {
        exchange = await read(values, { schemaOf: schemas.of, lists })
        const output = (await node.send(commandOf(method, exchange.input))) as Output
        const writer = new CborWriter()
        writer.array(0)
        exchange.write(writer, output)
        return writer
      },
    )
  }

  /** What clients have to know of tables and attributes before they can ask for items. */
  async #tell(writer: CborWriter, cache: RegionCache, { method, values }: Message): Promise<void> {
    const { lists } = this.#service
    switch (method) {
      case 'endpoints':
        writeEndpoints(writer, [this.#endpoint])
        return
      case 'defineKeySchema': {
        const schema = await cache.schemas.ask(textOfBytes(values.readBytes()))
        writer.map(schema.length)
        for (const { name, type } of schema) {
          writer.text(name)
          writer.text(type)
        }
        return
      }
      case 'defineAttributeList':
        writeList(writer, lists.namesOf(Number(values.readInteger())), (to, name) => to.text(name))
        return
      default: {
        const names: string[] = []
        values.readArray(() => names.push(values.readText()))
        writer.integer(lists.idOf(names))
      }
    }
  }

  /** A refusal in the place of a reply. Bugs are told to who runs the server. */
  async #guarded(
    exchangeOf: ((error: DynamoError) => Exchange | undefined) | undefined,
    write: () => Promise<CborWriter>,
  ): Promise<Buffer> {
    try {
      return (await write()).finish()
    } catch (error) {
      if (error instanceof MalformedDaxRequest) throw error
      if (!isRefusal(error)) this.#service.onBug(error)
      const refusal = isRefusal(error) ? error : internalServerError()
      const writer = new CborWriter()
      const { lists, nextRequestId } = this.#service
      const schemas = exchangeOf?.(refusal)?.schemas
      writeRefusal(writer, refusal, { lists, schemas, requestId: nextRequestId() })
      return writer.finish()
    }
  }
}
