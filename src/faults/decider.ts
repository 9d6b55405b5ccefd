/**
 * Which calls have which faults. All that is decided of a call is decided as it comes in, in one go, so that the same calls in
 * the same order have the same faults, however they overlap.
 */

import type { WireMap, WireValue } from '../encoding/wire-value.js'
import type { Clock } from '../env/clock.js'
import { SeededRandom } from '../env/seeded-random.js'
import { callsDiffer } from '../errors/fault-errors.js'
import type { Call } from '../transport/exchange.js'
import type { Element } from './elements.js'
import { type CheckedRule, OPERATIONS_OF, sameForm } from './rules.js'
import type { FaultDecision, FaultRule, FaultTrace } from './script.js'

/** Decides, call by call. */
export type Decider = (call: NumberedCall) => readonly FaultDecision[]

/** A call, its place among all, from 1 on, and what it touches. */
export interface NumberedCall {
  readonly number: number
  readonly call: Call
  readonly elements: readonly Element[]
}

interface RuleState extends CheckedRule {
  /** The calls that fitted, and those that had the fault. */
  seen: number
  had: number
}

/** Decides by rules and chance. */
export function byRules(
  rules: readonly CheckedRule[],
  { seed, clock }: { readonly seed: number; readonly clock: Clock },
): Decider {
  const random = new SeededRandom(seed)
  const states = rules.map((rule): RuleState => ({ ...rule, seen: 0, had: 0 }))
  return numbered => {
    const decisions: FaultDecision[] = []
    for (const [place, rule] of states.entries()) {
      const places = placesIn(numbered, rule)
      if (places.length === 0 || !isDue(rule, clock.now(), random)) continue
      decisions.push(decisionOn(numbered, { rule, place, places, random }))
      if (rule.given.fault !== 'latency') break
    }
    return decisions
  }
}

/** Decides as it was decided. */
export function byTrace({ decisions }: Pick<FaultTrace, 'decisions'>): Decider {
  const byCall = new Map<number, FaultDecision[]>()
  for (const decision of decisions) {
    const others = byCall.get(decision.call)
    if (others === undefined) byCall.set(decision.call, [decision])
    else others.push(decision)
  }
  return ({ number, call: { operation } }) => {
    const found = byCall.get(number) ?? []
    const other = found.find(decision => decision.operation !== operation)
    if (other !== undefined) throw callsDiffer(number, { is: operation, was: other.operation })
    return found
  }
}

/** The places of the elements that a rule is for. */
function placesIn({ call, elements }: NumberedCall, rule: CheckedRule): number[] {
  const { operations, given } = rule
  if (operations !== undefined && !operations.has(call.operation)) return []
  if (OPERATIONS_OF[given.fault]?.includes(call.operation) === false) return []
  // One element alone is done, or it is not.
  if (given.fault === 'partialBatch' && elements.length < 2) return []
  const places: number[] = []
  for (const [place, element] of elements.entries()) {
    if (canHave(given.fault, element, call.operation, rule) && fits(element, rule)) {
      places.push(place)
    }
  }
  return places
}

function canHave(
  fault: FaultRule['fault'],
  { kind, isConsistent, index }: Element,
  operation: string,
  { operations }: CheckedRule,
): boolean {
  switch (fault) {
    case 'throttle':
      return kind !== 'other' || operations !== undefined
    case 'transactionConflict':
      return kind === 'write' || /transact/i.test(operation)
    case 'staleRead':
      return kind === 'read' && isConsistent === false
    case 'laggingIndex':
      return kind === 'read' && isConsistent === false && index !== undefined
    default:
      return true
  }
}

function fits(element: Element, { given, key, operations }: CheckedRule): boolean {
  const { table, index } = given
  if (table !== undefined && table !== element.table) return false
  if (index !== undefined && index !== element.index) {
    // A write waits for the indexes that it goes to, but whoever says nothing of writes means reads.
    if (element.kind !== 'write' || operations === undefined) return false
  }
  return key === undefined || touches(element, key)
}

/** Whether the request names at least one of the key attributes, and none otherwise. */
function touches({ namedValue }: Element, key: WireMap): boolean {
  let isNamed = false
  for (const [name, value] of Object.entries(key)) {
    const named = namedValue(name)
    if (named === undefined) continue
    if (!isSame(named, value)) return false
    isNamed = true
  }
  return isNamed
}

function isSame(named: WireValue, value: WireValue): boolean {
  const [[type = '', text] = []] = Object.entries(value)
  const other: unknown = Reflect.get(named, type)
  if (other === undefined) return false
  if (other === text) return true
  if (type !== 'N') return false
  try {
    return sameForm(named).N === text
  } catch {
    return false
  }
}

function isDue(rule: RuleState, now: number, random: SeededRandom): boolean {
  const { count = Infinity, after = 0, every = 1, probability = 1 } = rule.given
  if (now < rule.from || now >= rule.to) return false
  rule.seen += 1
  const since = rule.seen - after
  if (since <= 0 || since % every !== 0 || rule.had >= count) return false
  if (probability < 1 && random.unit() >= probability) return false
  rule.had += 1
  return true
}

interface Due {
  readonly rule: CheckedRule
  readonly place: number
  readonly places: readonly number[]
  readonly random: SeededRandom
}

function decisionOn(numbered: NumberedCall, { rule, place, places, random }: Due): FaultDecision {
  const { number, call, elements } = numbered
  const { given } = rule
  const chosen = chosenOf(given, { places, count: elements.length, random })
  const concerned = elements[chosen[0] ?? 0]
  const key = concerned?.key ?? rule.key
  return {
    call: number,
    operation: call.operation,
    region: call.region,
    ...(concerned?.table !== undefined && { table: concerned.table }),
    ...(key !== undefined && { key }),
    rule: place,
    fault: given.fault,
    ...(elements.length > 1 && { places: chosen }),
    ...amountsOf(given, random),
  }
}

/** What is concerned of what fits. */
function chosenOf(
  rule: FaultRule,
  { places, count, random }: Pick<Due, 'places' | 'random'> & { readonly count: number },
): readonly number[] {
  if (rule.fault === 'partialBatch') {
    const share = Math.round((rule.share ?? 0.5) * places.length)
    const most = places.length === count ? count - 1 : places.length
    return random.some(Math.min(Math.max(share, 1), most), places)
  }
  const { share = 1 } = rule.fault === 'throttle' ? rule : {}
  if (share === 1) return places
  return random.some(Math.max(1, Math.round(share * places.length)), places)
}

function amountsOf(rule: FaultRule, random: SeededRandom): Pick<FaultDecision, 'ms' | 'writes'> {
  const drawn = (bounds: number | readonly [number, number]): number =>
    typeof bounds === 'number' ? bounds : random.between(...bounds)
  switch (rule.fault) {
    case 'latency':
      return { ms: drawn(rule.ms) }
    case 'staleRead':
    case 'laggingIndex': {
      const { by = { writes: 1 } } = rule
      return 'writes' in by ? { writes: drawn(by.writes) } : { ms: drawn(by.ms) }
    }
    default:
      return {}
  }
}
