/** An update that is an object of attributes, rather than an expression. */

import { normalizeItem } from '../encoding/normalize.js'
import { wellFormedValue } from '../encoding/well-formed.js'
import { notAPatch } from '../errors/native-errors.js'
import { emptyAttributeName } from '../errors/value-errors.js'
import type { ActionNode } from '../expressions/ast.js'
import { type Update, updateOfActions } from '../expressions/update.js'
import type { AttributeValue } from '../types/attribute.js'

/**
 * The update that sets the attributes, and removes those that are undefined; without attributes there is none.
 *
 * @throws ValidationException if it is no object of attribute values
 */
export function updateOfPatch(attributes: unknown): Update | undefined {
  if (typeof attributes !== 'object' || attributes === null) throw notAPatch()
  const values = normalizeItem(attributes)
  const slots: AttributeValue[] = []
  const actions: ActionNode[] = []
  for (const [name, value] of Object.entries(values)) {
    const slot = slots.push(wellFormedValue(value)) - 1
    const node = { kind: 'value', placeholder: `:${slot}`, slot } as const
    actions.push({ kind: 'SET', target: { kind: 'path', steps: [name] }, value: node })
  }
  for (const given of Object.keys(attributes)) {
    const name = given.toWellFormed()
    if (Object.hasOwn(values, name)) continue
    if (name === '') throw emptyAttributeName()
    actions.push({ kind: 'REMOVE', target: { kind: 'path', steps: [name] } })
  }
  return actions.length === 0 ? undefined : updateOfActions(actions, slots)
}
