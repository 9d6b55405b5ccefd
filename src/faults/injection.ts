/** What becomes of the calls of clients while faults are injected. */

import type { Clock } from '../env/clock.js'
import { seedOf, systemRandom } from '../env/random.js'
import {
  type DynamoError,
  isRefusal,
  type TransactionCanceledException,
} from '../errors/dynamo-error.js'
import { transactionCanceled } from '../errors/request-errors.js'
import { statementErrorOf } from '../service/partiql/batch-execute-statement.js'
import type { Answer, Call } from '../transport/exchange.js'
import { isBatch, joined, partsOf, undone } from './batches.js'
import { byRules, byTrace, type Decider, type NumberedCall } from './decider.js'
import { elementsOf } from './elements.js'
import { type PastState, PastStates, tablesOf } from './past-states.js'
import { refusalBy } from './refusals.js'
import { checkedScript } from './rules.js'
import type { FaultDecision, FaultRule, FaultScript, FaultTrace } from './script.js'
import { Waits } from './waits.js'

/** Whether it is a trace. */
function isTrace(script: FaultScript | FaultTrace): script is FaultTrace {
  return Array.isArray((script as Partial<FaultTrace> | null)?.decisions)
}

const DECISIONS_MAX = 100_000

/** The database whose calls have faults. */
interface Target {
  readonly clock: Clock
  fork(): PastState
}

export class Injection {
  readonly seed: number
  readonly #rules: readonly FaultRule[]
  readonly #decide: Decider
  readonly #onFault: (decision: FaultDecision) => void
  readonly #fork: () => PastState
  readonly #waits: Waits
  /** Undefined if no rule needs them. */
  readonly #past: PastStates | undefined
  readonly #decisions: FaultDecision[] = []
  /** By rule, the position of the last state that a read of it has found. */
  readonly #floors = new Map<number, number>()
  #calls = 0

