/**
 * Commands of the AWS SDK v3 by structure: which operation one is, what it asks in wire form, and how another one of its kind is
 * made. Those of a document client have one of the plain client in them, by whose kind the caches ask: its answers lose nothing.
 */

import type { WireMap, WireValue } from '../encoding/wire-value.js'
import { inputInWireForm } from '../transport/lane-shapes.js'
import {
  documentValues,
  type LaneValues,
  SDK_VALUES,
  type TranslateConfig,
} from '../transport/lane-values.js'
import { UNUSUAL } from '../transport/unusual.js'

/** `schema` is `[kind, namespace, name, …]`. */
interface PlainCommand {
  readonly input: unknown
  readonly schema?: readonly unknown[]
  readonly middlewareStack: { identify(): string[] }
}

export interface Command extends PlainCommand {
  readonly clientCommand?: PlainCommand
}

/** A class of commands. */
export type CommandClass = new (input: never) => object

/** A client, as far as it is used here. */
export interface Client {
  readonly config: { readonly translateConfig?: TranslateConfig }
  send(command: object, ...rest: unknown[]): Promise<Reply>
}

/** What a client answers. */
export interface Reply {
  readonly $metadata?: object
  readonly [member: string]: unknown
}

/** One command that is sent through a cache. */
export interface Call {
  readonly command: Command
  /** What else was handed to `send`, but for a callback. */
  readonly rest: readonly unknown[]
  /** The form of values that the caller has; undefined if it is one of which nothing is known. */
  readonly values: LaneValues | undefined
}

/** Plain values, each time new ones. */
const COPIED_VALUES: LaneValues = { ...SDK_VALUES, mapOfWire: copiedMap }

/** Such as `GetItem`; undefined for what is no command of the SDK. */
export function operationOf(command: Command): string | undefined {
  const operation = (command?.clientCommand ?? command)?.schema?.[2]
  return typeof operation === 'string' ? operation : undefined
}

/** The class of plain commands of this operation. */
export function plainClassOf(command: Command): CommandClass {
  return (command.clientCommand ?? command).constructor as CommandClass
}

/** A plain command like this one that asks for something else, in plain form. */
export function plainCommand(command: Command, input: object): object {
  return new (plainClassOf(command))(input as never)
}

/** Remembers how the values of a client's documents are read. */
export class ClientValues {
  readonly #client: Client
  #config: TranslateConfig | undefined
  #documents: LaneValues | undefined

  constructor(client: Client) {
    this.#client = client
    this.#config = client.config.translateConfig
    this.#documents = documentValues(this.#config)
  }

  /** Undefined if the client makes of values what only itself can make. */
  of(command: Command): LaneValues | undefined {
    if (command.clientCommand === undefined) return COPIED_VALUES
    const { translateConfig } = this.#client.config
    if (translateConfig !== this.#config) {
      this.#config = translateConfig
      this.#documents = documentValues(translateConfig)
    }
    return this.#documents
  }
}

/** What a call asks, in wire form. Throws UNUSUAL if that can't be told, or the command has a way of its own. */
export function requestOf<Request extends object>({ command, values }: Call): Request {
  if (values === undefined || command.middlewareStack.identify().length > 0) throw UNUSUAL
  return inputInWireForm(command.input, values) as Request
}

/** An item or a key of wire form as a plain client has it, sharing nothing with it. */
export function copiedMap(map: WireMap): Record<string, object> {
  const copy: Record<string, object> = {}
  for (const name in map) {
    const value = map[name]
    if (value === undefined) continue
    copy[name] = copiedValue(value)
  }
  return copy
}

/** The same of one value. */
export function copiedValue(value: WireValue): object {
  if (value.S !== undefined) return { S: value.S }
  if (value.N !== undefined) return { N: value.N }
  if (value.M !== undefined) return { M: copiedMap(value.M) }
  if (value.L !== undefined) return { L: value.L.map(copiedValue) }
  if (value.BOOL !== undefined) return { BOOL: value.BOOL }
  if (value.NULL !== undefined) return { NULL: value.NULL }
  if (value.SS !== undefined) return { SS: [...value.SS] }
  if (value.NS !== undefined) return { NS: [...value.NS] }
  if (value.B !== undefined) return { B: bytesOf(value.B) }
  if (value.BS !== undefined) return { BS: value.BS.map(bytesOf) }
  throw UNUSUAL
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}

/** What a cached answer says of how it came about: nothing was sent. */
export function metadataOfHit(): object {
  return {
    httpStatusCode: 200,
    requestId: undefined,
    extendedRequestId: undefined,
    cfId: undefined,
    attempts: 0,
    totalRetryDelay: 0,
  }
}
