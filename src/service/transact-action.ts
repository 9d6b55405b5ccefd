/** The actions of TransactWriteItems on the wire. */

import type { TransactWriteChange } from '../api/transact-write-items.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import { assert } from '../errors/assert.js'
import { constraintsFailed, isOneOf } from '../errors/constraint-errors.js'
import { transactionActionAmbiguous, transactionActionMissing } from '../errors/parameter-errors.js'
import { type Condition, compileCondition } from '../expressions/condition.js'
import type { Placeholders } from '../expressions/placeholders.js'
import { compileUpdate, type Update } from '../expressions/update.js'
import { firstFault, isOfDepth } from './action-faults.js'
import { placeholdersOf } from './bound-values.js'
import { type Combinations, checkCombinations, type PlaceholderParameters } from './combinations.js'
import { WORDINGS } from './wording.js'

/** What every action has. */
interface ActionParameters extends PlaceholderParameters {
  readonly TableName: string
  readonly ConditionExpression?: string | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
}

interface Put extends ActionParameters {
  readonly Item: WireMap
}

interface KeyedAction extends ActionParameters {
  readonly Key: WireMap
}

interface UpdateAction extends KeyedAction {
  readonly UpdateExpression: string
}

interface ConditionCheck extends KeyedAction {
  readonly ConditionExpression: string
}

/** One of these. */
export interface TransactAction {
  readonly ConditionCheck?: ConditionCheck | undefined
  readonly Put?: Put | undefined
  readonly Update?: UpdateAction | undefined
  readonly Delete?: KeyedAction | undefined
}

const CONDITION: Combinations<'ConditionExpression'> = {
  legacy: [],
  expressions: ['ConditionExpression'],
  valued: ['ConditionExpression'],
}
const RETURN_VALUES: readonly string[] = ['ALL_OLD', 'NONE']
const WORDING = WORDINGS.TransactWriteItems

/** The table of an action, as the request names it. Throws a `ValidationException` if it is not one action. */
export function tableNameOf({ ConditionCheck, Put, Update, Delete }: TransactAction): string {
  const members = [ConditionCheck, Put, Update, Delete].filter(member => member !== undefined)
  const [member] = members
  if (member === undefined) throw transactionActionMissing()
  if (members.length > 1) throw transactionActionAmbiguous()
  return member.TableName
}

/**
 * What an action does. Throws a `ValidationException` for the first fault.
 *
 * @param place of the action in the request, from 0 on
 */
export function changeOfAction(action: TransactAction, place: number): TransactWriteChange {
  try {
    return readAction(action, place)
  } catch (error) {
    const { ConditionCheck, Put, Update, Delete } = action
    const attributes = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {}
    const { ExpressionAttributeValues: bound } = Put ?? Update ?? Delete ?? ConditionCheck ?? {}
    const fault = firstFault(error, { attributes, bound }, WORDING)
    // How deep a key is comes after all else that is wrong with its action.
    if (Put === undefined && isOfDepth(fault)) readAction(withoutKey(action), place)
    throw fault
  }
}

function withoutKey({ ConditionCheck, Update, Delete }: TransactAction): TransactAction {
  return {
    ConditionCheck: ConditionCheck && { ...ConditionCheck, Key: {} },
    Update: Update && { ...Update, Key: {} },
    Delete: Delete && { ...Delete, Key: {} },
  }
}

function readAction(action: TransactAction, place: number): TransactWriteChange {
  const { ConditionCheck, Put, Update, Delete } = action
  const path = `transactItems.${place + 1}.member`
  if (Put !== undefined) {
    checkCombinations(Put, CONDITION, WORDING)
    const item = itemOfWire(Put.Item, WORDING)
    return { kind: 'put', item, ...conditionalOf(Put, `${path}.put`) }
  }
  if (Update !== undefined) {
    const key = itemOfWire(Update.Key, WORDING)
    return { kind: 'update', key, ...conditionalUpdateOf(Update, `${path}.update`) }
  }
  const keyed = Delete ?? ConditionCheck
  assert(keyed !== undefined, 'an action has a member')
  checkCombinations(keyed, CONDITION, WORDING)
  const key = itemOfWire(keyed.Key, WORDING)
  const keyedPath = `${path}.${Delete === undefined ? 'conditionCheck' : 'delete'}`
  const { condition, ...rest } = conditionalOf(keyed, keyedPath)
  if (Delete !== undefined) return { kind: 'delete', key, condition, ...rest }
  assert(condition !== undefined, 'a check without a condition is not parsed')
  return { kind: 'check', key, condition, ...rest }
}

/** What every action may depend on. */
interface Conditionals {
  readonly condition: Condition | undefined
  readonly returnOldOnFailure: boolean
  readonly valueBytes: number
}

function conditionalOf(action: ActionParameters, path: string): Conditionals {
  const placeholders = placeholdersOf(action, WORDING)
  checkReturnValues(action, path)
  const condition = conditionFor(action, placeholders)
  placeholders.refuseUnused()
  return conditionalsOf(action, placeholders, condition)
}

function conditionalUpdateOf(
  action: UpdateAction,
  path: string,
): Conditionals & { readonly update: Update } {
  const placeholders = placeholdersOf(action, WORDING)
  checkReturnValues(action, path)
  const update = compileUpdate(action.UpdateExpression, placeholders)
  const condition = conditionFor(action, placeholders)
  placeholders.refuseUnused()
  return { update, ...conditionalsOf(action, placeholders, condition) }
}

/** The one member of an action that the parser of requests does not judge: its fault comes after those of values. */
function checkReturnValues(action: ActionParameters, path: string): void {
  const { ReturnValuesOnConditionCheckFailure: value = 'NONE' } = action
  if (RETURN_VALUES.includes(value)) return
  const failure = { value, constraint: isOneOf(RETURN_VALUES), newer: undefined }
  throw constraintsFailed([{ path: `${path}.returnValuesOnConditionCheckFailure`, ...failure }])
}

function conditionFor(
  { ConditionExpression: text }: ActionParameters,
  placeholders: Placeholders,
): Condition | undefined {
  if (text === undefined) return undefined
  return compileCondition('ConditionExpression', text, placeholders)
}

function conditionalsOf(
  action: ActionParameters,
  { valueBytes }: Placeholders,
  condition: Condition | undefined,
): Conditionals {
  const returnOldOnFailure = action.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
  return { condition, returnOldOnFailure, valueBytes }
}
