/**
 * The size of an update by itself, whatever the item: the service refuses an update that is larger than an item may be,
 * before it looks at the item. Source: observed behaviour.
 */

import { stringSize, valueSize } from '../encoding/size.js'
import type { AttributeValue } from '../types/attribute.js'
import { ITEM_SIZE_MAX } from '../types/limits.js'
import type { ActionNode } from './ast.js'
import type { Values } from './compiler.js'
import type { Path } from './path.js'
import { valueNodesOf } from './update-checks.js'

/** Bytes of any update. */
const UPDATE_OVERHEAD = 3
/** Bytes of an action beside its target and its values. */
const ACTION_OVERHEADS: Readonly<Record<ActionNode['kind'], number>> = {
  SET: 19,
  ADD: 19,
  REMOVE: 2,
  DELETE: 2,
}
/** Bytes of a number at the most, and of a code unit of a string. */
const NUMBER_SIZE_MAX = 21
const UNIT_SIZE_MAX = 3

export class StatementSize {
  /** Bytes of all but the values. */
  readonly #fixed: number
  /** How often the value in a slot is used. */
  readonly #uses = new Map<number, number>()

  /** The targets are those of the actions, in their order. */
  constructor(actions: readonly ActionNode[], targets: readonly Path[]) {
    this.#fixed = UPDATE_OVERHEAD
    for (const [index, action] of actions.entries()) {
      this.#fixed += ACTION_OVERHEADS[action.kind]
      for (const step of targets[index] ?? []) {
        if (typeof step === 'string') this.#fixed += stringSize(step)
      }
      for (const slot of slotsOf(action)) this.#uses.set(slot, (this.#uses.get(slot) ?? 0) + 1)
    }
  }

  /** Whether the update with these values is larger than an item may be. */
  isTooLarge(values: Values): boolean {
    // Nearly all are far from it, and are not counted exactly.
    return (
      this.#sizeWith(values, sizeMaxOf) > ITEM_SIZE_MAX &&
      this.#sizeWith(values, valueSize) > ITEM_SIZE_MAX
    )
  }

  #sizeWith(values: Values, sizeOf: (value: AttributeValue) => number): number {
    let size = this.#fixed
    for (const [slot, count] of this.#uses) size += count * sizeOf(values[slot] ?? null)
    return size
  }
}

function slotsOf(action: ActionNode): readonly number[] {
  if (action.kind === 'ADD' || action.kind === 'DELETE') return [action.value.slot]
  return valueNodesOf(action).flatMap(node => (node.kind === 'value' ? [node.slot] : []))
}

/** No less than the bytes of a value. */
function sizeMaxOf(value: AttributeValue): number {
  switch (typeof value) {
    case 'string':
      return value.length * UNIT_SIZE_MAX
    case 'number':
      return NUMBER_SIZE_MAX
    default:
      return valueSize(value)
  }
}
