/** The naive model: tables as maps of items, sorted anew for every read. */

import type { Expression, WriteOptions } from '../../src/index.js'
import type { AttributeValue, Item, KeyType } from '../../src/types/attribute.js'
import type { RandomCondition } from './conditions.js'
import { type RandomUpdate, Refusal } from './updates.js'
import { compare, identityOf, stored, storedItem } from './values.js'

export interface Keys {
  readonly partition: KeyType
  readonly sort?: KeyType | undefined
}

/** The names of the key attributes: one of them as hostile as a name can be. */
export const PARTITION = 'pk'
export const SORT = 'toString'

export interface SortTest {
  /** As a query takes it. */
  readonly condition: unknown
  /** Whether it holds for one value only. */
  readonly single?: boolean | undefined
  holds(value: AttributeValue): boolean
}

export interface QueryOptions {
  readonly partition: AttributeValue
  readonly sort?: SortTest | undefined
  readonly reverse: boolean
  readonly filter?: RandomCondition | undefined
  readonly limit?: number | undefined
  readonly startKey?: Item | undefined
}

export type Action =
  | { readonly kind: 'put'; readonly item: Item; readonly condition?: RandomCondition | undefined }
  | {
      readonly kind: 'delete'
      readonly key: Item
      readonly condition?: RandomCondition | undefined
    }
  | { readonly kind: 'check'; readonly key: Item; readonly condition: RandomCondition }
  | {
      readonly kind: 'update'
      readonly key: Item
      readonly update: RandomUpdate
      readonly condition?: RandomCondition | undefined
    }

export class ModelTable {
  readonly keys: Keys
  /** Items by the identity of their key. They are never changed, only replaced. */
  readonly items: Map<string, Item>

  constructor(keys: Keys, items = new Map<string, Item>()) {
    this.keys = keys
    this.items = items
  }

  fork(): ModelTable {
    return new ModelTable(this.keys, new Map(this.items))
  }

  idOf(item: Item): string {
    const sort =
      this.keys.sort === undefined ? '' : identityOf(stored(item[SORT] as AttributeValue))
    return `${identityOf(stored(item[PARTITION] as AttributeValue))} ${sort}`
  }

  keyOf(item: Item): Item {
    const key = { [PARTITION]: item[PARTITION] as AttributeValue }
    return this.keys.sort === undefined ? key : { ...key, [SORT]: item[SORT] as AttributeValue }
  }

  get(key: Item): Item | undefined {
    return this.items.get(this.idOf(key))
  }

  /** The item after an action. Throws a `Refusal`. */
  decide(action: Action): Item | undefined {
    const key = action.kind === 'put' ? action.item : action.key
    const before = this.get(key)
    if (action.condition?.holds(before ?? {}) === false) {
      throw new Refusal('ConditionalCheckFailedException')
    }
    switch (action.kind) {
      case 'put':
        return storedItem(action.item)
      case 'delete':
        return undefined
      case 'check':
        return before
      case 'update':
        return action.update.apply(before, storedItem(action.key))
    }
  }

  /** Lets an action take effect. Returns the versions before and after. */
  run(action: Action): { before: Item | undefined; after: Item | undefined } {
    const key = action.kind === 'put' ? action.item : action.key
    const before = this.get(key)
    const after = this.decide(action)
    if (after === undefined) this.items.delete(this.idOf(key))
    else this.items.set(this.idOf(key), after)
    return { before, after }
  }

  /** All items that a query evaluates, in order: before the limit and the filter. */
  range({ partition, sort, reverse, startKey }: QueryOptions): Item[] {
    const items = [...this.items.values()]
      .filter(item => compare(item[PARTITION], stored(partition)) === 0)
      .filter(item => sort === undefined || sort.holds(item[SORT] as AttributeValue))
      .sort((left, right) => compare(left[SORT], right[SORT]) ?? 0)
    if (reverse) items.reverse()
    if (startKey === undefined) return items
    const start = stored(startKey[SORT] as AttributeValue)
    return items.filter(item => {
      const order = compare(item[SORT], start) ?? 0
      return reverse ? order < 0 : order > 0
    })
  }
}

/** Lets all actions take effect, or none. Throws a `Refusal` with a reason for each. */
export function transact(actions: readonly { table: ModelTable; action: Action }[]): void {
  const reasons = actions.map(({ table, action }) => {
    try {
      table.decide(action)
      return 'None'
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.message === 'ValidationException' ? 'ValidationError' : 'ConditionalCheckFailed'
    }
  })
  if (reasons.some(reason => reason !== 'None')) {
    throw new Refusal('TransactionCanceledException', reasons)
  }
  for (const { table, action } of actions) table.run(action)
}

/** The options of a write under a condition. */
export function conditional(condition: RandomCondition | undefined): { if?: Expression } {
  return condition === undefined ? {} : ({ if: condition.expression } satisfies WriteOptions<never>)
}
