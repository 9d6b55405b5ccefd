/** Transactions on tables elsewhere: the same actions as natively. Each has a token, so that to send one again is safe. */

import { normalizeItem } from '../encoding/normalize.js'
import { uuidOf } from '../env/random.js'
import {
  notActions,
  transactionActionIncomplete,
  transactionActionInvalid,
} from '../errors/native-errors.js'
import { tooFewActions, tooManyActions } from '../errors/request-errors.js'
import type { Expression } from '../expressions/template.js'
import { keyOf, returnsOldOnFailure } from '../native/bind.js'
import type { AnyIndex } from '../native/index-types.js'
import type { AnyProjection } from '../native/options.js'
import type { Table } from '../native/table.js'
import type { GetAction, GotItems, WriteAction } from '../native/transaction.js'
import type { Item } from '../types/attribute.js'
import { TRANSACTION_ACTIONS_MAX } from '../types/limits.js'
import { ANYTHING, optionsOf } from '../validation/options.js'
import type { AsyncIndexedItems, AsyncItems } from './async-table.js'
import { keepingKeys } from './kept-keys.js'
import { RemoteTable } from './remote-table.js'
import { RequestParts } from './request-parts.js'
import type { Sender } from './sender.js'
import { itemOfSdk, type SdkMap, sdkMapOf } from './values.js'

/** Any table elsewhere: what its items are like is the caller's matter. */
export type AnyRemoteTable = RemoteTable<object, string, string, AnyIndex>

/** The embedded table with the types of one elsewhere, or of one that is either. */
type Embedded<Some> =
  Some extends RemoteTable<infer Shape, infer PartitionKey, infer SortKey, infer Indexes>
    ? Table<Shape, PartitionKey, SortKey, Indexes>
    : Some extends Table<object, never, never>
      ? Some
      : Some extends AsyncIndexedItems<
            infer Shape,
            infer PartitionKey,
            infer SortKey,
            infer Indexes
          >
        ? Table<Shape, PartitionKey, SortKey, Indexes>
        : Some extends AsyncItems<infer Shape, infer PartitionKey, infer SortKey>
          ? Table<Shape, PartitionKey, SortKey>
          : never

/** For each table its action, so that every key and item is checked against the table it goes to. */
export type RemoteWriteActions<Tables extends readonly unknown[]> = {
  readonly [Place in keyof Tables]: WriteAction<Embedded<Tables[Place]>, Tables[Place]>
}

/** What the compiler infers the actions of `transactGet` from. */
export interface AnyRemoteGetAction<Name extends string = string> {
  readonly get: AnyRemoteTable
  readonly key: object
  readonly projection?: readonly Name[] | Expression | undefined
}

/** The actions, each of which fits the table it goes to. */
export type RemoteGetActions<Actions extends readonly unknown[]> = Actions & {
  readonly [Place in keyof Actions]: Actions[Place] extends { readonly get: infer Some }
    ? GetAction<Embedded<Some>, Some>
    : never
}

/** For each action the item that it found, or what its projection takes of it; or undefined. */
export type RemoteGotItems<Actions extends readonly unknown[]> = {
  -readonly [Place in keyof Actions]: Actions[Place] extends { readonly get: infer Some }
    ? GotItems<readonly [Omit<Actions[Place], 'get'> & { readonly get: Embedded<Some> }]>[0]
    : never
}

/** An action as it may come from a caller without types. */
interface LooseAction {
  readonly put?: unknown
  readonly update?: unknown
  readonly delete?: unknown
  readonly check?: unknown
  readonly item?: unknown
  readonly key?: unknown
  readonly set?: Expression
  readonly if?: Expression | undefined
  readonly returnValuesOnConditionCheckFailure?: 'ALL_OLD' | undefined
}

const KINDS = ['put', 'update', 'delete', 'check'] as const
const CONDITION = { if: ANYTHING, returnValuesOnConditionCheckFailure: ANYTHING }
const KEY = { ...CONDITION, key: ANYTHING }

