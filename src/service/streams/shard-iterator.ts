/**
 * Iterators: places in shards that clients hold. An iterator is the ARN of the stream, the number of its form, and the rest
 * in base64: the shard, the position after which it reads, and when it was given out.
 */

import { iteratorExpired, iteratorInvalid } from '../../errors/stream-errors.js'
import type { StreamPosition } from '../../streams/stream-position.js'

interface ShardIterator {
  readonly streamArn: string
  readonly shardId: string
  /** It reads what comes after this. */
  readonly after: StreamPosition
}

const FORM = '1'
/** Milliseconds for which an iterator can be used. */
const LIFETIME = 15 * 60_000
const SHAPE = /^(shardId-\d{20}-[0-9a-f]{8}) (\d+) (-?\d+) (\d+)$/

/** The iterator as its text. `now` is in milliseconds since 1970. */
export function textOfIterator({ streamArn, shardId, after }: ShardIterator, now: number): string {
  const rest = `${shardId} ${after.commit} ${after.step} ${now}`
  return [streamArn, FORM, Buffer.from(rest, 'latin1').toString('base64')].join('|')
}

/**
 * The iterator that has a text.
 *
 * @throws ValidationException if there is none
 * @throws ExpiredIteratorException if it was given out more than 15 minutes before `now`, in milliseconds since 1970
 */
export function iteratorOfText(text: string, now: number): ShardIterator {
  const [streamArn = '', form, base64 = '', ...more] = text.split('|')
  const rest = Buffer.from(base64, 'base64').toString('latin1')
  const [, shardId, commit, step, givenAt] = SHAPE.exec(rest) ?? []
  if (form !== FORM || more.length > 0 || shardId === undefined) throw iteratorInvalid()
  if (now - Number(givenAt) > LIFETIME) throw iteratorExpired()
  return { streamArn, shardId, after: { commit: Number(commit), step: Number(step) } }
}
