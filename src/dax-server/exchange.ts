/** One request as it has been read, and how what comes of it is written. */

import type { AttributeLists } from './attribute-lists.js'
import type { CborReader } from './cbor-reader.js'
import type { CborWriter } from './cbor-writer.js'
import type { KeySchema } from './keys.js'

/** What the bytes of requests and replies depend on. */
export interface Surroundings {
  /** Rejects with a `ResourceNotFoundException` if there is no table of this name. */
  schemaOf(table: string): Promise<KeySchema>
  readonly lists: AttributeLists
}

/** What a reply of an operation has, in the form of the SDK's plain client. */
export type Output = Readonly<Record<string, unknown>>

export interface Exchange {
  /** The input of the operation, in wire form. */
  readonly input: Readonly<Record<string, unknown>>
  /** Appends the reply, without what tells that it is one. */
  write(writer: CborWriter, output: Output): void
  /** Keys of the actions of a transaction, by which the client knows items of which it is told why they were refused. */
  readonly schemas?: readonly KeySchema[]
}

/** Reads the values of a message. */
export type ReadExchange = (values: CborReader, surroundings: Surroundings) => Promise<Exchange>
