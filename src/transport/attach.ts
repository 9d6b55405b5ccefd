/**
 * The fast lane of a client of the AWS SDK v3: its `send` answers operations on items itself, without serialisation,
 * middleware and signature, which are nearly all of a call's time. All else, and all that is unusual, takes the long way
 * through the SDK and its `requestHandler`. So does every refusal, once it is known: the SDK makes its exceptions, and
 * tries again what it would try again.
 *
 * Nothing of the SDK is imported: its interfaces are met by structure.
 */

import { DynamoError } from '../errors/dynamo-error.js'
import { clientConfig, DEFAULT_REGION, type InProcessService } from './client-config.js'
import type { WireAnswer, WireRequest } from './exchange.js'
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

/** A `DynamoDBClient`, a `DynamoDBDocumentClient`, or what is derived from them. */
export interface AttachableClient {
  readonly config: object
  readonly middlewareStack: object
  send(...args: never[]): unknown
}

/** What `attach` reads and sets of a client. */
interface Client {
  readonly config: ClientSettings
  readonly middlewareStack: MiddlewareStack
  send(command: Command, ...rest: unknown[]): unknown
}

interface ClientSettings {
  region: () => Promise<string>
  useFipsEndpoint: () => Promise<boolean>
  endpoint?: () => Promise<object>
  isCustomEndpoint?: boolean
  requestHandler: object
  httpAuthSchemes: object[]
  credentials: () => Promise<object>
  readonly logger?: object
  readonly translateConfig?: TranslateConfig
}

interface MiddlewareStack {
  identify(): string[]
}

/** `schema` is `[kind, namespace, name, …]`. */
interface PlainCommand {
  readonly input: unknown
  readonly schema?: readonly unknown[]
  readonly middlewareStack: MiddlewareStack
}

/** The commands of a document client wrap those of a plain client. */
interface Command extends PlainCommand {
  readonly clientCommand?: PlainCommand
}

/** What is done already, on its way through the SDK: it is taken once, so that a second attempt is made. */
interface Done {
  take: (() => WireAnswer | Promise<WireAnswer>) | undefined
}

const DONE = Symbol('done')

/** The middleware that a client has by itself. */
const OWN_MIDDLEWARE: ReadonlySet<string> = new Set([
  'contentLengthMiddleware',
  'deserializerMiddleware',
  'endpointDiscoveryMiddleware',
  'endpointV2Middleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'retryMiddleware',
  'serializerMiddleware',
])
const STACK_CHANGES = ['add', 'addRelativeTo', 'remove', 'removeByTag'] as const

/** What the SDK would send, as far as answers depend on it. */
const NO_REQUEST: WireRequest = {
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: new Uint8Array(0),
}

/**
 * Lets a client of the AWS SDK v3 talk to a database in its own process, and answers its operations on items at once.
 * The client's handler and credentials are replaced, and its region is kept, or `us-east-1` if it has none. A client to
 * which middleware is added, before or after, goes the SDK's own way with the same answers.
 *
 * @returns the client itself
 */
export function attach<Attached extends AttachableClient>(
  client: Attached,
  service: InProcessService,
): Attached {
  const lane = new Lane(client as unknown as Client, service)
  Object.defineProperty(client, 'send', {
    value: (command: Command, ...rest: unknown[]) => lane.send(command, ...rest),
    configurable: true,
    writable: true,
  })
  return client
}

class Lane {
  readonly #client: Client
  readonly #service: InProcessService
  readonly #protocol: JsonProtocol
  readonly #sendBySdk: Client['send']
  readonly #nextRequestId: () => string
  readonly #accessKeyId: string
  /** Undefined until the first call has found it out. */
  #region: string | undefined
  #isPlainStack: boolean
  #documentValues: LaneValues | undefined
  #translateConfig: TranslateConfig | undefined

