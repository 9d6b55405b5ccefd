/** The options of `setLink`. */

import type { LinkBehaviour } from '../replication/link.js'
import { FLAG, numberFrom, type OptionRule, optionsOf } from '../validation/options.js'

/** How writes go from one region to another. */
export type LinkOptions = LinkBehaviour

const SHARE: OptionRule = {
  allowed: 'a number from 0 to below 1',
  accepts: value => typeof value === 'number' && value >= 0 && value < 1,
}

/** Throws a `ValidationException` for an option that there is not, or a value that it can't have. */
export const linkOptionsOf = optionsOf<LinkOptions>('setLink', {
  delay: numberFrom(0),
  jitter: numberFrom(0),
  loss: SHARE,
  retryAfter: numberFrom(0),
  isCut: FLAG,
})