  constructor(
    database: Target,
    script: FaultScript | FaultTrace,
    onFault: (decision: FaultDecision) => void,
  ) {
    const { clock } = database
    const { seed, rules } = checkedScript(
      isTrace(script) ? { seed: script.seed, rules: script.rules } : script,
    )
    this.seed = seed ?? seedOf(systemRandom)
    this.#rules = rules.map(({ given }) => given)
    this.#decide = isTrace(script) ? byTrace(script) : byRules(rules, { seed: this.seed, clock })
    this.#onFault = onFault
    this.#fork = () => database.fork()
    this.#waits = new Waits(clock)
    const isStale = this.#rules.some(
      ({ fault }) => fault === 'staleRead' || fault === 'laggingIndex',
    )
    this.#past = isStale ? new PastStates(this.#fork, clock) : undefined
  }

  get trace(): FaultTrace {
    return {
      seed: this.seed,
      rules: this.#rules,
      calls: this.#calls,
      decisions: [...this.#decisions],
    }
  }

  end(): void {
    this.#waits.end()
    this.#past?.forget()
  }

  async answer(call: Call, next: Answer): Promise<object> {
    this.#calls += 1
    const numbered = { number: this.#calls, call, elements: elementsOf(call) }
    const decisions = this.#decide(numbered)
    for (const decision of decisions) this.#tell(decision)
    const pass: Answer = one => this.#pass({ ...numbered, call: one }, next)
    let fault: FaultDecision | undefined
    for (const decision of decisions) {
      if (decision.fault === 'latency') await this.#waits.for(decision.ms ?? 0)
      else fault = decision
    }
    return fault === undefined ? pass(call) : this.#fail(numbered, fault, pass)
  }

  #tell(decision: FaultDecision): void {
    this.#decisions.push(decision)
    if (this.#decisions.length > DECISIONS_MAX) this.#decisions.shift()
    this.#onFault(decision)
  }

  #pass(numbered: NumberedCall, next: Answer): Promise<object> {
    return this.#past === undefined ? next(numbered.call) : this.#past.pass(numbered, next)
  }

  async #fail(numbered: NumberedCall, decision: FaultDecision, pass: Answer): Promise<object> {
    const { call, elements } = numbered
    const rule = this.#rules[decision.rule]
    if (rule === undefined) return pass(call)
    switch (rule.fault) {
      case 'throttle':
      case 'transactionConflict':
      case 'partialBatch':
        if (await this.#isRefusedAnyway(call)) return pass(call)
        return this.#refuse(numbered, decision, pass)
      case 'staleRead':
      case 'laggingIndex':
        return this.#answerLate(numbered, decision, pass)
      default: {
        const takesEffect =
          rule.fault === 'lostReply' || (rule.fault === 'internalError' && rule.effect === true)
        if (takesEffect) {
          await pass(call).catch((error: unknown) => {
            if (!isRefusal(error)) throw error
          })
        }
        throw refusalBy(rule, { region: call.region, element: elements[0] })
      }
    }
  }

  /** Whether the request is refused for what is wrong with it, which the service finds before it is throttled. */
  async #isRefusedAnyway(call: Call): Promise<boolean> {
    try {
      await this.#fork().answer(call)
      return false
    } catch (error) {
      return !isRefusal(error) || isForForm(error)
    }
  }

  async #refuse(numbered: NumberedCall, decision: FaultDecision, pass: Answer): Promise<object> {
    const { call, elements } = numbered
    const rule = this.#rules[decision.rule] as FaultRule
    const places = decision.places ?? elements.map((_, place) => place)
    const refusalAt = (place: number): DynamoError =>
      refusalBy(rule, { region: call.region, element: elements[place] }) as DynamoError
    const [first = 0] = places
    if (!isBatch(call)) {
      if (!isTransaction(call)) throw refusalAt(first)
      throw transactionCanceled(
        elements.map((_, place) => (places.includes(place) ? refusalAt(place) : undefined)),
      )
    }
    const isAll = places.length === elements.length
    if (isAll && rule.fault === 'throttle' && call.operation !== 'BatchExecuteStatement') {
      throw refusalAt(first)
    }
    const { chosen, others } = partsOf(call, places)
    const answer = others && (await pass(others))
    const error = (): object => statementErrorOf(refusalAt(first))
    return joined(call, places, { chosen: chosen && undone(chosen, error), others: answer })
  }

  async #answerLate(
    numbered: NumberedCall,
    decision: FaultDecision,
    pass: Answer,
  ): Promise<object> {
    const { call, elements } = numbered
    const rule = this.#rules[decision.rule]
    if (rule?.fault === 'laggingIndex' && !(await isOfGlobalIndex(numbered, pass))) {
      return pass(call)
    }
    const isMonotonic = rule === undefined || !('monotonic' in rule) || rule.monotonic !== false
    const floor = isMonotonic ? (this.#floors.get(decision.rule) ?? 0) : 0
    const behind = { ...decision, tables: tablesOf(call, elements) }
    const { state, position } = this.#past?.before(behind, floor) ?? { position: 0 }
    this.#floors.set(decision.rule, Math.max(floor, position))
    if (state === undefined) return pass(call)
    const places = decision.places ?? []
    if (!isBatch(call) || places.length === 0 || places.length === elements.length) {
      return answerOf(state, call, pass)
    }
    const { chosen, others } = partsOf({ ...call, asJson: false }, places)
    const [late, present] = await Promise.all([
      chosen && answerOf(state, chosen, pass),
      others && pass(others),
    ])
    return joined(call, places, { chosen: late, others: present })
  }
}

/** What was is no reason to refuse what is asked for now. */
async function answerOf(state: PastState, call: Call, pass: Answer): Promise<object> {
  try {
    return await state.answer(call)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return pass(call)
  }
}

interface Description {
  readonly Table?: {
    readonly GlobalSecondaryIndexes?: readonly { readonly IndexName?: string }[]
  }
}

async function isOfGlobalIndex({ call, elements }: NumberedCall, pass: Answer): Promise<boolean> {
  const [{ table = '', index } = { table: '' }] = elements
  const { region } = call
  try {
    const asked = { region, operation: 'DescribeTable', json: { TableName: table } }
    const { Table } = (await pass(asked)) as Description
    return Table?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === index) ?? false
  } catch (error) {
    if (!isRefusal(error)) throw error
    return false
  }
}

const TRANSACTIONS: ReadonlySet<string> = new Set([
  'TransactGetItems',
  'TransactWriteItems',
  'ExecuteTransaction',
])

function isTransaction({ operation }: Call): boolean {
  return TRANSACTIONS.has(operation)
}

/** Refusals that are for what is stored, or for want of capacity. */
const NOT_FOR_FORM: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'DuplicateItemException',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
])

function isForForm(error: DynamoError): boolean {
  if (error.name !== 'TransactionCanceledException') return !NOT_FOR_FORM.has(error.name)
  const { cancellationReasons } = error as TransactionCanceledException
  return cancellationReasons.some(({ code }) => code === 'ValidationError')
}
