// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how policies write variables
import { expect, test } from 'vitest'
import { decide } from '../../src/access/decision.js'
import { decisionText } from '../../src/access/decision-text.js'
import type { Principal, ResourceSide } from '../../src/access/question.js'
import {
  type Asked,
  allow,
  deny,
  type Json,
  OTHER,
  OWNER,
  policy,
  principal,
  question,
  ROLE,
  ROOT,
  resourceSide,
  SESSION,
  TABLE,
  USER,
} from './policies.js'

/** What is decided: `allowed`, or why not, and by which kind of policy. */
function outcome(who: Principal, side: ResourceSide, asked: Asked = {}): string {
  const decision = decide(question(who, asked), side)
  return `${decision.isAllowed ? 'allowed' : decision.why}: ${decision.kind}`
}

const user = (...statements: Json[]): Principal =>
  principal(USER, { policies: statements.map(one => policy(one)) })

const SCOPES: readonly (readonly [statement: Json, asked: Asked, isAllowed: boolean])[] = [
  [{ Action: 'dynamodb:GetItem' }, {}, true],
  [{ Action: 'DynamoDB:getitem' }, {}, true],
  [{ Action: 'dynamodb:Get*' }, {}, true],
  [{ Action: 'dynamodb:?etItem' }, {}, true],
  [{ Action: ['dynamodb:Query', 'dynamodb:Scan'] }, {}, false],
  [{ Action: 's3:*' }, {}, false],
  [{ NotAction: 'dynamodb:Delete*' }, {}, true],
  [{ NotAction: 'dynamodb:Get*' }, {}, false],
  [{ Resource: TABLE }, {}, true],
  [{ Resource: TABLE }, { resource: `${TABLE}/index/byDate` }, false],
  [{ Resource: `${TABLE}/index/*` }, { resource: `${TABLE}/index/byDate` }, true],
  [{ Resource: TABLE.replace('Orders', 'orders') }, {}, false],
  [{ Resource: 'arn:aws:dynamodb:*:*:table/Ord*' }, {}, true],
  [{ Resource: 'arn:aws:dynamodb:eu-west-1*:table/Orders:*:*' }, {}, false],
  [{ Resource: 'arn:aws:dynamodb:*:*:*' }, { resource: '*' }, false],
  [{ Resource: '*' }, { resource: '*' }, true],
  [{ Resource: `${TABLE}:a:b` }, { resource: `${TABLE}:a:c` }, false],
  [{ Resource: `${TABLE}*` }, { resource: `${TABLE}:a:b` }, true],
  [{ Resource: `${TABLE}:a*` }, { resource: `${TABLE}:b` }, false],
  [{ NotResource: TABLE }, {}, false],
  [{ NotResource: TABLE }, { resource: `${TABLE}2` }, true],
  [{ Resource: 'arn:aws:dynamodb:*:*:table/${aws:username}' }, {}, false],
  [
    { Resource: 'arn:aws:dynamodb:*:*:table/${aws:username}' },
    { resource: TABLE.replace('Orders', 'ann') },
    true,
  ],
  [{ Resource: [TABLE, 'arn:aws:dynamodb:*:*:table/${none}'] }, {}, false],
]

test.each(SCOPES)('a statement with %j, asked %j, allows: %s', (statement, asked, isAllowed) => {
  expect(decide(question(user(allow(statement)), asked), resourceSide()).isAllowed).toBe(isAllowed)
})

const NAMES_USER = allow({ Principal: { AWS: USER } })
const NAMES_SESSION = allow({ Principal: { AWS: SESSION } })
const NAMES_ROLE = allow({ Principal: { AWS: [ROLE] } })
const NAMES_ACCOUNT = allow({ Principal: { AWS: OWNER } })
const NAMES_ANYBODY = allow({ Principal: '*' })
const boundTo = (arn: string, statement: Json, own: readonly Json[] = []): Principal =>
  principal(arn, { policies: own, boundary: policy(statement) })
const WRITES = allow({ Action: 'dynamodb:PutItem' })
const ALL = policy(allow())

