/** Policies are enforced: with which words, in which order, and for all that a request does. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Principal, readPolicies, readPrincipal } from '../../../src/index.js'
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
  TABLES,
  World,
} from './world.js'

let world: World
beforeEach(async () => {
  world = await World.open()
})
afterEach(() => world.db.close())

const GET = { TableName: 'Orders', Key: order('ann') }

test('what no policy allows is refused in the words of the service', async () => {
  expect(await world.told('GetItem', GET, ann())).toBe(notAllowed('dynamodb:GetItem', ORDERS))
  expect(await world.told('ListTables', {}, ann())).toBe(notAllowed('dynamodb:ListTables', '*'))
  const query = { TableName: 'Orders', IndexName: 'byPhase', KeyConditionExpression: 'phase = :p' }
  const values = { ExpressionAttributeValues: { ':p': { S: 'open' } } }
  const onTable = ann(allow({ Action: 'dynamodb:Query', Resource: ORDERS }))
  // The right to query the table is none to query its indexes.
  expect(await world.told('Query', { ...query, ...values }, onTable)).toBe(
    notAllowed('dynamodb:Query', `${ORDERS}/index/byPhase`),
  )
})

test('what a policy allows is done', async () => {
  const principal = ann(allow({ Action: 'dynamodb:*Item', Resource: ORDERS }))
  expect(
    await world.told('PutItem', { TableName: 'Orders', Item: order('ann') }, principal),
  ).toEqual({})
  expect(await world.told('GetItem', GET, principal)).toEqual({ Item: order('ann') })
})

test('a denial, a boundary and the policies of a session and of an organization are told apart', async () => {
  const refused = `AccessDeniedException: User: ${ANN} is not authorized to perform: dynamodb:GetItem on resource: ${ORDERS}`
  const because = (what: string): string =>
    `${refused} because no ${what} allows the dynamodb:GetItem action`
  expect(await world.told('GetItem', GET, ann(allow(), deny()))).toBe(
    `${refused} with an explicit deny in an identity-based policy`,
  )
  const nothing = policy(allow({ Action: 'dynamodb:ListTables' }))
  const all = policy(allow())
  const bounded = readPrincipal({ arn: ANN, policies: [all], boundary: nothing })
  expect(await world.told('GetItem', GET, bounded)).toBe(because('permissions boundary'))
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/writer/now`
  const limited = readPrincipal({ arn: session, policies: [all], session: [nothing] })
  expect(await world.told('GetItem', GET, limited)).toBe(
    because('session policy').replace(ANN, session),
  )
  const organized = (organization: Json): Principal => {
    const principals = [{ accessKeyId: 'KEY', arn: ANN, policies: [all] }]
    const principal = readPolicies({ principals, organization }).principals.get('KEY')
    if (principal === undefined) throw new Error('there is one principal')
    return principal
  }
  expect(await world.told('GetItem', GET, organized({ serviceControl: [[nothing]] }))).toBe(
    because('service control policy'),
  )
  const resourceControl = [[policy(deny({ Principal: '*', Action: 'dynamodb:Get*' }))]]
  expect(await world.told('GetItem', GET, organized({ resourceControl }))).toBe(
    `${refused} with an explicit deny in a resource control policy`,
  )
})

test('the root of the account may do everything', async () => {
  const root = readPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:root` })
  expect(await world.told('GetItem', GET, root)).toEqual({})
})

test('shapes and parameters are judged before rights, and rights before anything tells what there is', async () => {
  const key = { Key: order('ann') }
  const faults: readonly (readonly [operation: string, input: Json, fault: RegExp])[] = [
    ['GetItem', { TableName: 7, ...key }, /^SerializationException: /],
    ['GetItem', { ...GET, ReturnConsumedCapacity: 'SOME' }, /^ValidationException: /],
    [
      'GetItem',
      { ...GET, ProjectionExpression: 'a,' },
      /^ValidationException: Invalid ProjectionExpression/,
    ],
    ['PutItem', { TableName: 'Nothing', Item: { a: { N: 'x' } } }, /^ValidationException: /],
    ['Query', { TableName: 'Nothing' }, /^ValidationException: /],
    ['TransactGetItems', { TransactItems: [] }, /^ValidationException: /],
    ['ExecuteStatement', { Statement: 'SELECT * FROM' }, /^ValidationException: /],
  ]
  for (const [operation, input, fault] of faults) {
    expect(await world.told(operation, input, ann())).toMatch(fault)
  }
  // A key that does not fit the schema tells of the schema, so that comes later.
  const unfit = { TableName: 'Orders', Key: { other: { S: 'a' } } }
  expect(await world.told('GetItem', unfit, ann())).toBe(notAllowed('dynamodb:GetItem', ORDERS))
  for (const operation of ['GetItem', 'UpdateItem', 'DeleteItem']) {
    const there = await world.told(operation, { TableName: 'Orders', ...key }, ann())
    const nowhere = await world.told(operation, { TableName: 'Nothing', ...key }, ann())
    expect(nowhere).toBe(String(there).replace('table/Orders', 'table/Nothing'))
  }
  for (const operation of ['DescribeTable', 'DeleteTable']) {
    const nowhere = await world.told(operation, { TableName: 'Nothing' }, ann())
    expect(nowhere).toBe(notAllowed(`dynamodb:${operation}`, `${TABLES}Nothing`))
  }
  const allowed = ann(allow())
  expect(await world.told('GetItem', { TableName: 'Nothing', ...key }, allowed)).toBe(
    'ResourceNotFoundException: Requested resource not found',
  )
})

test('a batch is done for all of its tables or for none', async () => {
  const principal = ann(allow({ Resource: ORDERS }))
  const reads = { Orders: { Keys: [order('ann')] }, Bytes: { Keys: [{ id: { B: 'AA==' } }] } }
  const denied = notAllowed('dynamodb:BatchGetItem', `${TABLES}Bytes`)
  expect(await world.told('BatchGetItem', { RequestItems: reads }, principal)).toBe(denied)
  const writes = {
    Orders: [{ PutRequest: { Item: order('ann') } }],
    Bytes: [{ PutRequest: { Item: { id: { B: 'AA==' } } } }],
  }
  expect(await world.told('BatchWriteItem', { RequestItems: writes }, principal)).toBe(
    denied.replaceAll('BatchGetItem', 'BatchWriteItem'),
  )
  expect(await world.run('Scan', { TableName: 'Orders' })).toMatchObject({ Count: 0 })
  // Each table is asked for with its own keys alone.
  const own = ann(
    allow({
      Resource: ORDERS,
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ann' } },
    }),
    allow({ Resource: `${TABLES}Bytes` }),
  )
  expect(await world.told('BatchWriteItem', { RequestItems: writes }, own)).toEqual({
    UnprocessedItems: {},
  })
})

test('the rights of a batch are not those of single items, nor the other way round', async () => {
  const single = ann(allow({ Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] }))
  const RequestItems = { Orders: { Keys: [order('ann')] } }
  expect(await world.told('BatchGetItem', { RequestItems }, single)).toBe(
    notAllowed('dynamodb:BatchGetItem', ORDERS),
  )
  const batch = ann(allow({ Action: 'dynamodb:BatchGetItem' }))
  expect(await world.told('GetItem', GET, batch)).toBe(notAllowed('dynamodb:GetItem', ORDERS))
})

test('a transaction fails as a whole for one element, by the name of that', async () => {
  const principal = ann(allow({ Action: ['dynamodb:PutItem', 'dynamodb:GetItem'] }))
  const TransactItems = [
    { Put: { TableName: 'Orders', Item: order('ann') } },
    { Delete: { TableName: 'Orders', Key: order('bob') } },
  ]
  expect(await world.told('TransactWriteItems', { TransactItems }, principal)).toBe(
    notAllowed('dynamodb:DeleteItem', ORDERS),
  )
  expect(await world.run('Scan', { TableName: 'Orders' })).toMatchObject({ Count: 0 })
  const outside = ann(allow({ Condition: { Null: { 'dynamodb:EnclosingOperation': 'true' } } }))
  const gets = { TransactItems: [{ Get: GET }] }
  expect(await world.told('TransactGetItems', gets, outside)).toBe(
    notAllowed('dynamodb:GetItem', ORDERS),
  )
  expect(await world.told('GetItem', GET, outside)).toEqual({})
})

test('the statements of a batch are refused one by one, those of a transaction together', async () => {
  const principal = ann(
    allow({
      Action: 'dynamodb:PartiQL*',
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ann' } },
    }),
    deny({ Action: 'dynamodb:PartiQLDelete' }),
  )
  const insert = (customer: string) => ({
    Statement: `INSERT INTO Orders VALUE {'customer': '${customer}', 'number': 1}`,
  })
  const remove = { Statement: `DELETE FROM Orders WHERE customer = 'ann' AND "number" = 1` }
  const wrong = { Statement: 'no statement' }
  const missing = { Statement: `INSERT INTO Nothing VALUE {'customer': 'bob'}` }
  const Statements = [insert('ann'), insert('bob'), wrong, remove, missing]
  const { Responses } = (await world.run('BatchExecuteStatement', { Statements }, principal)) as {
    readonly Responses: readonly { readonly Error?: { Code: string; Message: string } }[]
  }
  const told = Responses.map(({ Error: error }) => error && `${error.Code}: ${error.Message}`)
  expect(told).toEqual([
    undefined,
    notAllowed('dynamodb:PartiQLInsert', ORDERS).replace('AccessDeniedException', 'AccessDenied'),
    expect.stringMatching(/^ValidationError: /),
    `AccessDenied: User: ${ANN} is not authorized to perform: dynamodb:PartiQLDelete on resource: ${ORDERS} with an explicit deny in an identity-based policy`,
    // [U] Without the table nobody knows the partition key, so no value of it is refused.
    expect.stringMatching(/^ResourceNotFound: /),
  ])
  const TransactStatements = [insert('carl'), insert('ann')]
  expect(await world.told('ExecuteTransaction', { TransactStatements }, principal)).toBe(
    notAllowed('dynamodb:PartiQLInsert', ORDERS),
  )
  expect(await world.run('Scan', { TableName: 'Orders' })).toMatchObject({ Count: 1 })
})

test('callers of other accounts need a policy of the resource, and the ARN of the table', async () => {
  const arn = `arn:aws:iam::${OTHER}:user/eve`
  const eve = readPrincipal({ arn, policies: [policy(allow())] })
  const byArn = { ...GET, TableName: ORDERS }
  expect(await world.told('GetItem', byArn, eve)).toBe(
    `AccessDeniedException: User: ${arn} is not authorized to perform: dynamodb:GetItem on resource: ${ORDERS} because no resource-based policy allows the dynamodb:GetItem action`,
  )
  // By its name it would be a table of the caller's own account.
  expect(await world.told('GetItem', GET, eve)).toBe(
    'ResourceNotFoundException: Requested resource not found',
  )
  expect(await world.told('DescribeTable', { TableName: 'Orders' }, eve)).toBe(
    'ResourceNotFoundException: Requested resource not found: Table: Orders not found',
  )
  for (const operation of ['ListTables', 'DescribeLimits']) {
    expect(await world.told(operation, {}, eve)).toMatch(/^AccessDeniedException: /)
  }
})

test('pitfall: ForAllValues is true of a scan, which names no keys', async () => {
  const condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ann' } }
  const principal = ann(
    allow({ Action: ['dynamodb:GetItem', 'dynamodb:Scan'], Condition: condition }),
  )
  const other = { TableName: 'Orders', Key: order('bob') }
  expect(await world.told('GetItem', other, principal)).toBe(notAllowed('dynamodb:GetItem', ORDERS))
  expect(await world.told('Scan', { TableName: 'Orders' }, principal)).toMatchObject({ Count: 0 })
})

test('pitfall: allowed attributes must include those of the key', async () => {
  const some = (...names: readonly string[]): Principal =>
    ann(allow({ Condition: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': names } } }))
  const get = { ...GET, ProjectionExpression: 'amount' }
  expect(await world.told('GetItem', get, some('amount'))).toBe(
    notAllowed('dynamodb:GetItem', ORDERS),
  )
  expect(await world.told('GetItem', get, some('amount', 'customer', 'number'))).toEqual({})
})

test('pitfall: without a projection all attributes are read, unless Select is limited, too', async () => {
  const Condition = {
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['customer', 'number', 'amount'] },
  }
  const secret = { ...order('ann'), secret: { S: 'x' } }
  await world.run('PutItem', { TableName: 'Orders', Item: secret })
  expect(await world.told('GetItem', GET, ann(allow({ Condition })))).toEqual({ Item: secret })
  const limited = {
    ...Condition,
    StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
  }
  const principal = ann(allow({ Condition: limited }))
  expect(await world.told('GetItem', GET, principal)).toBe(notAllowed('dynamodb:GetItem', ORDERS))
  const projected = { ...GET, ProjectionExpression: 'customer' }
  expect(await world.told('GetItem', projected, principal)).toEqual({
    Item: { customer: { S: 'ann' } },
  })
  // What a write returns is another way to the attributes.
  const put = { TableName: 'Orders', Item: order('ann'), ReturnValues: 'ALL_OLD' }
  const writes = ann(
    allow({
      Condition: {
        ...limited,
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    }),
  )
  expect(await world.told('PutItem', put, writes)).toBe(notAllowed('dynamodb:PutItem', ORDERS))
})

test('pitfall: to put a whole item removes attributes that it does not mention', async () => {
  const Condition = {
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['customer', 'number'] },
  }
  await world.run('PutItem', {
    TableName: 'Orders',
    Item: { ...order('ann'), secret: { S: 'x' } },
  })
  const principal = ann(allow({ Condition }))
  await world.run('PutItem', { TableName: 'Orders', Item: order('ann') }, principal)
  expect(await world.run('GetItem', GET)).toEqual({ Item: order('ann') })
})

test('a clause on tags of the table, and on tags that a request gives', async () => {
  const byTag = (team: string): Principal =>
    ann(allow({ Condition: { StringEquals: { 'aws:ResourceTag/Team': team } } }))
  expect(await world.told('GetItem', GET, byTag('blue'))).toEqual({})
  expect(await world.told('GetItem', GET, byTag('red'))).toMatch(/^AccessDeniedException/)
  const tagger = ann(allow({ Condition: { StringEquals: { 'aws:RequestTag/Stage': 'test' } } }))
  const tag = (Value: string) => ({ ResourceArn: ORDERS, Tags: [{ Key: 'Stage', Value }] })
  expect(await world.told('TagResource', tag('test'), tagger)).toEqual({})
  expect(await world.told('TagResource', tag('live'), tagger)).toMatch(/^AccessDeniedException/)
})

test('clusters of DAX are for whom policies of DAX allow them', async () => {
  const describe = { ClusterNames: ['one'] }
  const action = 'dax:DescribeClusters'
  const arn = `arn:aws:dax:us-east-1:${ACCOUNT}:cache/one`
  const told = (principal: Principal): Promise<unknown> =>
    world.told('AmazonDAXV3.DescribeClusters', describe, principal)
  expect(await told(ann(allow({ Action: 'dynamodb:*' })))).toBe(notAllowed(action, arn))
  expect(await told(ann(allow({ Action: 'dax:*', Resource: arn })))).toMatch(
    /^ClusterNotFoundFault/,
  )
})
