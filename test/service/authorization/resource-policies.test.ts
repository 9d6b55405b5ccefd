/** Policies of tables and streams count beside those of callers. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Principal, readPrincipal } from '../../../src/index.js'
import {
  ACCOUNT,
  ANN,
  allow,
  ann,
  deny,
  type Json,
  notAllowed,
  ORDERS,
  OTHER,
  order,
  policy,
  World,
} from './world.js'

let world: World
beforeEach(async () => {
  world = await World.open()
})
afterEach(() => world.db.close())

const GET = { TableName: 'Orders', Key: order('ann') }
const EVE = `arn:aws:iam::${OTHER}:user/eve`
const PUTTING = allow({ Action: 'dynamodb:*ResourcePolicy' })

function put(ResourceArn: string, ...statements: readonly Json[]): Json {
  return { ResourceArn, Policy: JSON.stringify(policy(...statements)) }
}

function grant(to: string, parts: Json = {}): Json {
  return {
    Effect: 'Allow',
    Principal: { AWS: to },
    Action: 'dynamodb:GetItem',
    Resource: ORDERS,
    ...parts,
  }
}

test('the policy of a table lets in those of the account whom it names', async () => {
  await world.run('PutResourcePolicy', put(ORDERS, grant(ANN)))
  expect(await world.told('GetItem', GET, ann())).toEqual({})
  expect(await world.told('Scan', { TableName: 'Orders' }, ann())).toBe(
    notAllowed('dynamodb:Scan', ORDERS),
  )
  await world.run('DeleteResourcePolicy', { ResourceArn: ORDERS })
  expect(await world.told('GetItem', GET, ann())).toBe(notAllowed('dynamodb:GetItem', ORDERS))
})

test('a denial of the policy of a table is final', async () => {
  await world.run('PutResourcePolicy', put(ORDERS, { ...grant(ANN), Effect: 'Deny' }))
  expect(await world.told('GetItem', GET, ann(allow()))).toBe(
    `AccessDeniedException: User: ${ANN} is not authorized to perform: dynamodb:GetItem on resource: ${ORDERS} with an explicit deny in a resource-based policy`,
  )
})

test('a caller of another account needs both', async () => {
  const eve = (...policies: readonly Json[]): Principal => readPrincipal({ arn: EVE, policies })
  const get = { ...GET, TableName: ORDERS }
  await world.run('PutResourcePolicy', put(ORDERS, grant(EVE)))
  expect(await world.told('GetItem', get, eve(policy(allow())))).toEqual({})
  expect(await world.told('GetItem', get, eve())).toBe(notAllowed('dynamodb:GetItem', ORDERS, EVE))
})

test('the policy of a table is for its indexes, where it names them', async () => {
  const query = {
    TableName: 'Orders',
    IndexName: 'byPhase',
    KeyConditionExpression: 'phase = :p',
    ExpressionAttributeValues: { ':p': { S: 'open' } },
  }
  const toQuery = (Resource: string): Json => grant(ANN, { Action: 'dynamodb:Query', Resource })
  await world.run('PutResourcePolicy', put(ORDERS, toQuery(ORDERS)))
  expect(await world.told('Query', query, ann())).toBe(
    notAllowed('dynamodb:Query', `${ORDERS}/index/byPhase`),
  )
  await world.run('PutResourcePolicy', put(ORDERS, toQuery(`${ORDERS}/index/*`)))
  expect(await world.told('Query', query, ann())).toMatchObject({ Count: 0 })
})

test('a stream has a policy of its own', async () => {
  const { Table } = (await world.run('DescribeTable', { TableName: 'Orders' })) as {
    readonly Table: { readonly LatestStreamArn: string }
  }
  const StreamArn = Table.LatestStreamArn
  const ofTable = grant(ANN, { Action: 'dynamodb:DescribeTable', Resource: ORDERS })
  await world.run('PutResourcePolicy', put(ORDERS, ofTable))
  expect(await world.told('DescribeStream', { StreamArn }, ann())).toBe(
    notAllowed('dynamodb:DescribeStream', StreamArn),
  )
  const ofStream = grant(ANN, { Action: 'dynamodb:DescribeStream', Resource: StreamArn })
  await world.run('PutResourcePolicy', put(StreamArn, ofStream))
  expect(await world.told('DescribeStream', { StreamArn }, ann())).toMatchObject({
    StreamDescription: { StreamArn },
  })
  // It goes with the stream: one that the table had before has none.
  const streams = grant(ANN, { Action: 'dynamodb:DescribeStream', Resource: `${ORDERS}/stream/*` })
  await world.run('PutResourcePolicy', put(StreamArn, streams))
  const former = `${ORDERS}/stream/1999-01-01T00:00:00.000`
  expect(await world.told('DescribeStream', { StreamArn: former }, ann())).toBe(
    notAllowed('dynamodb:DescribeStream', former),
  )
})

test('a table can be created with its policy, by whoever may put policies, too', async () => {
  const request = {
    TableName: 'More',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'customer', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'customer', KeyType: 'HASH' }],
    ResourcePolicy: JSON.stringify(
      policy(grant(EVE, { Resource: ORDERS.replace('Orders', 'More') })),
    ),
  }
  const more = ORDERS.replace('Orders', 'More')
  const creator = ann(allow({ Action: 'dynamodb:CreateTable' }))
  expect(await world.told('CreateTable', request, creator)).toBe(
    notAllowed('dynamodb:PutResourcePolicy', more),
  )
  await world.run('CreateTable', request, ann(allow()))
  const eve = readPrincipal({ arn: EVE, policies: [policy(allow())] })
  const get = { TableName: more, Key: { customer: { S: 'a' } } }
  expect(await world.told('GetItem', get, eve)).toEqual({})
})

test('a policy that shuts out whoever puts it needs to be confirmed', async () => {
  const lockout = put(ORDERS, {
    Effect: 'Deny',
    Principal: '*',
    Action: 'dynamodb:PutResourcePolicy',
    Resource: ORDERS,
  })
  const refused =
    'ValidationException: The new resource policy will not allow you to update the resource policy in the future.'
  expect(await world.told('PutResourcePolicy', lockout, ann(PUTTING))).toBe(refused)
  expect(await world.told('GetResourcePolicy', { ResourceArn: ORDERS }, ann(PUTTING))).toMatch(
    /^PolicyNotFoundException/,
  )
  const confirmed = { ...lockout, ConfirmRemoveSelfResourceAccess: true }
  expect(await world.told('PutResourcePolicy', confirmed, ann(PUTTING))).toEqual({
    RevisionId: expect.any(String),
  })
  expect(await world.told('PutResourcePolicy', confirmed, ann(PUTTING))).toBe(
    `AccessDeniedException: User: ${ANN} is not authorized to perform: dynamodb:PutResourcePolicy on resource: ${ORDERS} with an explicit deny in a resource-based policy`,
  )
  // Whoever has no policies may do everything.
  await world.run('DeleteResourcePolicy', { ResourceArn: ORDERS })
  // Who may put policies by the policy of the table alone shuts itself out by leaving that out.
  const byTable = grant(ANN, { Action: 'dynamodb:PutResourcePolicy' })
  await world.run('PutResourcePolicy', put(ORDERS, byTable))
  expect(await world.told('PutResourcePolicy', put(ORDERS, grant(ANN)), ann())).toBe(refused)
  expect(await world.told('PutResourcePolicy', put(ORDERS, byTable, grant(EVE)), ann())).toEqual({
    RevisionId: expect.any(String),
  })
})

const WRONG: readonly (readonly [what: string, statement: Json, text: string])[] = [
  [
    'conditions with an operator that there is not',
    grant(ANN, { Condition: { StringIs: { 'aws:username': 'ann' } } }),
    'One or more parameter values were invalid: Invalid policy document: Could not parse the policy: Statement[0].Condition.StringIs is no condition operator',
  ],
  [
    'values that an operator can not compare',
    grant(ANN, { Condition: { IpAddress: { 'aws:SourceIp': 'home' } } }),
    'One or more parameter values were invalid: Invalid policy document: Could not parse the policy: Statement[0].Condition.IpAddress.aws:SourceIp must be an IP address, or a range in CIDR notation',
  ],
  [
    'anybody whom no condition names',
    grant('*'),
    'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access',
  ],
]

test.each(WRONG)('a policy is refused that has %s', async (_, statement, text) => {
  expect(await world.told('PutResourcePolicy', put(ORDERS, statement), ann(PUTTING))).toBe(
    `ValidationException: ${text}`,
  )
})

test('what is allowed by a policy of a table, and by which statement, can be explained', async () => {
  await world.run('PutResourcePolicy', put(ORDERS, grant(ANN, { Sid: 'Reads' })))
  const explain = (operation: string) =>
    world.db.explainAccess({
      operation,
      input: GET,
      principal: ann(deny({ Action: 'dynamodb:Put*' })),
    })
  const reading = explain('GetItem')
  expect(reading.isAllowed).toBe(true)
  expect(reading.text).toBe(
    `User: ${ANN} may perform: dynamodb:GetItem on resource: ${ORDERS} by statement 0 (Reads) of the policy of the resource
  Allow (resource), statement 0 (Reads) of the policy of the resource, matches
  Deny (identity), statement 0 of the policy policies.0, does not match: Action leaves out dynamodb:GetItem`,
  )
  const deleting = explain('DeleteItem')
  expect(deleting.isAllowed).toBe(false)
  expect(deleting.questions).toMatchObject([
    { action: 'dynamodb:DeleteItem', resource: ORDERS, decision: { kind: 'identity' } },
  ])
  expect(() => explain('FryItem')).toThrow('')
  expect(() =>
    world.db.explainAccess({ operation: 'GetItem', input: {}, principal: ann() }),
  ).toThrow(/Member must not be null|validation error/)
})

test('policies outlive their tables no longer than others: a fork has them, a new table of the name has not', async () => {
  await world.run('PutResourcePolicy', put(ORDERS, grant(ANN)))
  const fork = world.db.fork()
  await world.run('DeleteTable', { TableName: 'Orders' })
  expect(await world.told('GetItem', GET, ann())).toBe(notAllowed('dynamodb:GetItem', ORDERS))
  const call = { region: 'us-east-1', operation: 'GetItem', json: GET, principal: ann() }
  expect(await fork.answer(call)).toEqual({})
  await fork.close()
  expect(ACCOUNT).toBe('000000000000')
})
