/**
 * AttributeUpdates: what an update does to top-level attributes. It is turned into the actions that update expressions
 * are parsed to.
 * Source: DynamoDB developer guide, "AttributeUpdates (legacy)".
 */

import { setOwn, typeOf } from '../../encoding/value.js'
import { type WireOptions, WireReading, type WireValue } from '../../encoding/wire-value.js'
import { ValidationException } from '../../errors/dynamo-error.js'
import { updateOperandType } from '../../errors/expression-errors.js'
import {
  addValueUnsupported,
  deleteValueUnsupported,
  updateTypeMismatch,
  updateValueMissing,
} from '../../errors/legacy-errors.js'
import { updatedItemTooLarge } from '../../errors/value-errors.js'
import type { ActionNode, FunctionNode, PathNode, ValueNode } from '../../expressions/ast.js'
import { type Update, updateOfActions } from '../../expressions/update.js'
import type { AttributeValue, Item, TypeTag } from '../../types/attribute.js'
import { ITEM_SIZE_MAX } from '../../types/limits.js'

/** What happens to one attribute, on the wire. */
interface AttributeUpdate {
  readonly Action?: 'PUT' | 'ADD' | 'DELETE' | undefined
  readonly Value?: WireValue | undefined
}

/** What happens to which attribute, on the wire. */
export type AttributeUpdates = Readonly<Record<string, AttributeUpdate>>

/**
 * The values of the updates by name; null where an update has none.
 *
 * @throws ValidationException for the first that is no attribute value, or whose name is none, or if no item has room for
 *   what is put and added, or for the names alone
 */
export function updateValuesOf(updates: AttributeUpdates, options: WireOptions): Item {
  const values: Record<string, AttributeValue> = {}
  const kept = new WireReading(options, ITEM_SIZE_MAX)
  let nameLengths = 0
  for (const [name, { Action, Value = NOTHING }] of Object.entries(updates)) {
    nameLengths += name.length
    if (nameLengths > ITEM_SIZE_MAX) throw updatedItemTooLarge()
    const reading = Action === 'DELETE' ? new WireReading(options, ITEM_SIZE_MAX) : kept
    const value = reading.attribute(name, Value)
    if (kept.isTooLarge) throw updatedItemTooLarge()
    setOwn(values, name, value)
  }
  return values
}

/**
 * The update; undefined if it has no actions. Throws a `ValidationException` for the first action that there is not.
 *
 * @param values what `updateValuesOf` has made of the updates
 */
export function updateOfAttributes(updates: AttributeUpdates, values: Item): Update | undefined {
  const slots: AttributeValue[] = [NO_ELEMENTS]
  const actions: ActionNode[] = []
  for (const [name, { Action = 'PUT', Value }] of Object.entries(updates)) {
    const target: PathNode = { kind: 'path', steps: [name] }
    if (Value === undefined) {
      if (Action !== 'DELETE') throw updateValueMissing()
      actions.push({ kind: 'REMOVE', target })
      continue
    }
    const value = values[name] ?? null
    checkType(Action, typeOf(value))
    const slot = slots.push(value) - 1
    actions.push(actionOf(Action, target, { node: valueAt(slot), type: typeOf(value) }))
  }
  if (actions.length === 0) return undefined
  return withLegacyTexts(updateOfActions(actions, slots))
}

const NOTHING: WireValue = { NULL: true }
/** What a list that is added to starts from. */
const NO_ELEMENTS: AttributeValue = []
const NO_ELEMENTS_SLOT = 0

const SETS: ReadonlySet<TypeTag> = new Set<TypeTag>(['SS', 'NS', 'BS'])
const ADDED: ReadonlySet<TypeTag> = new Set<TypeTag>(['N', 'L', ...SETS])

function checkType(action: 'PUT' | 'ADD' | 'DELETE', type: TypeTag): void {
  if (action === 'DELETE' && !SETS.has(type)) throw deleteValueUnsupported(type)
  if (action === 'ADD' && !ADDED.has(type)) throw addValueUnsupported(type)
}

function actionOf(
  action: 'PUT' | 'ADD' | 'DELETE',
  target: PathNode,
  { node, type }: { readonly node: ValueNode; readonly type: TypeTag },
): ActionNode {
  if (action === 'PUT') return { kind: 'SET', target, value: node }
  if (type !== 'L') return { kind: action, target, value: node }
  // The service's documentation does not say so, but ADD appends the elements of a list.
  const list: FunctionNode = {
    kind: 'function',
    name: 'if_not_exists',
    operands: [target, valueAt(NO_ELEMENTS_SLOT)],
  }
  const value: FunctionNode = { kind: 'function', name: 'list_append', operands: [list, node] }
  return { kind: 'SET', target, value }
}

function valueAt(slot: number): ValueNode {
  return { kind: 'value', placeholder: `:${slot}`, slot }
}

const OPERAND_TYPE = updateOperandType().message

/** An update that says in other words than update expressions that a stored value has the wrong type. */
function withLegacyTexts(update: Update): Update {
  return {
    targets: update.targets,
    paths: update.paths,
    touched: update.touched,
    literal: name => update.literal(name),
    assignedType: name => update.assignedType(name),
    isTooLarge: () => update.isTooLarge(),
    apply(before, key) {
      try {
        return update.apply(before, key)
      } catch (error) {
        const isType = error instanceof ValidationException && error.message === OPERAND_TYPE
        throw isType ? updateTypeMismatch() : error
      }
    },
  }
}