const DECISIONS: readonly (readonly [name: string, Principal, ResourceSide, string])[] = [
  ['no policy', user(), resourceSide(), 'not allowed: identity'],
  ['a policy of its own', user(allow()), resourceSide(), 'allowed: identity'],
  ['a denial of its own', user(allow(), deny()), resourceSide(), 'denied: identity'],
  ['the resource names the user', user(), resourceSide(NAMES_USER), 'allowed: resource'],
  [
    'the resource names another',
    principal(SESSION),
    resourceSide(NAMES_USER),
    'not allowed: identity',
  ],
  ['the resource names anybody', user(), resourceSide(NAMES_ANYBODY), 'allowed: resource'],
  ['the resource names the account', user(), resourceSide(NAMES_ACCOUNT), 'not allowed: identity'],
  [
    'the resource names all but another',
    user(),
    resourceSide({ Effect: 'Allow', Action: '*', Resource: '*', NotPrincipal: { AWS: ROLE } }),
    'allowed: resource',
  ],
  [
    'the resource names all but the user',
    user(),
    resourceSide({ Effect: 'Allow', Action: '*', Resource: '*', NotPrincipal: { AWS: USER } }),
    'not allowed: identity',
  ],
  [
    'the resource denies the user',
    user(allow()),
    resourceSide(deny({ Principal: { AWS: USER } })),
    'denied: resource',
  ],
  [
    'the resource denies the account',
    user(allow()),
    resourceSide(deny({ Principal: { AWS: ROOT } })),
    'denied: resource',
  ],
  [
    'the resource denies another',
    user(allow()),
    resourceSide(deny({ Principal: { AWS: ROLE } })),
    'allowed: identity',
  ],
  ['the boundary lacks it', boundTo(USER, WRITES, [ALL]), resourceSide(), 'not allowed: boundary'],
  [
    'the boundary allows it, and nothing else',
    boundTo(USER, allow()),
    resourceSide(),
    'not allowed: identity',
  ],
  ['the boundary denies it', boundTo(USER, deny(), [ALL]), resourceSide(), 'denied: boundary'],
  [
    'the boundary lacks what the resource grants the user',
    boundTo(USER, WRITES),
    resourceSide(NAMES_USER),
    'allowed: resource',
  ],
  [
    'the boundary lacks what the resource grants anybody',
    boundTo(USER, WRITES),
    resourceSide(NAMES_ANYBODY),
    'not allowed: boundary',
  ],
  [
    'the boundary lacks what the resource grants the role',
    boundTo(SESSION, WRITES),
    resourceSide(NAMES_ROLE),
    'not allowed: boundary',
  ],
  [
    'the boundary lacks what the resource grants the session',
    boundTo(SESSION, WRITES),
    resourceSide(NAMES_SESSION),
    'allowed: resource',
  ],
  [
    'the session lacks it',
    principal(SESSION, { policies: [ALL], session: [policy(WRITES)] }),
    resourceSide(),
    'not allowed: session',
  ],
  [
    'a session of no policies allows nothing',
    principal(SESSION, { policies: [ALL], session: [] }),
    resourceSide(),
    'not allowed: session',
  ],
  [
    'the session denies it',
    principal(SESSION, { policies: [ALL], session: [policy(deny())] }),
    resourceSide(),
    'denied: session',
  ],
  ['the root', principal(ROOT), resourceSide(), 'allowed: root'],
  [
    'the root, denied by the resource',
    principal(ROOT),
    resourceSide(deny({ Principal: '*' })),
    'denied: resource',
  ],
  [
    'all levels of the organization allow',
    principal(USER, { policies: [ALL] }, { serviceControl: [[ALL], [ALL]] }),
    resourceSide(),
    'allowed: identity',
  ],
  [
    'a level of the organization lacks it',
    principal(USER, { policies: [ALL] }, { serviceControl: [[ALL], [policy(WRITES)]] }),
    resourceSide(),
    'not allowed: service control',
  ],
  [
    'the organization denies the root',
    principal(ROOT, {}, { serviceControl: [[ALL, policy(deny())]] }),
    resourceSide(),
    'denied: service control',
  ],
  [
    'the organization is of other accounts',
    principal(USER, { policies: [ALL] }, { accounts: [OTHER], serviceControl: [[]] }),
    resourceSide(),
    'allowed: identity',
  ],
]

