/** Triggers on a table of the engine alone, with handlers that do as they are told. */

import type { Random as Chance } from '../../../src/env/random.js'
import type { StreamEvent } from '../../../src/streams/triggers/event.js'
import type { TriggerFailure } from '../../../src/streams/triggers/failure.js'
import type { TriggerHandler } from '../../../src/streams/triggers/invocation.js'
import type { TriggerOptions } from '../../../src/streams/triggers/settings.js'
import { Trigger } from '../../../src/streams/triggers/trigger.js'
import { TriggerPositions } from '../../../src/streams/triggers/trigger-positions.js'
import type { Item } from '../../../src/types/attribute.js'
import { Rig } from '../rig.js'

const STREAM_ARN =
  'arn:aws:dynamodb:us-east-1:000000000000:table/rows/stream/2026-01-01T00:00:00.000'

const CHANCE: Chance = { bytes: count => new Uint8Array(count) }

/** What a handler does with a batch. It may be told by the values of the items' `n`. */
export type Answer = (numbers: readonly number[], event: StreamEvent) => unknown

export class TriggerRig extends Rig {
  /** The batches as the handler was given them: the numbers of the items, and at which second. */
  readonly batches: { readonly second: number; readonly numbers: readonly number[] }[] = []
  readonly given: { readonly failure: TriggerFailure; readonly numbers: readonly number[] }[] = []
  answer: Answer = () => undefined
  isClosed = false
  readonly positions = new TriggerPositions(this)
  readonly #began = this.clock.now()

  /** Starts a trigger at the oldest record, whose handler notes what it is given. */
  start(options: TriggerOptions = {}): Trigger {
    const handler = (event: StreamEvent): unknown => {
      const numbers = numbersOf(event)
      this.batches.push({ second: this.second, numbers })
      return this.answer(numbers, event)
    }
    const onFailure = (failure: TriggerFailure, event: StreamEvent): void => {
      this.given.push({ failure, numbers: numbersOf(event) })
    }
    return this.startWith(handler, { startingPosition: 'TRIM_HORIZON', onFailure, ...options })
  }

  startWith(handler: TriggerHandler, options: TriggerOptions): Trigger {
    const host = {
      stream: this.stream,
      source: { streamArn: STREAM_ARN, awsRegion: 'us-east-1', viewType: this.stream.viewType },
      clock: this.clock,
      random: CHANCE,
      positionOf: (name: string) => this.positions.take(this.table, name),
      isClosed: () => this.isClosed,
    }
    return new Trigger(host, handler, options)
  }

  /** Seconds since the beginning. */
  get second(): number {
    return (this.clock.now() - this.#began) / 1000
  }

  /** Puts items of these numbers, each with a key of its own unless one is given. */
  async putNumbers(numbers: readonly number[], rest: Item = {}): Promise<void> {
    for (const n of numbers) this.put({ id: String(n), n, ...rest })
    await Promise.resolve() // triggers are told a moment later
  }

  async advanceSeconds(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000)
  }
}

/** The `n` of each record's newest image. */
export function numbersOf(event: StreamEvent): number[] {
  return event.Records.map(({ dynamodb: { NewImage, OldImage } }) =>
    Number((NewImage ?? OldImage)?.n?.N),
  )
}

/** The whole numbers from `first` to `last`. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