/** What an action of each kind may have. */
const ACTION_OPTIONS = {
  put: optionsOf<object>('put in transactWrite', {
    put: ANYTHING,
    item: ANYTHING,
    ...CONDITION,
  } as object),
  update: optionsOf<object>('update in transactWrite', {
    update: ANYTHING,
    set: ANYTHING,
    ...KEY,
  } as object),
  delete: optionsOf<object>('delete in transactWrite', { delete: ANYTHING, ...KEY } as object),
  check: optionsOf<object>('check in transactWrite', { check: ANYTHING, ...KEY } as object),
}
const getActionOptions = optionsOf<AnyRemoteGetAction>('get in transactGet', {
  get: ANYTHING,
  key: ANYTHING,
  projection: ANYTHING,
})

/** Writes that take effect together or not at all. Throws as the native one does. */
export async function transactWrite(
  sender: Sender,
  actions: readonly LooseAction[],
): Promise<void> {
  const TransactItems = listOf(actions).map(action => writeOf(sender, action))
  const input = { TransactItems, ClientRequestToken: uuidOf(sender.random) }
  await sender.send('TransactWriteItems', input, { isRepeatable: true })
}

/** Items of one moment, in the order of the actions. Throws as the native one does. */
export async function transactGet(
  sender: Sender,
  actions: readonly AnyRemoteGetAction[],
): Promise<readonly (Item | undefined)[]> {
  const gets = listOf(actions).map(one => {
    const action = getActionOptions(copyOf(one))
    const TableName = nameOf(sender, action.get)
    const parts = new RequestParts()
    const Key = sdkMapOf(keyOf(action.key))
    const projection = action.projection as AnyProjection<Item>
    // Of an item in which a projection finds nothing this operation answers as if there were none.
    const { text, asked } = keepingKeys(parts, projection, Object.keys(Key))
    const members = {
      TableName,
      Key,
      ...(text === undefined ? {} : { ProjectionExpression: text }),
      ...parts.bindings(),
    }
    return { Get: members, asked }
  })
  const TransactItems = gets.map(({ Get }) => ({ Get }))
  const output = await sender.send<{
    readonly Responses?: readonly { readonly Item?: SdkMap }[]
  }>('TransactGetItems', { TransactItems }, { isRepeatable: true })
  return (output.Responses ?? []).map(
    ({ Item }, place) => Item && gets[place]?.asked(itemOfSdk(Item)),
  )
}

function writeOf(sender: Sender, one: LooseAction): object {
  const given = copyOf(one)
  const [kind, ...others] = KINDS.filter(name => given[name] !== undefined)
  if (kind === undefined || others.length > 0) throw transactionActionInvalid()
  const TableName = nameOf(sender, given[kind])
  const action = ACTION_OPTIONS[kind](given) as LooseAction
  const parts = new RequestParts()
  const members = (write: object): object => {
    const condition = parts.expression('if', action.if)
    return {
      TableName,
      ...write,
      ...(condition === undefined ? {} : { ConditionExpression: condition }),
      ...(returnsOldOnFailure(action) && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      ...parts.bindings(),
    }
  }
  if (kind === 'put') return { Put: members({ Item: sdkMapOf(normalizeItem(action.item)) }) }
  const Key = sdkMapOf(keyOf(action.key))
  if (kind === 'delete') return { Delete: members({ Key }) }
  if (kind === 'check') {
    if (action.if === undefined) throw transactionActionIncomplete('check', 'if')
    return { ConditionCheck: members({ Key }) }
  }
  if (action.set === undefined) throw transactionActionIncomplete('update', 'set')
  return { Update: members({ Key, UpdateExpression: parts.expression('The update', action.set) }) }
}

/** Tables of another connection may be in another region, or of another account. */
function nameOf(sender: Sender, table: unknown): string {
  const place = RemoteTable.placeOf(table)
  if (place === undefined || place.sender !== sender) throw transactionActionInvalid()
  return place.name
}

/** Each member of an action is read once. Callers without types may hand in anything. */
function copyOf<Action extends object>(action: Action): Action {
  if (typeof action !== 'object' || action === null) throw transactionActionInvalid()
  return { ...action }
}

function listOf<Action>(actions: readonly Action[]): readonly Action[] {
  if (!Array.isArray(actions)) throw notActions()
  if (actions.length === 0) throw tooFewActions()
  if (actions.length > TRANSACTION_ACTIONS_MAX) throw tooManyActions(TRANSACTION_ACTIONS_MAX)
  return Array.from(actions as readonly Action[])
}
