/** Decisions in words: refusals in those of the service. */

import type { AccessQuestion, Decision, PolicyKind, StatementPlace } from './question.js'

const NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  'service control': 'service control policy',
  'resource control': 'resource control policy',
  boundary: 'permissions boundary',
  session: 'session policy',
}

/** The message of the service's AccessDeniedException; of what is allowed, by which statement. */
export function decisionText(
  { principal, action, resource }: AccessQuestion,
  decision: Decision,
): string {
  if (decision.isAllowed) {
    const may = `User: ${principal.arn} may perform: ${action} on resource: ${resource}`
    if (decision.statement === undefined) return `${may}, as the root of the account`
    return `${may} by ${statementText(decision.statement)}`
  }
  const refused = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`
  const name = NAMES[decision.kind]
  if (decision.why === 'not allowed') {
    return `${refused} because no ${name} allows the ${action} action`
  }
  return `${refused} with an explicit deny in ${decision.kind === 'identity' ? 'an' : 'a'} ${name}`
}

/** As `statement 0 (OwnItems) of the policy reader`. */
export function statementText({ policy, sid, index }: StatementPlace): string {
  return `statement ${index}${sid === undefined ? '' : ` (${sid})`} of the policy ${policy}`
}
