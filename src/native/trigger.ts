/** From the native interface of a table to a trigger on its stream. */

import type { Clock } from '../env/clock.js'
import type { Random } from '../env/random.js'
import type { StoredTable } from '../storage/table.js'
import type { Stream } from '../streams/stream.js'
import type { TriggerOptions } from '../streams/triggers/settings.js'
import { Trigger } from '../streams/triggers/trigger.js'
import type { TriggerPosition, TriggerPositions } from '../streams/triggers/trigger-positions.js'

/** What triggers need of their database. */
export interface TriggerDoor {
  readonly clock: Clock
  readonly random: Random
  /** The region of the tables, such as `us-east-1`. */
  readonly region: string
  readonly positions: TriggerPositions
  /** The ARN of a stream. */
  arnOf(stream: Stream): string
  /** Whether the database has been closed. */
  isClosed(): boolean
}

/**
 * Starts a trigger on a stream.
 *
 * @throws ValidationException for options that are not allowed, or if a trigger of the same name runs already
 * @throws InvalidParameterValueException for a bad filter pattern
 */
export function triggerOf(
  { clock, random, region, positions, arnOf, isClosed }: TriggerDoor,
  { table, stream }: { readonly table: StoredTable; readonly stream: Stream },
  { handler, options }: { readonly handler: unknown; readonly options: TriggerOptions },
): Trigger {
  const source = { streamArn: arnOf(stream), awsRegion: region, viewType: stream.viewType }
  const positionOf = (name: string): TriggerPosition => positions.take(table, name)
  return new Trigger({ stream, source, clock, random, positionOf, isClosed }, handler, options)
}
