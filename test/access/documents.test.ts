// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how policies write variables
import { expect, test } from 'vitest'
import { compilePolicy } from '../../src/access/compile-policy.js'
import { explainDecision } from '../../src/access/explanation.js'
import { readPolicies } from '../../src/access/policies-file.js'
import { allow, deny, policy, principal, question, resourceSide, TABLE, USER } from './policies.js'

const statement = (parts: object): unknown => policy({ ...allow(), ...parts })
const { Action: _, ...withoutAction } = allow()

const WRONG: readonly (readonly [document: unknown, message: string])[] = [
  [null, 'The document must be an object'],
  [[], 'The document must be an object'],
  [
    { ...policy(allow()), Statements: [] },
    'Statements is unknown. There may be Version, Id, Statement',
  ],
  [{ Version: '2026-01-01', Statement: [] }, 'Version must be 2012-10-17 or 2008-10-17'],
  [policy(), 'The document has no statements'],
  [policy(withoutAction), 'Statement[0] has no Action'],
  [{ Statement: withoutAction }, 'Statement has no Action'],
  [
    statement({ NotAction: '*' }),
    'Statement[0] has Action and NotAction, which exclude each other',
  ],
  [statement({ Effect: 'allow' }), 'Statement[0].Effect must be Allow or Deny'],
  [statement({ Action: [] }), 'Statement[0].Action must be a string or a list of strings'],
  [
    statement({ Action: 'GetItem' }),
    'Statement[0].Action must be *, or a service and an action, as dynamodb:GetItem',
  ],
  [statement({ Resource: 'Orders' }), 'Statement[0].Resource must be in ARN format or "*"'],
  [
    statement({ Principal: '*' }),
    'Statement[0].Principal is for resource-based policies: others belong to the principal that they are about',
  ],
  [
    statement({ Condition: { StringIs: { k: 'a' } } }),
    'Statement[0].Condition.StringIs is no condition operator',
  ],
  [
    statement({ Condition: { NullIfExists: { k: 'true' } } }),
    'Statement[0].Condition.NullIfExists is no condition operator: Null takes no IfExists, and neither ForAllValues nor ForAnyValue',
  ],
  [
    statement({ Condition: { StringEquals: { k: null } } }),
    'Statement[0].Condition.StringEquals.k[0] must be a string, a number or a boolean',
  ],
  [
    statement({ Condition: { NumericEquals: { k: 'one' } } }),
    'Statement[0].Condition.NumericEquals.k must be a number',
  ],
  [
    statement({ Condition: { IpAddress: { k: '1.2.3.4/33' } } }),
    'Statement[0].Condition.IpAddress.k must be an IP address, or a range in CIDR notation',
  ],
  [
    statement({ Condition: { StringEquals: { k: '${' } } }),
    "Statement[0].Condition.StringEquals.k has a policy variable that is none: they are written ${key} or ${key, 'default'}",
  ],
  [policy({ ...allow(), Sid: 'a' }, { ...allow(), Sid: 'a' }), 'Statement[1].Sid is there twice'],
  [
    statement({ Resource: `arn:aws:dynamodb:*:*:${'a'.repeat(21_000)}` }),
    'The document has more than 20480 characters without white space, which is what the largest policies may have',
  ],
]

test.each(WRONG)('of the document %j is told what is wrong, and where', (document, message) => {
  expect(() => compilePolicy(document, { name: 'p', isOfResource: false })).toThrow(
    expect.objectContaining({ name: 'MalformedPolicyDocument', message }),
  )
})

const KEY = { accessKeyId: 'KEY', arn: USER }
const WRONG_FILES: readonly (readonly [file: unknown, message: string])[] = [
  [{}, 'The document has no principals'],
  [{ principals: {} }, 'principals must be a list'],
  [
    { principals: [{ ...KEY, polices: [] }] },
    'principals[0].polices is unknown. There may be accessKeyId, arn, policies, boundary, session, tags, context, uniqueId',
  ],
  [{ principals: [{ arn: USER }] }, 'principals[0] has no accessKeyId'],
  [
    { principals: [KEY, KEY] },
    'principals[1].accessKeyId is the access key id of another principal, too',
  ],
  [
    { principals: [{ ...KEY, arn: 'ann' }] },
    'principals[0].arn must be the ARN of a user, of a session of a role (arn:aws:sts::123456789012:assumed-role/role/session) or of the root of an account',
  ],
  [{ principals: [{ ...KEY, session: [] }] }, 'principals[0].session is for sessions of roles'],
  [
    { principals: [{ ...KEY, policies: ['none'] }] },
    'principals[0].policies[0] is the name of no policy under policies',
  ],
  [
    { principals: [{ ...KEY, boundary: statement({ Effect: 1 }) }] },
    'principals[0].boundary.Statement[0].Effect must be Allow or Deny',
  ],
  [{ principals: [], policies: { nobodys: policy() } }, 'policies.nobodys has no statements'],
  [
    { principals: [], organization: { accounts: [1] } },
    'organization.accounts[0] must be an account id: twelve digits',
  ],
]

test.each(WRONG_FILES)('of the file %j is told what is wrong, and where', (file, message) => {
  expect(() => readPolicies(file)).toThrow(
    expect.objectContaining({ name: 'MalformedPolicyDocument', message }),
  )
})

test('hostile names in a file are data', () => {
  const file: unknown = JSON.parse(`{"principals":[{"accessKeyId":"__proto__","arn":"${USER}",
    "policies":["constructor"],"tags":{"__proto__":"a"}}],
    "policies":{"constructor":${JSON.stringify(policy(allow()))}}}`)
  const ann = readPolicies(file).principals.get('__proto__')
  expect(ann?.keys.get('aws:principaltag/__proto__')).toBe('a')
  expect(ann?.policies.map(({ name }) => name)).toEqual(['constructor'])
})

test('an explanation says of each statement what does not match first', () => {
  const policies = [
    policy(
      { ...allow({ Action: 'dynamodb:PutItem' }), Sid: 'Writes' },
      allow({ Resource: `${TABLE}2` }),
      deny({ Condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } } }),
      allow({ Condition: { StringEquals: { 'dynamodb:Select': ['COUNT', 'NONE'] } } }),
      allow({ Resource: 'arn:aws:dynamodb:*:*:table/${none}' }),
    ),
  ]
  const asked = question(principal(USER, { policies }), { keys: { 'dynamodb:Select': 'ALL' } })
  const { text } = explainDecision(asked, resourceSide())
  expect(text.split('\n')).toEqual([
    `User: ${USER} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE} because no identity-based policy allows the dynamodb:GetItem action`,
    '  Allow (identity), statement 0 (Writes) of the policy principals.0.policies.0, does not match: Action leaves out dynamodb:GetItem',
    `  Allow (identity), statement 1 of the policy principals.0.policies.0, does not match: Resource leaves out ${TABLE}`,
    '  Deny (identity), statement 2 of the policy principals.0.policies.0, does not match: Condition StringEquals dynamodb:Select = "COUNT" does not hold: it is "ALL"',
    '  Allow (identity), statement 3 of the policy principals.0.policies.0, does not match: Condition StringEquals dynamodb:Select = ["COUNT","NONE"] does not hold: it is "ALL"',
    '  Allow (identity), statement 4 of the policy principals.0.policies.0, does not match: the variable ${none} has no value',
  ])
})
