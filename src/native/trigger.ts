/** From the native interface of a table to a trigger on its stream. */

import type { Clock } from '../env/clock.js'
import type { Random } from '../env/random.js'
import type { Stream } from '../streams/stream.js'
import type { TriggerOptions } from '../streams/triggers/settings.js'
import { Trigger } from '../streams/triggers/trigger.js'

/** What triggers need of their database. */
export interface TriggerDoor {
  readonly clock: Clock
  readonly random: Random
  /** The region of the tables, such as `us-east-1`. */
  readonly region: string
  /** The ARN of a stream. */
  arnOf(stream: Stream): string
  /** Whether the database has been closed. */
  isClosed(): boolean
}

/**
 * Starts a trigger on a stream.
 *
 * @throws ValidationException for options that are not allowed
 * @throws InvalidParameterValueException for a bad filter pattern
 */
export function triggerOf(
  { clock, random, region, arnOf, isClosed }: TriggerDoor,
  stream: Stream,
  { handler, options }: { readonly handler: unknown; readonly options: TriggerOptions },
): Trigger {
  const source = { streamArn: arnOf(stream), awsRegion: region, viewType: stream.viewType }
  return new Trigger({ stream, source, clock, random, isClosed }, handler, options)
}
