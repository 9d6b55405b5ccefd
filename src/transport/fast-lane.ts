/**
 * The fast lane of a client of the AWS SDK v3: operations on items are answered without serialisation, middleware and
 * signature, which are nearly all of a call's time. All else, and all that is unusual, takes the long way through the SDK
 * and its `requestHandler`. So does every refusal, once it is known: the SDK makes its exceptions, and tries again what it
 * would try again.
 */

import type { Principal } from '../access/question.js'
import { DynamoError } from '../errors/dynamo-error.js'
import { answerFor, clientConfig, DEFAULT_REGION, type InProcessService } from './client-config.js'
import type { Answer, WireAnswer, WireRequest } from './exchange.js'
import { JsonProtocol } from './json-protocol.js'
import { inputInWireForm, LANE_OPERATIONS, outputOfWireForm } from './lane-shapes.js'
import { documentValues, type LaneValues, SDK_VALUES, type TranslateConfig } from './lane-values.js'
import { requestIds } from './request-id.js'
import {
  clientInProcess,
  responseOf,
  type SdkHandlerOptions,
  type SdkRequest,
  type SdkResponse,
} from './sdk-handler.js'

/** The settings that the answers depend on. */
export interface LaneSettings {
  region: () => Promise<string>
  readonly logger?: object
  readonly translateConfig?: TranslateConfig
}

/** As far as it is looked at: the names of what is in it. */
export interface MiddlewareStack {
  identify(): string[]
}

/** `schema` is `[kind, namespace, name, …]`. */
interface PlainCommand {
  readonly input: unknown
  readonly schema?: readonly unknown[]
  readonly middlewareStack: MiddlewareStack
}

/** The commands of a document client wrap those of a plain client. */
export interface Command extends PlainCommand {
  readonly clientCommand?: PlainCommand
}

/** Who sends a command. */
export interface Caller {
  /** The SDK's own way. */
  sendBySdk(command: Command, rest: readonly unknown[]): unknown
  /** Whether the client has no middleware but the SDK's own. */
  readonly isPlain: boolean
}

/** What is done already, on its way through the SDK: it is taken once, so that a second attempt is made. */
interface Done {
  take: (() => WireAnswer | Promise<WireAnswer>) | undefined
}

const DONE = Symbol('done')

/** What the SDK would send, as far as answers depend on it. */
const NO_REQUEST: WireRequest = {
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: new Uint8Array(0),
}

interface LaneCall {
  readonly caller: Caller
  readonly command: Command
  readonly operation: string
  readonly json: object
  readonly values: LaneValues
}

export class FastLane {
  readonly #settings: LaneSettings
  readonly #service: InProcessService
  readonly #answerCall: Answer
  readonly #protocol: JsonProtocol
  readonly #nextRequestId: () => string
  readonly #accessKeyId: string
  readonly #isLogged: boolean
  /** Undefined until the first call has found it out. */
  #region: string | undefined
  #documentValues: LaneValues | undefined
  #translateConfig: TranslateConfig | undefined

