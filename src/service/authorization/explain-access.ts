/** Which statements decide about a request, without its being run. */

import { type DecisionExplanation, explainDecision } from '../../access/explanation.js'
import { unknownOperation } from '../../errors/request-errors.js'
import { parseRequest } from '../../validation/request.js'
import type { ServiceContext } from '../context.js'
import { isOperation } from '../registry.js'
import { type Caller, questionsOf } from './questions.js'

/** What becomes of a request by policies. */
export interface AccessExplanation {
  /** Whether all that it does is allowed. Of a batch of statements each that is not is refused by itself. */
  readonly isAllowed: boolean
  /** What it does: a question to policies for each action and resource. */
  readonly questions: readonly AnsweredQuestion[]
  /** For people: what is decided of each question, and what became of each statement. */
  readonly text: string
}

export interface AnsweredQuestion extends DecisionExplanation {
  /** As `dynamodb:GetItem`. */
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
}

interface ExplainedCall {
  readonly operation: string
  readonly json: unknown
  readonly caller: Caller
}

/**
 * Explains what policies say of a request. It need not name what is there.
 *
 * @throws UnknownOperationException if there is no such operation
 * @throws DynamoError if the request is malformed
 */
export function explainAccess(context: ServiceContext, call: ExplainedCall): AccessExplanation {
  const { operation, json, caller } = call
  if (!isOperation(operation)) throw unknownOperation(operation)
  const request = parseRequest(operation, json)
  const asked = questionsOf(context, { operation, request, caller })
  const questions = asked.map(({ question, side }): AnsweredQuestion => {
    const { action, resource } = question
    return { action, resource, ...explainDecision(question, side) }
  })
  return {
    isAllowed: questions.every(({ decision }) => decision.isAllowed),
    questions,
    text: questions.map(({ text }) => text).join('\n'),
  }
}
