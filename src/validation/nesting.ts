/** Whether attribute values of a request have more levels than they may. It is only asked once something else is wrong. */

import { hasTooManyLevels, type WireValue } from '../encoding/wire-value.js'
import type { Members, Shape } from './shape.js'

type JsonMap = Readonly<Record<string, unknown>>

/** Whether any attribute value in a request, which was read by these members, has too many levels. */
export function nestsTooDeep(request: object, members: Members): boolean {
  return Object.entries(members).some(([name, shape]) => {
    const value = (request as JsonMap)[name]
    return value !== undefined && value !== null && nestsTooDeepIn(value, shape)
  })
}

function nestsTooDeepIn(value: unknown, shape: Shape): boolean {
  switch (shape.kind) {
    case 'attributeValue':
      return hasTooManyLevels(value as WireValue)
    case 'structure':
      return nestsTooDeep(value as object, shape.members)
    case 'list':
      return (value as readonly unknown[]).some(
        element => element !== null && nestsTooDeepIn(element, shape.element),
      )
    case 'map':
      return Object.values(value as object).some(entry => nestsTooDeepIn(entry, shape.value))
    default:
      return false
  }
}
