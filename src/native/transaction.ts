/** Transactions of the native interface: actions as literals, on any tables of one database. */

import { type TransactGet, transactGetItems } from '../api/transact-get-items.js'
import { type TransactWriteAction, transactWriteItems } from '../api/transact-write-items.js'
import type { Outcome } from '../api/write-one.js'
import { normalizeItem } from '../encoding/normalize.js'
import type { Committer } from '../engine/commit.js'
import {
  notActions,
  transactionActionIncomplete,
  transactionActionInvalid,
} from '../errors/native-errors.js'
import { tooFewActions, tooManyActions } from '../errors/request-errors.js'
import type { Expression } from '../expressions/template.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'
import { TRANSACTION_ACTIONS_MAX } from '../types/limits.js'
import { ANYTHING, optionsOf } from '../validation/options.js'
import {
  conditionOf,
  keyOf,
  projectionFor,
  returnsOldOnFailure,
  updateOf,
  valueBytesOf,
} from './bind.js'
import type { OfAnyItem } from './item-types.js'
import type { Key } from './key-types.js'
import type { Projected } from './options.js'
import { cancelledInFull } from './refusals-in-full.js'
import type { NoOtherMembers } from './schema.js'
import { Table } from './table.js'

/** Any table: what its items are like is the caller's matter. */
export type AnyTable = Table<object, string, string>

type KeyOf<Some> =
  Some extends Table<infer Shape, infer PartitionKey, infer SortKey, infer _I>
    ? Key<Shape, PartitionKey, SortKey>
    : never
type ShapeOf<Some> = Some extends Table<infer Shape, infer _P, infer _S, infer _I> ? Shape : never
type NamesOf<Some> = keyof ShapeOf<Some> & string

interface ActionOptions {
  /** The transaction takes effect only if this holds for the stored item. */
  readonly if?: Expression | undefined
  /** `ALL_OLD`: if the condition fails, the reason carries the stored item. */
  readonly returnValuesOnConditionCheckFailure?: 'ALL_OLD' | undefined
}

/** One action of `transactWrite`; `Some` is the type of its table, `Named` that of what stands for the table in it. */
export type WriteAction<Some, Named = Some> = ActionOptions &
  (
    | (Only<'put', Named> & { readonly item: ShapeOf<Some> | OfAnyItem<ShapeOf<Some>> })
    | (Only<'update', Named> & { readonly key: KeyOf<Some>; readonly set: Expression })
    | (Only<'delete', Named> & { readonly key: KeyOf<Some> })
    | (Only<'check', Named> & { readonly key: KeyOf<Some>; readonly if: Expression })
  )

type WriteKind = 'put' | 'update' | 'delete' | 'check'

/** The table under the kind of the action, and none under another. */
type Only<Kind extends WriteKind, Some> = { readonly [K in Kind]: Some } & {
  readonly [Other in Exclude<WriteKind, Kind>]?: undefined
}

/** One action of `transactGet`, likewise. */
export interface GetAction<Some, Named = Some> {
  readonly get: Named
  readonly key: KeyOf<Some>
  /** Names of top-level attributes to return, or an expression with paths. Default: all. */
  readonly projection?: readonly NamesOf<Some>[] | Expression | undefined
}

/** What the compiler infers the actions of `transactGet` from. */
export interface AnyGetAction<Name extends string = string> {
  readonly get: AnyTable
  readonly key: object
  readonly projection?: readonly Name[] | Expression | undefined
}

/** For each table its action, so that every key and item is checked against the table it goes to. */
export type WriteActions<Tables extends readonly unknown[]> = {
  readonly [Place in keyof Tables]: WriteAction<Tables[Place]>
}

/** The actions, each of which fits the table it goes to. */
export type GetActions<Actions extends readonly unknown[]> = Actions & {
  readonly [Place in keyof Actions]: Actions[Place] extends {
    readonly get: infer Some
    readonly key: infer Given
  }
    ? GetAction<Some> & {
        readonly key: NoOtherMembers<Given, KeyOf<Some>, 'key attribute of the table'>
      }
    : GetAction<AnyTable>
}

/** For each action the item that it found, or what its projection takes of it; or undefined. */
export type GotItems<Actions extends readonly unknown[]> = {
  -readonly [Place in keyof Actions]: GotItem<Actions[Place]> | undefined
}

type GotItem<Action> = Action extends { readonly get: infer Some }
  ? Projected<
      ShapeOf<Some>,
      Action extends { readonly projection: infer Given } ? Given : undefined
    >
  : never

/** An action as it may come from a caller without types. */
type LooseAction = ActionOptions & {
  readonly put?: AnyTable | undefined
  readonly update?: AnyTable | undefined
  readonly delete?: AnyTable | undefined
  readonly check?: AnyTable | undefined
  readonly item?: unknown
  readonly key?: unknown
  readonly set?: Expression
}

