/**
 * Attaches clients of the AWS SDK v3 to a database in their own process, and detaches them. Nothing of the SDK is
 * imported: its interfaces are met by structure.
 *
 * A client and the document clients made of it share one configuration, so it is the configuration that is attached; each
 * client's `send` looks there for the database that answers. All of this is kept under symbols that copies of this
 * library have in common, so that one takes over what another has attached.
 */

import type { Principal } from '../access/question.js'
import { notAClient } from '../errors/native-errors.js'
import { numberFrom, optionsOf, PRINCIPAL } from '../validation/options.js'
import { clientConfig, DEFAULT_REGION, type InProcessService } from './client-config.js'
import { type Caller, type Command, FastLane, LaneHandler, type LaneSettings } from './fast-lane.js'
import { limitedTo, type RetryStrategy } from './retry-limit.js'
import { isInProcess } from './sdk-handler.js'
import { isPlain, unwatch, type WatchedStack, watch } from './watched-stack.js'

/** A `DynamoDBClient`, a `DynamoDBDocumentClient`, or what is derived from them. */
export interface AttachableClient {
  readonly config: object
  readonly middlewareStack: object
  send(...args: never[]): unknown
}

/** How a client is attached. */
export interface AttachOptions {
  /**
   * How often at the most the client sends a request that is throttled or fails: 1, so that a test sees the first refusal
   * at once. Default: as often as the client does by itself, which is never exceeded.
   */
  readonly maxAttempts?: number | undefined
  /** Who the client is: its policies, and those of tables and streams, are enforced. Default: it may do everything. */
  readonly principal?: Principal | undefined
}

const attachOptions = optionsOf<AttachOptions>('attach', {
  maxAttempts: numberFrom(1),
  principal: PRINCIPAL,
})

const ATTACHMENT = Symbol.for('hashrange.attachment')
const SENDER = Symbol.for('hashrange.sender')

/** What is read and set of a client. */
interface Client {
  readonly config: Settings
  readonly middlewareStack: WatchedStack
  send(command: Command, ...rest: unknown[]): unknown
  /** What the SDK remembers of the way that commands take. */
  handlers?: unknown
  [SENDER]?: Sender
}

interface Settings extends LaneSettings {
  useFipsEndpoint: () => Promise<boolean>
  endpoint?: () => Promise<object>
  isCustomEndpoint?: boolean
  requestHandler: object
  httpAuthSchemes: object[]
  credentials: () => Promise<object>
  maxAttempts: () => Promise<number>
  retryStrategy: () => Promise<RetryStrategy>
  [ATTACHMENT]?: Attachment
}

/** What the configuration of clients is attached to. */
interface Attachment {
  readonly service: InProcessService
  send(caller: Caller, command: Command, rest: readonly unknown[]): unknown
  /** Gives the configuration its own settings back. */
  undo(): void
}

/** What has taken the place of a client's `send`. */
interface Sender {
  readonly send: Client['send']
  undo(): void
}

/**
 * Lets a client of the AWS SDK v3 talk to a database in its own process, and answers its operations on items at once.
 * The client's handler and credentials are replaced, and its region is kept, or `us-east-1` if it has none. A client to
 * which middleware is added, before or after, goes the SDK's own way with the same answers. A client that is attached to
 * another database is detached from it.
 *
 * @returns the client itself
 * @throws ValidationException if it is none
 */
export function attach<Attached extends AttachableClient>(
  client: Attached,
  service: InProcessService,
  options: AttachOptions = {},
): Attached {
  const checked = attachOptions(options)
  const target = clientOf(client)
  const { config } = target
  config[ATTACHMENT]?.undo()
  hide(config, ATTACHMENT, newAttachment(config, service, checked))
  hide(target, SENDER, target[SENDER] ?? newSender(target))
  watch(target.middlewareStack)
  Object.defineProperty(target, 'send', {
    value: target[SENDER]?.send,
    configurable: true,
    writable: true,
  })
  if (target.handlers !== undefined) target.handlers = undefined
  return client
}

/**
 * Gives a client its own settings and its own `send` back, and with it all clients that share its configuration. Nothing
 * happens to a client that is not attached to this service, such as one that has been attached to another one since.
 *
 * @returns the client itself
 */