  /** @param principal whose policies must allow what clients do; undefined if they may do everything */
  constructor(settings: LaneSettings, service: InProcessService, principal?: Principal) {
    const { credentials } = clientConfig(service)
    this.#settings = settings
    this.#service = service
    this.#answerCall = answerFor(service, principal)
    this.#accessKeyId = credentials.accessKeyId
    this.#nextRequestId = requestIds(service.random)
    this.#protocol = new JsonProtocol({
      ...service,
      authenticate: clientInProcess({ ...credentials, region: DEFAULT_REGION }),
    })
    this.#documentValues = documentValues(settings.translateConfig)
    this.#translateConfig = settings.translateConfig
    this.#isLogged = logs(settings)
  }

  send(caller: Caller, command: Command, rest: readonly unknown[]): unknown {
    const { clientCommand = command } = command
    const operation = clientCommand.schema?.[2]
    const isUsual =
      caller.isPlain &&
      !this.#isLogged &&
      rest.every(isNothing) &&
      typeof operation === 'string' &&
      LANE_OPERATIONS.has(operation) &&
      command.middlewareStack.identify().length === 0 &&
      !this.#needsToken(operation, command.input)
    const values = clientCommand === command ? SDK_VALUES : this.#valuesOfDocuments()
    if (!isUsual || values === undefined) return caller.sendBySdk(command, rest)
    let json: object
    try {
      json = inputInWireForm(command.input, values)
    } catch {
      return caller.sendBySdk(command, rest)
    }
    return this.#answer({ caller, command, operation, json, values })
  }

  /** The SDK makes a token for what may be sent more than once, and it has to be the same each time. */
  #needsToken(operation: string, input: unknown): boolean {
    if (operation !== 'TransactWriteItems') return false
    if (this.#service.isIntercepted?.() !== true) return false
    return (input as { readonly ClientRequestToken?: unknown }).ClientRequestToken === undefined
  }

  async #answer({ caller, command, operation, json, values }: LaneCall): Promise<unknown> {
    const region = this.#region ?? (await this.#settings.region())
    this.#region = region
    let result: object
    try {
      result = await this.#answerCall({ region, operation, json, accessKeyId: this.#accessKeyId })
    } catch (error) {
      return tell(caller, command, () => {
        if (error instanceof DynamoError) return this.#protocol.refusal(NO_REQUEST, error)
        throw error
      })
    }
    try {
      const output = outputOfWireForm(result, values)
      output.$metadata = {
        httpStatusCode: 200,
        requestId: this.#nextRequestId(),
        extendedRequestId: undefined,
        cfId: undefined,
        attempts: 1,
        totalRetryDelay: 0,
      }
      return output
    } catch {
      return tell(caller, command, () => this.#protocol.success(NO_REQUEST, operation, result))
    }
  }

  /** The options may be set after the client was attached: by the document client that is made of it. */
  #valuesOfDocuments(): LaneValues | undefined {
    const { translateConfig } = this.#settings
    if (translateConfig !== this.#translateConfig) {
      this.#translateConfig = translateConfig
      this.#documentValues = documentValues(translateConfig)
    }
    return this.#documentValues
  }
}

/** Answers what is done already, and all else as it is answered in process. */
export class LaneHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly #handler: ReturnType<typeof clientConfig>['requestHandler']

  constructor(handler: ReturnType<typeof clientConfig>['requestHandler']) {
    this.#handler = handler
  }

  async handle(
    request: SdkRequest,
    options: SdkHandlerOptions & { readonly [DONE]?: Done } = {},
  ): Promise<{ response: SdkResponse }> {
    const done = options[DONE]
    const take = done?.take
    if (done === undefined || take === undefined) return this.#handler.handle(request, options)
    done.take = undefined
    return { response: responseOf(await take()) }
  }

  destroy(): void {
    this.#handler.destroy()
  }

  updateHttpClientConfig(key: string, value: unknown): void {
    this.#handler.updateHttpClientConfig(key, value)
  }

  httpHandlerConfigs(): object {
    return this.#handler.httpHandlerConfigs()
  }
}

/** Lets the SDK make of an answer what it makes of it. */
function tell(
  caller: Caller,
  command: Command,
  take: () => WireAnswer | Promise<WireAnswer>,
): unknown {
  const done: Done = { take }
  return caller.sendBySdk(command, [{ [DONE]: done }])
}

/** Libraries pass options on that nobody gave them, as `{ abortSignal: undefined }`. */
function isNothing(argument: unknown): boolean {
  if (argument === undefined) return true
  if (typeof argument !== 'object' || argument === null) return false
  return Reflect.ownKeys(argument).every(name => Reflect.get(argument, name) === undefined)
}

function logs({ logger }: LaneSettings): boolean {
  return logger !== undefined && logger.constructor.name !== 'NoOpLogger'
}