  constructor(client: Client, service: InProcessService) {
    const { config, middlewareStack } = client
    const { credentials, httpAuthSchemes, requestHandler } = clientConfig(service)
    this.#client = client
    this.#service = service
    this.#sendBySdk = client.send
    this.#accessKeyId = credentials.accessKeyId
    this.#nextRequestId = requestIds(service.random)
    this.#protocol = new JsonProtocol({
      ...service,
      authenticate: clientInProcess({ ...credentials, region: DEFAULT_REGION }),
    })
    const { region } = config
    config.region = () => region().catch(() => DEFAULT_REGION)
    // It would ask for the region as it was.
    config.useFipsEndpoint = async () => false
    keepFromLookingForEndpoints(config)
    config.credentials = async () => credentials
    config.httpAuthSchemes = httpAuthSchemes
    config.requestHandler = new AttachedHandler(requestHandler)
    this.#documentValues = documentValues(config.translateConfig)
    this.#translateConfig = config.translateConfig
    this.#isPlainStack = hasOwnMiddlewareOnly(middlewareStack) && !logs(config)
    onChange(middlewareStack, () => {
      this.#isPlainStack = false
    })
  }

  send(command: Command, ...rest: unknown[]): unknown {
    const { clientCommand = command } = command
    const operation = clientCommand.schema?.[2]
    const isUsual =
      this.#isPlainStack &&
      rest.every(isNothing) &&
      typeof operation === 'string' &&
      LANE_OPERATIONS.has(operation) &&
      command.middlewareStack.identify().length === 0
    const values = clientCommand === command ? SDK_VALUES : this.#valuesOfDocuments()
    if (!isUsual || values === undefined)
      return this.#sendBySdk.call(this.#client, command, ...rest)
    let json: object
    try {
      json = inputInWireForm(command.input, values)
    } catch {
      return this.#sendBySdk.call(this.#client, command, ...rest)
    }
    return this.#answer({ command, operation, json, values })
  }

  async #answer({ command, operation, json, values }: LaneCall): Promise<unknown> {
    const { answer } = this.#service
    const region = this.#region ?? (await this.#client.config.region())
    this.#region = region
    let result: object
    try {
      result = await answer({ region, operation, json, accessKeyId: this.#accessKeyId })
    } catch (error) {
      return this.#tell(command, () => {
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
      return this.#tell(command, () => this.#protocol.success(NO_REQUEST, operation, result))
    }
  }

  /** Lets the SDK make of an answer what it makes of it. */
  #tell(command: Command, take: () => WireAnswer | Promise<WireAnswer>): unknown {
    const done: Done = { take }
    return this.#sendBySdk.call(this.#client, command, { [DONE]: done })
  }

  /** The options may be set after the client was attached: by the document client that is made of it. */
  #valuesOfDocuments(): LaneValues | undefined {
    const { translateConfig } = this.#client.config
    if (translateConfig !== this.#translateConfig) {
      this.#translateConfig = translateConfig
      this.#documentValues = documentValues(translateConfig)
    }
    return this.#documentValues
  }
}

interface LaneCall {
  readonly command: Command
  readonly operation: string
  readonly json: object
  readonly values: LaneValues
}

/** Answers what is done already, and all else as it is answered in process. */
class AttachedHandler {
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

/** Libraries pass options on that nobody gave them, as `{ abortSignal: undefined }`. */
/** It would look in files and in the environment, and for the account of an ARN, before it tells of a refusal. */
function keepFromLookingForEndpoints(config: ClientSettings): void {
  if (config.isCustomEndpoint === true) return
  config.isCustomEndpoint = true
  config.endpoint = async () => {
    const hostname = `dynamodb.${await config.region()}.amazonaws.com`
    return { protocol: 'https:', hostname, path: '/' }
  }
}

function isNothing(argument: unknown): boolean {
  if (argument === undefined) return true
  if (typeof argument !== 'object' || argument === null) return false
  return Reflect.ownKeys(argument).every(name => Reflect.get(argument, name) === undefined)
}

/** Each entry begins with the name of a middleware. */
function hasOwnMiddlewareOnly(stack: MiddlewareStack): boolean {
  return stack.identify().every(entry => OWN_MIDDLEWARE.has(entry.split(' ', 1)[0] ?? ''))
}

function logs({ logger }: ClientSettings): boolean {
  return logger !== undefined && logger.constructor.name !== 'NoOpLogger'
}

function onChange(stack: MiddlewareStack, changed: () => void): void {
  const methods = stack as unknown as Record<string, (...args: unknown[]) => unknown>
  for (const name of STACK_CHANGES) {
    const method = methods[name]
    if (method === undefined) continue
    methods[name] = (...args) => {
      changed()
      return method.apply(stack, args)
    }
  }
}
