/** Resource-based policies: rules in the order in which they are checked, and what is told. */

import { answer, type Json, Rows, refuse, type Suite, type World } from '../row.js'
import { AT, arnOf, IN_USE, notFound, onDemand } from './tables.js'

export const putRows = new Rows('PutResourcePolicy')
export const getRows = new Rows('GetResourcePolicy')
export const deleteRows = new Rows('DeleteResourcePolicy')

const INVALID = 'One or more parameter values were invalid: '
const DOCUMENT = `${INVALID}Invalid policy document: `
const SECOND = 1000
const ResourceArn = arnOf('one')
const STREAM = `${ResourceArn}/stream/2026-11-22T06:00:00.123`
const OTHER_STREAM = `${ResourceArn}/stream/2026-11-22T06:07:01.123`
const ROOT = 'arn:aws:iam::000000000000:root'

const STATEMENT = {
  Sid: 'a',
  Effect: 'Allow',
  Principal: { AWS: ROOT },
  Action: 'dynamodb:GetItem',
  Resource: ResourceArn,
}
const policy = (...Statement: readonly Json[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement })
const POLICY = policy(STATEMENT)
const of = (text: string): Json => ({ Policy: text })
const stated = (more: Json): Json => of(policy({ ...STATEMENT, ...more }))

const STREAMED = {
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
}
const WORLD: World = {
  given: [{ operation: 'CreateTable', request: onDemand('one', STREAMED) }],
}
const SLOW: World = { ...WORLD, transientStatusDuration: SECOND }

const detected = (path: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
const mismatch = (expected: string): string =>
  `PolicyNotFoundException: Requested policy not found: ExpectedRevisionId ${expected} did not match`
const none = (arn: string): string =>
  `PolicyNotFoundException: Requested policy not found: Policy of ${arn} not found`

const INDEX = `${ResourceArn}/index/two`
const US_WEST = arnOf('one', 'us-west-2')
const ELSEWHERE = 'arn:aws:dynamodb:us-east-1:123456789012:table/one'
const ARNS: readonly (readonly [arn: string, refusal: string])[] = [
  ['one', `${INVALID}ARNs must start with 'arn:': one`],
  ['arn:aws:s3:::one', `${INVALID}Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::one`],
  [
    INDEX,
    `${INVALID}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${INDEX}`,
  ],
  [US_WEST, `${INVALID}Invalid resource Arn: ${US_WEST}`],
  [ELSEWHERE, "This action is only supported by accounts that match the resource owner's account."],
  [arnOf('a'), `Invalid TableArn: Invalid ResourceArn provided as input ${arnOf('a')}`],
  [arnOf('none'), notFound('none')],
  [
    OTHER_STREAM,
    `ResourceNotFoundException: Requested resource not found: Stream: ${OTHER_STREAM} not found`,
  ],
]
for (const [rows, more] of [
  [putRows, of(POLICY)],
  [getRows, {}],
  [deleteRows, {}],
] as const) {
  const suite: Suite = { operation: rows.operation, base: { ResourceArn, ...more }, world: WORLD }
  rows.refused(suite, [
    ['no ARN', { ResourceArn: undefined }, detected('resourceArn', 'null', 'not be null')],
    ...ARNS.map(([arn, refusal]) => [arn, { ResourceArn: arn }, refusal] as const),
  ])
}

const put: Suite = {
  operation: 'PutResourcePolicy',
  base: { ResourceArn, Policy: POLICY },
  world: WORLD,
}
putRows.refusedInOrder(put, [
  ['no policy', { Policy: undefined }, detected('policy', 'null', 'not be null')],
  [
    'a table of another region',
    { ResourceArn: US_WEST },
    `${INVALID}Invalid resource Arn: ${US_WEST}`,
  ],
  [
    'a policy that is too large',
    of(`${POLICY}${' '.repeat(20_481 - POLICY.length)}`),
    `${INVALID}Maximum policy size of 20480 bytes exceeded`,
  ],
  ['another revision', { ExpectedRevisionId: '1' }, mismatch('1')],
])
const UNBOUNDED =
  'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access'
putRows.group('documents', () => {
  putRows.refused(put, [
    ['no JSON', of('{"Version"'), `${DOCUMENT}This policy contains invalid Json`],
    ['no statement', of('{}'), `${DOCUMENT}Could not parse the policy: Statement is empty!`],
    ['an empty list', of(policy()), `${DOCUMENT}Could not parse the policy: Statement is empty!`],
    ['no resource', stated({ Resource: undefined }), `${DOCUMENT}Missing required field Resource`],
    ['no action', stated({ Action: undefined }), `${DOCUMENT}Missing required field Action`],
    ['no effect', stated({ Effect: undefined }), `${DOCUMENT}Missing required field Effect`],
    [
      'no principal',
      stated({ Principal: undefined }),
      `${DOCUMENT}Missing required field Principal`,
    ],
    [
      'an id twice',
      of(policy(STATEMENT, STATEMENT)),
      `${DOCUMENT}The Statement Ids in the policy are not unique`,
    ],
    [
      'actions that there are not',
      stated({ Action: ['dynamodb:Fly', 'dynamodb:get*', 's3:GetObject'] }),
      `${DOCUMENT}The following action names are invalid: dynamodb:Fly, s3:GetObject`,
    ],
    [
      'a resource that is none',
      stated({ Resource: 'arn:aws:dynamodb:us-east-1:000000000000:one' }),
      `${DOCUMENT}The relative-id one is invalid for ARN arn:aws:dynamodb:us-east-1:000000000000:one`,
    ],
    [
      'a principal that is none',
      stated({ Principal: { AWS: 'me' } }),
      'Invalid principal in policy document.',
    ],
    ['anybody', stated({ Principal: '*' }), UNBOUNDED],
    [
      'anybody from anywhere',
      stated({
        Principal: { AWS: ['*'] },
        Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } },
      }),
      UNBOUNDED,
    ],
    // Their texts are ours.
    ['a list', of('[]'), `${DOCUMENT}Could not parse the policy: A policy must be an object`],
    [
      'names that JavaScript knows',
      of('{"__proto__":{},"Statement":[]}'),
      `${DOCUMENT}Could not parse the policy: A policy has no member __proto__`,
    ],
    [
      'another effect',
      stated({ Effect: 'Perhaps' }),
      `${DOCUMENT}Could not parse the policy: Effect must be Allow or Deny`,
    ],
    [
      'a condition that is none',
      stated({ Condition: { Bool: { 'aws:SecureTransport': null } } }),
      `${DOCUMENT}Could not parse the policy: A value of a condition must be a string, a number or a boolean`,
    ],
  ])
})

