/**
 * What comes first of several things that are wrong with the values of one action of a transaction. They are read one by
 * one; the service looks at the names of all attributes first, then at all values, and then at how deep they are. But
 * names within a value are not told of where any value is too deep.
 * Source: observed behaviour.
 */

import {
  hasTooManyLevels,
  itemOfWire,
  type WireMap,
  type WireOptions,
} from '../encoding/wire-value.js'
import { ValidationException } from '../errors/dynamo-error.js'
import { emptyAttributeName, nestingTooDeep } from '../errors/value-errors.js'
import { NESTING_MAX } from '../types/limits.js'
import { placeholdersOf } from './bound-values.js'

/** The values of an action. */
interface ActionValues {
  /** The item or the key. */
  readonly attributes: WireMap
  /** What its expressions bind. */
  readonly bound: WireMap | undefined
}

/**
 * The fault that is told in the place of one that was found.
 *
 * @param found what was thrown as the action was read
 */
export function firstFault(
  found: unknown,
  { attributes, bound = {} }: ActionValues,
  options: WireOptions,
): unknown {
  const isTooDeep = Object.values(attributes).some(value => hasTooManyLevels(value))
  if (isTooDeep ? Object.hasOwn(attributes, '') : hasEmptyName(attributes, 1)) {
    return emptyAttributeName()
  }
  if (!isOfDepth(found) && !(isTooDeep && isEmptyName(found))) return found
  return (
    faultOfOne(attributes, one => itemOfWire(one, options)) ??
    faultOfOne(bound, one => placeholdersOf({ ExpressionAttributeValues: one }, options)) ??
    (isTooDeep ? nestingTooDeep() : found)
  )
}

/** The first fault of a value, each read without the others, that is neither how deep it is nor a name within it. */
function faultOfOne(map: WireMap, read: (one: WireMap) => unknown): unknown {
  for (const [name, value] of Object.entries(map)) {
    try {
      read({ [name]: value })
    } catch (error) {
      if (!isOfDepth(error) && !isEmptyName(error)) return error
    }
  }
  return undefined
}

/** Whether an error says that a value is too deep. */
export function isOfDepth(error: unknown): boolean {
  return error instanceof ValidationException && error.message.includes(nestingTooDeep().message)
}

function isEmptyName(error: unknown): boolean {
  return error instanceof ValidationException && error.message === emptyAttributeName().message
}

function hasEmptyName(map: WireMap, level: number): boolean {
  return Object.entries(map).some(([name, value]) => name === '' || hasEmptyNameIn(value, level))
}

/** Names below the levels that a value may have are not looked at. */
function hasEmptyNameIn({ M, L }: WireMap[string], level: number): boolean {
  if (level > NESTING_MAX) return false
  if (M !== undefined && hasEmptyName(M, level + 1)) return true
  return L?.some(element => hasEmptyNameIn(element, level + 1)) === true
}