test.each(DECISIONS)('within an account: %s', (_, who, side, expected) => {
  expect(outcome(who, side)).toBe(expected)
})

const stranger = (...policies: Json[]): Principal =>
  principal(`arn:aws:iam::${OTHER}:user/eve`, { policies })
const NAMES_EVE = resourceSide(allow({ Principal: { AWS: `arn:aws:iam::${OTHER}:user/eve` } }))
const LETS_IN = resourceSide(allow({ Principal: { AWS: OTHER } }))

test('across accounts, the policies of both sides must allow', () => {
  expect(outcome(stranger(ALL), resourceSide())).toBe('not allowed: resource')
  expect(outcome(stranger(), LETS_IN)).toBe('not allowed: identity')
  expect(outcome(stranger(), NAMES_EVE)).toBe('not allowed: identity')
  expect(outcome(stranger(ALL), NAMES_EVE)).toBe('allowed: identity')
  expect(outcome(stranger(ALL), LETS_IN)).toBe('allowed: identity')
  expect(outcome(principal(`arn:aws:iam::${OTHER}:root`), LETS_IN)).toBe('allowed: resource')
  expect(outcome(principal(`arn:aws:iam::${OTHER}:root`), resourceSide())).toBe(
    'not allowed: resource',
  )
})

test('ForAllValues of no leading keys is true: a policy of own items that allows Scan lets everything through', () => {
  const own = user(
    allow({
      Action: ['dynamodb:GetItem', 'dynamodb:Scan'],
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:username}'] } },
    }),
  )
  const keys = (...leading: string[]): Asked => ({ keys: { 'dynamodb:LeadingKeys': leading } })
  expect(outcome(own, resourceSide(), keys('ann'))).toBe('allowed: identity')
  expect(outcome(own, resourceSide(), keys('bob'))).toBe('not allowed: identity')
  expect(outcome(own, resourceSide(), { action: 'dynamodb:Scan' })).toBe('allowed: identity')
})

test('requests can not claim keys of the principal, and keys that no policy asks for are not computed', () => {
  const asked: string[] = []
  const ann = user(
    allow({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } }),
    deny({
      Action: 'dynamodb:PutItem',
      Condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } },
    }),
  )
  const keys = (key: string): string => {
    asked.push(key)
    return 'blue'
  }
  const decision = decide({ ...question(ann), keys }, resourceSide())
  expect(decision.isAllowed).toBe(false)
  expect(asked).toEqual([])
})

test('a key of a request is computed once', () => {
  let count = 0
  const wanted = allow({ Condition: { StringEquals: { k: 'a' } } })
  const keys = (): string => {
    count += 1
    return 'b'
  }
  decide({ ...question(user(wanted, wanted, wanted)), keys }, resourceSide())
  expect(count).toBe(1)
})

const REFUSED = `User: ${USER} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE}`
const TEXTS: readonly (readonly [Principal, ResourceSide, string])[] = [
  [
    user(),
    resourceSide(),
    `${REFUSED} because no identity-based policy allows the dynamodb:GetItem action`,
  ],
  [
    boundTo(USER, WRITES, [ALL]),
    resourceSide(),
    `${REFUSED} because no permissions boundary allows the dynamodb:GetItem action`,
  ],
  [user(deny()), resourceSide(), `${REFUSED} with an explicit deny in an identity-based policy`],
  [
    user(),
    resourceSide(deny({ Principal: '*' })),
    `${REFUSED} with an explicit deny in a resource-based policy`,
  ],
  [
    boundTo(USER, deny()),
    resourceSide(),
    `${REFUSED} with an explicit deny in a permissions boundary`,
  ],
]

test.each(TEXTS)('refusals are in the words of the service', (who, side, text) => {
  const asked = question(who)
  expect(decisionText(asked, decide(asked, side))).toBe(text)
})
