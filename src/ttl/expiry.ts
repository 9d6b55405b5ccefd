/**
 * When an item expires: the value of one attribute says it, in seconds since 1970.
 *
 * Source: DynamoDB developer guide, "Using time to live (TTL) in DynamoDB": only numbers count, whole seconds of them, and
 * what is more than five years ago is taken for a mistake.
 */

import type { ItemImage } from '../storage/item-image.js'

const AGE_MAX_SECONDS = 5 * 365 * 24 * 60 * 60
/** What is farther away, in the year 2106 or later, nobody waits for. */
const SECOND_MAX = 2 ** 32 - 1

/** The second, since 1970, after which the item expires; undefined if it does not. */
export function expiryOf(image: ItemImage, attribute: string): number | undefined {
  const value = image.attribute(attribute)
  // What no double holds exactly is a fraction, or far beyond the seconds that count.
  const second = typeof value === 'number' ? Math.floor(value) : undefined
  return second !== undefined && second > 0 && second <= SECOND_MAX ? second : undefined
}

/** Whether an item that expires after a second has done so by `now`, in milliseconds since 1970. */
export function isExpired(second: number, now: number): boolean {
  return second < secondOf(now) && !isTooOld(second, now)
}

/** Whether a second is so long ago that it is not taken for the time at which an item expires. */
export function isTooOld(second: number, now: number): boolean {
  return second < secondOf(now) - AGE_MAX_SECONDS
}

/** The first moment, in milliseconds since 1970, at which an item has expired. */
export function timeOfExpiry(second: number): number {
  return (second + 1) * 1_000
}

/** The second in which a moment lies, which is in milliseconds since 1970. */
export function secondOf(now: number): number {
  return Math.floor(now / 1_000)
}