const CONDITION = { if: ANYTHING, returnValuesOnConditionCheckFailure: ANYTHING }
const KEY = { ...CONDITION, key: ANYTHING }

/** What an action of each kind may have. */
const ACTION_OPTIONS: Readonly<Record<WriteKind, (action: LooseAction) => LooseAction>> = {
  put: optionsOf('put in transactWrite', { put: ANYTHING, item: ANYTHING, ...CONDITION }),
  update: optionsOf('update in transactWrite', { update: ANYTHING, set: ANYTHING, ...KEY }),
  delete: optionsOf('delete in transactWrite', { delete: ANYTHING, ...KEY }),
  check: optionsOf('check in transactWrite', { check: ANYTHING, ...KEY }),
}
const getActionOptions = optionsOf<AnyGetAction>('get in transactGet', {
  get: ANYTHING,
  key: ANYTHING,
  projection: ANYTHING,
})

/** Whether a table belongs to the database that runs the transaction. */
type IsOwn = (table: StoredTable) => boolean

export function transactWrite(
  committer: Committer,
  actions: readonly LooseAction[],
  isOwn: IsOwn,
): Outcome<void> {
  const read = listOf(actions).map(action => writeActionOf(action, isOwn))
  for (const { table } of read) refuseUnavailable(table)
  return cancelledInFull(read.map(keyed), () => transactWriteItems(committer, read))
}

export function transactGet(
  actions: readonly AnyGetAction[],
  isOwn: IsOwn,
): readonly (Item | undefined)[] {
  const read = listOf(actions).map((one): TransactGet => {
    const given = copyOf(one)
    const table = storedOf(given.get, isOwn)
    const action = getActionOptions(given)
    return { table, key: keyOf(action.key), projection: projectionFor(action.projection) }
  })
  for (const { table } of read) refuseUnavailable(table)
  return cancelledInFull(read, () => transactGetItems(read))
}

function keyed(write: TransactWriteAction): { readonly table: StoredTable; readonly key?: Item } {
  return write.kind === 'put' ? { table: write.table } : write
}

function writeActionOf(one: LooseAction, isOwn: IsOwn): TransactWriteAction {
  const given = copyOf(one)
  const kind = kindOf(given)
  const table = storedOf(given[kind], isOwn)
  const action = ACTION_OPTIONS[kind](given)
  const returnOldOnFailure = returnsOldOnFailure(action)
  // Values first, then the update before the condition: the order in which the service tells faults.
  if (action.put !== undefined) {
    const item = normalizeItem(action.item)
    const condition = conditionOf(action.if)
    const valueBytes = valueBytesOf(action.if)
    return { kind: 'put', table, item, condition, returnOldOnFailure, valueBytes }
  }
  const key = keyOf(action.key)
  if (action.update !== undefined) {
    if (action.set === undefined) throw transactionActionIncomplete('update', 'set')
    const update = updateOf(action.set)
    const condition = conditionOf(action.if)
    const valueBytes = valueBytesOf(action.set) + valueBytesOf(action.if)
    return { kind: 'update', table, key, update, condition, returnOldOnFailure, valueBytes }
  }
  const condition = conditionOf(action.if)
  const valueBytes = valueBytesOf(action.if)
  if (action.delete !== undefined) {
    return { kind: 'delete', table, key, condition, returnOldOnFailure, valueBytes }
  }
  if (condition === undefined) throw transactionActionIncomplete('check', 'if')
  return { kind: 'check', table, key, condition, returnOldOnFailure, valueBytes }
}

const KINDS: readonly WriteKind[] = ['put', 'update', 'delete', 'check']

/** The one member that names a table. Callers without types may hand in anything. */
function kindOf(action: LooseAction): WriteKind {
  const [kind, ...others] = KINDS.filter(name => action[name] !== undefined)
  if (kind === undefined || others.length > 0) throw transactionActionInvalid()
  return kind
}

function storedOf(table: unknown, isOwn: IsOwn): StoredTable {
  if (!Table.isTable(table)) throw transactionActionInvalid()
  const stored = Table.storedOf(table)
  if (!isOwn(stored)) throw transactionActionInvalid()
  return stored
}

/** Each member of an action is read once. Callers without types may hand in anything. */
function copyOf<Action extends object>(action: Action): Action {
  if (typeof action !== 'object' || action === null) throw transactionActionInvalid()
  return { ...action }
}

/** The actions as a list of ours. */
function listOf<Action>(actions: readonly Action[]): readonly Action[] {
  if (!Array.isArray(actions)) throw notActions()
  const { length } = actions
  if (length === 0) throw tooFewActions()
  if (length > TRANSACTION_ACTIONS_MAX) throw tooManyActions(TRANSACTION_ACTIONS_MAX)
  return Array.from({ length }, (_, place) => actions[place] as Action)
}

/** Reading the values of an action may have run code of the caller, and that may have dropped any of the tables. */
function refuseUnavailable({ unavailable }: StoredTable): void {
  if (unavailable !== undefined) throw unavailable()
}
