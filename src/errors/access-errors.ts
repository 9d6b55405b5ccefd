/** What is wrong with a policy, or with a file of principals and their policies. */

import { AccessDeniedException } from './dynamo-error.js'

/** From the outermost value to the one that is wrong: names of members, and indexes of lists. */
export type PolicyPath = readonly (string | number)[]

/**
 * A document that is no policy. The message begins with the place, as in
 * `MalformedPolicyDocument: principals[0].policies[1].Statement[0].Effect must be Allow or Deny`. Nothing of it is in force.
 */
export class MalformedPolicyDocument extends Error {
  override readonly name = 'MalformedPolicyDocument'
  readonly path: PolicyPath
  /** The message without the place. */
  readonly reason: string

  constructor(path: PolicyPath, reason: string) {
    super(`${shownPath(path)} ${reason}`)
    this.path = path
    this.reason = reason
  }
}

/** What policies do not allow. The text is the decision's. */
export const accessDenied = (text: string): AccessDeniedException => new AccessDeniedException(text)

/** A reason for each way in which a document can be wrong. */
export const POLICY_REASONS = {
  notAnObject: 'must be an object',
  notAList: 'must be a list',
  notATextList: 'must be a string or a list of strings',
  notText: 'must be a string',
  unknownMember: (names: readonly string[]) => `is unknown. There may be ${names.join(', ')}`,
  missing: (name: string) => `has no ${name}`,
  exclusive: (name: string) => `has ${name} and Not${name}, which exclude each other`,
  noPrincipal: 'is for resource-based policies: others belong to the principal that they are about',
  version: 'must be 2012-10-17 or 2008-10-17',
  effect: 'must be Allow or Deny',
  repeatedSid: 'is there twice',
  tooLarge: (lengthMax: number) =>
    `has more than ${lengthMax} characters without white space, which is what the largest policies may have`,
  noStatements: 'has no statements',
  action: 'must be *, or a service and an action, as dynamodb:GetItem',
  resource: 'must be in ARN format or "*"',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how policies write them
  variable: "has a policy variable that is none: they are written ${key} or ${key, 'default'}",
  principal: 'must be *, or AWS, Service, Federated or CanonicalUser with whom it is about',
  operator: 'is no condition operator',
  nullIfExists:
    'is no condition operator: Null takes no IfExists, and neither ForAllValues nor ForAnyValue',
  conditionValue: (kind: string) => `must be ${kind}`,
  keyId: 'must be an access key id: 1 to 128 letters, digits and _',
  repeatedKeyId: 'is the access key id of another principal, too',
  principalArn:
    'must be the ARN of a user, of a session of a role (arn:aws:sts::123456789012:assumed-role/role/session) or of the root of an account',
  accountId: 'must be an account id: twelve digits',
  policyUnknown: 'is the name of no policy under policies',
  contextValue: 'must be a string, a number, a boolean or a list of strings',
  sessionOfUser: 'is for sessions of roles',
} as const

function shownPath(path: PolicyPath): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (!/^[\w:$-]+$/.test(step)) text += `[${JSON.stringify(step)}]`
    else text += text === '' ? step : `.${step}`
  }
  return text === '' ? 'The document' : text
}
