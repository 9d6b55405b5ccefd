/** The option `peers`: where the processes of other regions are. */

import { peersInvalid } from '../errors/peer-errors.js'
import { REGION_NAMES } from '../types/regions.js'

/**
 * Addresses by regions.
 *
 * @param home the region of this process
 * @throws ValidationException if one is no other region, or no address
 */
export function peersOf(
  given: Readonly<Record<string, unknown>>,
  home = 'us-east-1',
): ReadonlyMap<string, string> {
  const entries = Object.entries(given)
  if (entries.length > 0 && !REGION_NAMES.includes(home)) {
    throw peersInvalid(`the region of this process, ${home}, is none of the service`)
  }
  return new Map(
    entries.map(([region, url]): [string, string] => {
      if (!REGION_NAMES.includes(region))
        throw peersInvalid(`${region} is no region of the service`)
      if (region === home) throw peersInvalid(`${region} is the region of this process`)
      if (!isAddress(url))
        throw peersInvalid(`${String(url)} is no address that begins with http://`)
      return [region, url]
    }),
  )
}

function isAddress(url: unknown): url is string {
  return typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === 'http:'
}
