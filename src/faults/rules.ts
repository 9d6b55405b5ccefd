/** Scripts of faults, checked: what is wrong with one is told with its place, before any call has a fault. */

import { normalizeValue } from '../encoding/normalize.js'
import { valueOfWire, type WireMap, type WireValue, wireOfValue } from '../encoding/wire-value.js'
import { isRefusal } from '../errors/dynamo-error.js'
import { faultBackwards, faultKeyInvalid, faultUnfit, inScript } from '../errors/fault-errors.js'
import { isOperation } from '../service/registry.js'
import {
  ARRAY,
  FLAG,
  OBJECT,
  type OptionRules,
  oneOf,
  optionsOf,
  TEXT,
} from '../validation/options.js'
import type { FaultRule, FaultScope, FaultScript, FaultTime } from './script.js'

/** A rule as it is applied. */
export interface CheckedRule {
  /** As it was given, for traces. */
  readonly given: FaultRule
  readonly operations: ReadonlySet<string> | undefined
  /** In wire form. */
  readonly key: WireMap | undefined
  readonly from: number
  readonly to: number
}

interface CheckedScript {
  readonly seed: number | undefined
  readonly rules: readonly CheckedRule[]
}

const SEED_MAX = Number.MAX_SAFE_INTEGER

const wholeFrom = (min: number, max = SEED_MAX) => ({
  allowed: `a whole number from ${min} on`,
  accepts: (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
})
const FRACTION = {
  allowed: 'a number from 0 to 1',
  accepts: (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1,
}
const BOUNDS = {
  allowed: 'a whole number from 0 on, or two of them that are bounds',
  accepts: (value: unknown): boolean => {
    const numbers = Array.isArray(value) && value.length === 2 ? value : [value]
    return numbers.every(wholeFrom(0).accepts)
  },
}
const OPERATION = {
  allowed: 'the name of an operation, such as PutItem, or an array of them',
  accepts: (value: unknown): boolean => {
    const names: unknown[] = Array.isArray(value) ? value : [value]
    return names.length > 0 && names.every(name => typeof name === 'string' && isOperation(name))
  },
}
const SPAN = {
  allowed: 'two times: milliseconds since 1970, dates, or texts of ISO 8601',
  accepts: (value: unknown): boolean =>
    Array.isArray(value) && value.length === 2 && value.every(one => !Number.isNaN(timeOf(one))),
}

const SCOPE: OptionRules<FaultScope> = {
  table: TEXT,
  index: TEXT,
  operation: OPERATION,
  key: OBJECT,
  count: wholeFrom(0),
  after: wholeFrom(0),
  every: wholeFrom(1),
  probability: FRACTION,
  between: SPAN,
}
const STALE = { by: OBJECT, monotonic: FLAG }

/** The options that each fault has, besides those of its scope. */
const OWN = {
  throttle: {
    kind: oneOf(
      'ProvisionedThroughputExceededException',
      'ThrottlingException',
      'RequestLimitExceeded',
    ),
    share: FRACTION,
    message: TEXT,
  },
  transactionConflict: { message: TEXT },
  internalError: { effect: FLAG, message: TEXT },
  unavailable: { message: TEXT },
  latency: { ms: BOUNDS },
  partialBatch: { share: FRACTION },
  staleRead: STALE,
  laggingIndex: STALE,
  lostReply: {},
} satisfies Record<FaultRule['fault'], object>

const FAULT = oneOf(...Object.keys(OWN))
const checkFault = (rule: FaultRule): FaultRule =>
  optionsOf<FaultRule>(`The fault ${rule.fault}`, {
    fault: FAULT,
    ...SCOPE,
    ...OWN[rule.fault],
  } as OptionRules<FaultRule>)(rule)

const BATCHES = ['BatchGetItem', 'BatchWriteItem'] as const
const STALE_READS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'Scan',
  'ExecuteStatement',
  'BatchExecuteStatement',
] as const

/** The operations that some faults are for. */
export const OPERATIONS_OF: Readonly<Partial<Record<FaultRule['fault'], readonly string[]>>> = {
  transactionConflict: [
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchWriteItem',
    'TransactWriteItems',
    'TransactGetItems',
    'ExecuteStatement',
    'BatchExecuteStatement',
    'ExecuteTransaction',
  ],
  partialBatch: BATCHES,
  staleRead: STALE_READS,
  laggingIndex: ['Query', 'Scan', 'ExecuteStatement'],
}

const script = optionsOf<FaultScript>('injectFaults', {
  seed: { ...wholeFrom(0), allowed: `a whole number from 0 to ${SEED_MAX}` },
  rules: ARRAY,
})

/**
 * A script that can be applied.
 *
 * @throws ValidationException that names the place of what is wrong, and what is allowed
 */
export function checkedScript(given: FaultScript): CheckedScript {
  const { seed, rules } = script(given)
  if (rules === undefined) throw inScript('rules', new Error('there are none: give an array'))
  return { seed, rules: rules.map((rule, place) => at(`rules[${place}]`, () => checked(rule))) }
}

function at<Result>(place: string, check: () => Result): Result {
  try {
    return check()
  } catch (error) {
    throw isRefusal(error) ? inScript(place, error) : error
  }
}

function checked(given: FaultRule): CheckedRule {
  optionsOf<Pick<FaultRule, 'fault'>>('A rule', {
    fault: FAULT,
  })({ fault: OBJECT.accepts(given) ? (given.fault ?? null) : given } as Pick<FaultRule, 'fault'>)
  const rule = checkFault(given)
  const { operation, key, between } = rule
  const names = operation === undefined ? undefined : [operation].flat()
  const fitting = OPERATIONS_OF[rule.fault]
  const unfit = fitting && names?.find(name => !fitting.includes(name))
  if (fitting !== undefined && unfit !== undefined) {
    throw faultUnfit(rule.fault, { operation: unfit, names: fitting })
  }
  checkAmounts(rule)
  const [from = -Infinity, to = Infinity] = (between ?? []).map(timeOf)
  if (from > to) throw faultBackwards('between')
  return {
    given: rule,
    operations: names && new Set(names),
    key: key && wireKeyOf(key),
    from,
    to,
  }
}

const amount = {
  ms: optionsOf<{ readonly ms: unknown }>('by', { ms: BOUNDS }),
  writes: optionsOf<{ readonly writes: unknown }>('by', { writes: BOUNDS }),
}

/** What must be there for `ms`, or for `by`. */
function checkAmounts(rule: FaultRule): void {
  if (rule.fault === 'latency') {
    amount.ms({ ms: rule.ms ?? null })
    checkOrder('ms', rule.ms)
  }
  if ((rule.fault !== 'staleRead' && rule.fault !== 'laggingIndex') || rule.by === undefined) return
  if ('writes' in rule.by) checkOrder('writes', amount.writes(rule.by).writes)
  else checkOrder('ms', amount.ms({ ...rule.by, ms: rule.by.ms ?? null }).ms)
}

function checkOrder(name: string, bounds: unknown): void {
  const [min, max] = [bounds].flat() as number[]
  if (min !== undefined && max !== undefined && min > max) throw faultBackwards(name)
}

/** Milliseconds since 1970; NaN if it is no time. */
function timeOf(given: FaultTime): number {
  if (typeof given === 'number') return given
  return typeof given === 'string' ? Date.parse(given) : Number(given?.valueOf())
}

/** A key is never a map, so an object is a value in wire form. */
function wireKeyOf(key: Readonly<Record<string, unknown>>): WireMap {
  const entries = Object.entries(key)
  if (entries.length === 0 || entries.length > 2) throw faultKeyInvalid()
  return Object.fromEntries(entries.map(([name, value]) => [name, wireValueOf(value)]))
}

function wireValueOf(value: unknown): WireValue {
  try {
    const wire = isKeyValue(value) ? value : wireOfValue(normalizeValue(value))
    if (!isKeyValue(wire)) throw faultKeyInvalid()
    return sameForm(wire)
  } catch {
    throw faultKeyInvalid()
  }
}

function isKeyValue(value: unknown): value is WireValue {
  if (!OBJECT.accepts(value)) return false
  const [type = '', ...others] = Object.keys(value as object)
  return others.length === 0 && ['S', 'N', 'B'].includes(type)
}

/** The same for values that are equal, such as numbers with and without zeros at their ends. */
export function sameForm(value: WireValue): WireValue {
  return wireOfValue(valueOfWire(value))
}