const FIRST = String(Math.round(AT * 1000))
const LATER = String(Math.round(AT * 1000) + SECOND)
const puts = (request: Json, RevisionId: string) =>
  answer('PutResourcePolicy', { ResourceArn, ...request }, { RevisionId })
const isTold = (text: string, RevisionId: string, arn = ResourceArn) =>
  answer('GetResourcePolicy', { ResourceArn: arn }, { Policy: text, RevisionId })

putRows.story('what means the same is the same revision', WORLD, [
  refuse('GetResourcePolicy', { ResourceArn }, none(ResourceArn)),
  puts({ Policy: POLICY, ExpectedRevisionId: 'NO_POLICY' }, FIRST),
  isTold(POLICY, FIRST),
  { wait: SECOND },
  puts(
    of(
      ` { "Statement": { "Resource": ["${ResourceArn}"], "Action": ["dynamodb:GetItem"], "Effect": "Allow", "Principal": {"AWS": ["000000000000"]}, "Sid": "a" }, "Version": "2012-10-17" } `,
    ),
    FIRST,
  ),
  refuse(
    'PutResourcePolicy',
    { ResourceArn, Policy: POLICY, ExpectedRevisionId: 'NO_POLICY' },
    mismatch('NO_POLICY'),
  ),
  puts({ ...stated({ Effect: 'Deny' }), ExpectedRevisionId: FIRST }, LATER),
  isTold(policy({ ...STATEMENT, Effect: 'Deny' }), LATER),
  refuse('DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId: FIRST }, mismatch(FIRST)),
  answer('DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId: LATER }, { RevisionId: LATER }),
  answer('DeleteResourcePolicy', { ResourceArn }, {}),
  refuse('DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId: LATER }, mismatch(LATER)),
  refuse('GetResourcePolicy', { ResourceArn }, none(ResourceArn)),
])
putRows.story('two in one millisecond are two revisions; no version is the first one', WORLD, [
  puts(of(POLICY), FIRST),
  puts(of(JSON.stringify({ Statement: [STATEMENT] })), String(Number(FIRST) + 1)),
  isTold(
    JSON.stringify({ Version: '2008-10-17', Statement: [STATEMENT] }),
    String(Number(FIRST) + 1),
  ),
])
const LIMITED = {
  ...STATEMENT,
  Principal: '*',
  Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
}
putRows.story('a stream has its own; conditions limit who is anybody', WORLD, [
  puts({ ...of(policy(LIMITED)), ResourceArn: STREAM }, FIRST),
  isTold(policy(LIMITED), FIRST, STREAM),
  refuse('GetResourcePolicy', { ResourceArn }, none(ResourceArn)),
])
putRows.story('a table is created with one, or not at all', { given: [] }, [
  refuse(
    'CreateTable',
    onDemand('one', { ResourcePolicy: '{}' }),
    `${DOCUMENT}Could not parse the policy: Statement is empty!`,
  ),
  refuse('DescribeTable', { TableName: 'one' }, notFound('one')),
])
getRows.story(
  'the policy that a table was created with',
  { given: [{ operation: 'CreateTable', request: onDemand('one', { ResourcePolicy: POLICY }) }] },
  [isTold(POLICY, FIRST)],
)
putRows.story('a table that is being created is left alone', SLOW, [
  refuse(
    'PutResourcePolicy',
    { ResourceArn, Policy: POLICY },
    `${IN_USE}Table is being created: one`,
  ),
  { wait: SECOND },
  puts(of(POLICY), LATER),
])
