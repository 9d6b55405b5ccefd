/**
 * Notes for those who look for their tables in the wrong region, which is what most often goes wrong with a local server:
 * clients take their region from wherever they find one.
 */

import { isRefusal } from '../errors/dynamo-error.js'
import type { Answer } from './exchange.js'

/** Clients can name any region, so no more than this are remembered and noted. */
const NOTED_MAX = 100

/**
 * Answers as `answer` does, and notes once for each region that a table was not found there, while other regions have
 * tables.
 *
 * @param regions the names of the regions that have tables
 */
export function notingRegions(
  answer: Answer,
  regions: () => readonly string[],
  note: (text: string) => void,
): Answer {
  const noted = new Set<string>()
  const look = (region: string): void => {
    const others = regions()
    if (
      noted.size === NOTED_MAX ||
      noted.has(region) ||
      others.length === 0 ||
      others.includes(region)
    )
      return
    noted.add(region)
    note(
      `${region} has no tables, but ${others.join(', ')} has: is the client's region the right one?`,
    )
  }
  return async call => {
    try {
      const result = await answer(call)
      if (call.operation === 'ListTables') look(call.region)
      return result
    } catch (error) {
      if (isRefusal(error) && error.name === 'ResourceNotFoundException') look(call.region)
      throw error
    }
  }
}
