/** What stands for the Kinesis data streams of a database: functions, or files that grow by a line for each record. */

import { appendText } from '../../env/append.js'
import { optionOfWrongType } from '../../errors/option-errors.js'
import type { KinesisRecord } from './kinesis-record.js'

/**
 * What is told of each record: a function, or the path of a file to which it is appended as a line of JSON. What a function
 * throws, or rejects with, becomes a warning of the process, and so does a file that can't be written to.
 */
export type KinesisTarget = ((record: KinesisRecord) => unknown) | string

/** Targets by the names or the ARNs of their Kinesis data streams. */
export type KinesisTargetsByName = Readonly<Record<string, KinesisTarget>>

/** A target while a database is open. */
export interface Receiver {
  /** Takes a record: it neither throws nor waits. */
  take(record: KinesisRecord): void
  /** Settles when all records that were taken are where they belong; undefined if they are. */
  settled(): Promise<void> | undefined
}

/** UTF-16 code units that are appended to a file at once; a longer line is appended by itself. */
const BATCH_LENGTH_MAX = 1 << 20

export class KinesisTargets {
  readonly #receivers: ReadonlyMap<string, Receiver>

  /** @throws ValidationException if a target is neither a function nor a path */
  constructor(targets: KinesisTargetsByName) {
    this.#receivers = new Map(
      Object.entries(targets).map(([stream, target]) => [stream, receiverOf(stream, target)]),
    )
  }

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#receivers.size === 0
  }

  /** What is told of changes for a stream: the target of its ARN, or else of its name. */
  of(streamArn: string): Receiver | undefined {
    const name = /^arn:[^:]*:kinesis:[^:]*:[^:]*:stream\/(.+)$/.exec(streamArn)?.[1]
    return this.#receivers.get(streamArn) ?? this.#receivers.get(name ?? '')
  }

  /** Settles when all records that were taken are where they belong. */
  async settled(): Promise<void> {
    for (const receiver of this.#receivers.values()) await receiver.settled()
  }
}

function receiverOf(stream: string, target: KinesisTarget): Receiver {
  if (typeof target === 'function') return new CallReceiver(stream, target)
  if (typeof target === 'string' && target !== '') return new FileReceiver(stream, target)
  const allowed = 'a function, or the path of a file'
  throw optionOfWrongType(`The target of the Kinesis stream ${stream}`, { value: target, allowed })
}

class CallReceiver implements Receiver {
  readonly #stream: string
  readonly #call: (record: KinesisRecord) => unknown

  constructor(stream: string, call: (record: KinesisRecord) => unknown) {
    this.#stream = stream
    this.#call = call
  }

  take(record: KinesisRecord): void {
    try {
      const returned: unknown = this.#call(record)
      // What is rejected and nobody looks at would end the process.
      if (typeof returned === 'object' && returned !== null) {
        Promise.resolve(returned).catch(error => warn(this.#stream, error))
      }
    } catch (error) {
      warn(this.#stream, error)
    }
  }

  settled(): undefined {
    return undefined
  }
}

class FileReceiver implements Receiver {
  readonly #stream: string
  readonly #path: string
  #lines: string[] = []
  #writing: Promise<void> | undefined

  constructor(stream: string, path: string) {
    this.#stream = stream
    this.#path = path
  }

  take(record: KinesisRecord): void {
    this.#lines.push(`${JSON.stringify(record)}\n`)
    this.#writing ??= this.#writeAll()
  }

  settled(): Promise<void> | undefined {
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    await undefined // what comes in the same turn is written together
    while (this.#lines.length > 0) {
      const lines = this.#lines.splice(0, batchCount(this.#lines))
      try {
        await appendText(this.#path, lines.join(''))
      } catch (error) {
        warn(this.#stream, error)
      }
    }
    this.#writing = undefined
  }
}

/** How many lines make a batch: one at least. */
function batchCount(lines: readonly string[]): number {
  let length = 0
  const count = lines.findIndex(line => {
    length += line.length
    return length > BATCH_LENGTH_MAX
  })
  return count === -1 ? lines.length : Math.max(1, count)
}

/** The records are lost, and the database goes on. */
function warn(stream: string, error: unknown): void {
  process.emitWarning(`The target of the Kinesis stream ${stream} failed: ${textOf(error)}`, {
    type: 'hashrange',
  })
}

/** What callers throw need not have a text. */
function textOf(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'it threw what has no text'
  }
}
