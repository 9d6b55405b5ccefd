/** Why policies decide as they do, statement by statement. Made only when somebody asks: it matches everything again. */

import { circumstancesOf, decide } from './decision.js'
import { decisionText, statementText } from './decision-text.js'
import type {
  AccessQuestion,
  Circumstances,
  CompiledPolicy,
  CompiledStatement,
  Decision,
  PolicyKind,
  PolicyLevels,
  ResourceSide,
  StatementPlace,
} from './question.js'

export interface DecisionExplanation {
  readonly decision: Decision
  /** All statements of all policies that have a say, in the order of evaluation. */
  readonly statements: readonly StatementExplanation[]
  /** For people: the decision, and a line for each statement. */
  readonly text: string
}

export interface StatementExplanation extends StatementPlace {
  readonly kind: PolicyKind
  readonly effect: 'Allow' | 'Deny'
  /** The first thing that does not match; undefined if everything does. */
  readonly mismatch: string | undefined
}

/** Decides as `decide` does, and says what became of each statement. */
export function explainDecision(question: AccessQuestion, side: ResourceSide): DecisionExplanation {
  const decision = decide(question, side)
  const circumstances = circumstancesOf(question)
  const statements = policiesOf(question, side).flatMap(([kind, { statements }]) =>
    statements.map((statement): StatementExplanation => {
      const { policy, sid, index, effect } = statement
      const mismatch = mismatchOf(statement, question.action, circumstances)
      return { kind, policy, sid, index, effect, mismatch }
    }),
  )
  const lines = [decisionText(question, decision), ...statements.map(lineOf)]
  return { decision, statements, text: lines.join('\n  ') }
}

function policiesOf(
  { principal }: AccessQuestion,
  side: ResourceSide,
): (readonly [PolicyKind, CompiledPolicy])[] {
  const { boundary, session, serviceControl } = principal
  const flat = (levels: PolicyLevels | undefined): readonly CompiledPolicy[] => levels?.flat() ?? []
  const all: readonly (readonly [PolicyKind, readonly CompiledPolicy[]])[] = [
    ['service control', flat(serviceControl)],
    ['resource control', flat(side.resourceControl)],
    ['resource', side.resourcePolicy === undefined ? [] : [side.resourcePolicy]],
    ['identity', principal.policies],
    ['boundary', boundary === undefined ? [] : [boundary]],
    ['session', session ?? []],
  ]
  return all.flatMap(([kind, policies]) => policies.map(policy => [kind, policy] as const))
}

function mismatchOf(
  statement: CompiledStatement,
  action: string,
  circumstances: Circumstances,
): string | undefined {
  if (!statement.coversAction(action.toLowerCase())) return `Action leaves out ${action}`
  if (statement.grantTo(circumstances.principal) === 'none') {
    return `Principal leaves out ${circumstances.principal.arn}`
  }
  return statement.mismatchWith(circumstances)
}

function lineOf(explained: StatementExplanation): string {
  const { effect, kind, mismatch } = explained
  const outcome = mismatch === undefined ? 'matches' : `does not match: ${mismatch}`
  return `${effect} (${kind}), ${statementText(explained)}, ${outcome}`
}
