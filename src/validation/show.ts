/** Values as the service's texts show them: as Java prints them. Only of simple ones is that form a contract. */

import type { Shape } from './shape.js'

/** A value that was read by its shape, such as `[a, b]` or `{t=[KeySchemaElement(attributeName=a)]}`. */
export function show(value: unknown, shape: Shape): string {
  if (value === null) return 'null'
  switch (shape.kind) {
    case 'list':
      return `[${(value as readonly unknown[]).map(element => show(element, shape.element)).join(', ')}]`
    case 'map': {
      if (shape.shownAs === 'json') return JSON.stringify(value)
      const entries = Object.entries(value as object)
      return `{${entries.map(([key, entry]) => `${key}=${show(entry, shape.value)}`).join(', ')}}`
    }
    case 'structure': {
      const entries = Object.entries(value as object).map(([key, entry]) => {
        const member = shape.members[key]
        return `${camel(key)}=${member === undefined ? '' : show(entry, member)}`
      })
      return `${shape.name}(${entries.join(', ')})`
    }
    case 'attributeValue':
      return JSON.stringify(value)
    default:
      return String(value)
  }
}

/** The name of a member with its first letter small, as paths and values show it. */
export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}