export function detach<Attached extends AttachableClient>(
  client: Attached,
  service: InProcessService,
): Attached {
  const target = clientOf(client)
  const attachment = target.config[ATTACHMENT]
  if (attachment !== undefined && attachment.service !== service) return client
  // Undefined if it was detached together with another client of its configuration.
  attachment?.undo()
  delete target.config[ATTACHMENT]
  target[SENDER]?.undo()
  delete target[SENDER]
  unwatch(target.middlewareStack)
  if (target.handlers !== undefined) target.handlers = undefined
  return client
}

/** What answers a client in this process: a service that it is attached to, or its own handler. Undefined if none does. */
export function answererOf(client: AttachableClient): object | undefined {
  const { config } = client as unknown as Client
  const { requestHandler } = config
  return config[ATTACHMENT]?.service ?? (isInProcess(requestHandler) ? requestHandler : undefined)
}

/** Whether the client itself has been attached, rather than another one of its configuration. */
export function isAttached(client: AttachableClient): boolean {
  return (client as unknown as Client)[SENDER] !== undefined
}

/** @throws ValidationException if it has not what a client of version 3 has */
function clientOf(client: AttachableClient): Client {
  const { config, middlewareStack, send } = (client ?? {}) as Partial<Client>
  const isClient =
    typeof send === 'function' &&
    typeof config?.region === 'function' &&
    typeof middlewareStack?.identify === 'function'
  if (!isClient) throw notAClient()
  return client as unknown as Client
}

function newAttachment(
  config: Settings,
  service: InProcessService,
  { maxAttempts, principal }: AttachOptions,
): Attachment {
  const { credentials, httpAuthSchemes, requestHandler } = clientConfig(service, { principal })
  const { region, retryStrategy } = config
  const ownRegion = (): Promise<string> => region().catch(() => DEFAULT_REGION)
  const undo = replace(config, {
    region: ownRegion,
    // It would ask for the region as it was.
    useFipsEndpoint: async () => false,
    ...(config.isCustomEndpoint === true ? {} : fixedEndpoint(ownRegion)),
    credentials: async () => credentials,
    httpAuthSchemes,
    requestHandler: new LaneHandler(requestHandler),
    ...(maxAttempts === undefined
      ? {}
      : {
          maxAttempts: async () => maxAttempts,
          retryStrategy: async () => limitedTo(maxAttempts, await retryStrategy()),
        }),
  })
  const lane = new FastLane(config, service, principal)
  return { service, undo, send: (caller, command, rest) => lane.send(caller, command, rest) }
}

/** The SDK would look in files and in the environment, and for the account of an ARN, before it tells of a refusal. */
function fixedEndpoint(region: () => Promise<string>): Partial<Settings> {
  return {
    isCustomEndpoint: true,
    endpoint: async () => {
      const hostname = `dynamodb.${await region()}.amazonaws.com`
      return { protocol: 'https:', hostname, path: '/' }
    },
  }
}

/** Returns what puts everything back that has not been changed since. */
function replace(config: Settings, settings: Partial<Settings>): () => void {
  const names = Object.keys(settings) as (keyof Settings)[]
  const before = names.map(name => Object.getOwnPropertyDescriptor(config, name))
  Object.assign(config, settings)
  return () => {
    for (const [index, name] of names.entries()) {
      if (config[name] !== settings[name]) continue
      const descriptor = before[index]
      if (descriptor === undefined) delete config[name]
      else Object.defineProperty(config, name, descriptor)
    }
  }
}

function newSender(client: Client): Sender {
  const own = Object.getOwnPropertyDescriptor(client, 'send')
  const { config, middlewareStack, send: original } = client
  const caller: Caller = {
    sendBySdk: (command, rest) => original.call(client, command, ...rest),
    get isPlain() {
      return isPlain(middlewareStack)
    },
  }
  const send: Client['send'] = (command, ...rest) => {
    const attachment = config[ATTACHMENT]
    if (attachment === undefined) return caller.sendBySdk(command, rest)
    return attachment.send(caller, command, rest)
  }
  return {
    send,
    undo: () => {
      // What somebody has put in its place since is left there, and comes here for the SDK's own way.
      if (client.send !== send) return
      if (own === undefined) Reflect.deleteProperty(client, 'send')
      else Object.defineProperty(client, 'send', own)
    },
  }
}

/** Sets a property that copies and listings of the object do not see. */
function hide<Key extends symbol, Value>(
  object: { [name in Key]?: Value },
  key: Key,
  value: Value,
): void {
  Object.defineProperty(object, key, { value, configurable: true, writable: true })
}
