// What does access control add to a request? The time that a policy of ten statements takes to decide
// on a GetItem, with leading keys and attributes, next to parsing the JSON of that request; and GetItem,
// Query and PutItem of a database with that policy enforced, next to the same without a principal.
//
// Runs by itself, too: npx tsx bench/suites/access.ts --quick

import { performance } from 'node:perf_hooks'
import type { AccessQuestion, ContextValue, Principal } from '../../src/index.js'
import { builtFile } from '../harness/build.js'
import { spreadOf } from '../report/statistics.js'
import type { Table } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Suite } from './suite.js'

const MICROSECONDS_MAX = 5
const ACCOUNT = '000000000000'
const REGION = 'us-east-1'
const TABLES = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/`
const REQUEST = JSON.stringify({
  TableName: 'Orders',
  Key: { customer: { S: 'ann' }, orderedAt: { S: '2026-01-01T00:00:00Z' } },
  ProjectionExpression: 'customer, orderedAt',
})

const KEYS: ReadonlyMap<string, ContextValue> = new Map<string, ContextValue>([
  ['aws:securetransport', true],
  ['aws:sourceip', '10.1.2.3'],
  ['dynamodb:leadingkeys', ['ann']],
  ['dynamodb:attributes', ['customer', 'orderedAt']],
  ['dynamodb:select', 'SPECIFIC_ATTRIBUTES'],
])

const OWN_ITEMS = {
  'ForAllValues:StringEquals': {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how policies write variables
    'dynamodb:LeadingKeys': ['${aws:username}'],
    'dynamodb:Attributes': ['customer', 'orderedAt', 'total'],
  },
  StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
}

const READS = ['dynamodb:GetItem', 'dynamodb:Query']
const EVERYTHING = { Action: 'dynamodb:*', Resource: '*' }

/** The last is the one that allows. */
const STATEMENTS = [
  { Effect: 'Deny', ...EVERYTHING, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  {
    Effect: 'Deny',
    ...EVERYTHING,
    Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.0/8'] } },
  },
  { Effect: 'Deny', Action: 'dynamodb:Delete*', Resource: '*' },
  ...['Customers', 'Goods', 'Prices', 'Stores', 'Visits'].map(name => ({
    Effect: 'Allow',
    Action: READS,
    Resource: [`${TABLES}${name}`, `${TABLES}${name}/index/*`],
  })),
  { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: `${TABLES}Orders` },
  { Effect: 'Allow', Action: READS, Resource: `${TABLES}Orders`, Condition: OWN_ITEMS },
]

export const access: Suite = async ({ quick, show }) => {
  const built = (await import(builtFile('index.js').href)) as typeof import('../../src/index.js')
  const policies = [{ Version: '2012-10-17', Statement: STATEMENTS }]
  const arn = `arn:aws:iam::${ACCOUNT}:user/ann`
  const file = built.readPolicies({ principals: [{ accessKeyId: 'KEY', arn, policies }] })
  const principal = file.principals.get('KEY')
  if (principal === undefined) throw new Error('there is a principal of this key')
  const side = { account: ACCOUNT }
  const question = (): AccessQuestion => ({
    principal,
    action: 'dynamodb:GetItem',
    resource: `${TABLES}Orders`,
    keys: key => KEYS.get(key),
  })
  const deciding: number[] = []
  const parsing: number[] = []
  const count = quick ? 2_000 : 200_000
  for (let round = -1; round < (quick ? 1 : 9); round++) {
    const decision = microseconds(count, () => built.decide(question(), side).isAllowed)
    const parse = microseconds(count, () => JSON.parse(REQUEST) !== null)
    if (round < 0) continue
    deciding.push(decision)
    parsing.push(parse)
  }
  const rows = [
    { what: 'decision of ten statements', spread: spreadOf(deciding) },
    { what: 'JSON.parse of the request', spread: spreadOf(parsing) },
  ]
  show({
    title: 'A GetItem, microseconds',
    columns: ['', 'median', 'least', 'most'],
    rows: rows.map(({ what, spread }) => [
      what,
      ...[spread.median, spread.low, spread.high].map(figure => figure.toFixed(2)),
    ]),
  })
  const enforced = await enforcedRequests(built, principal, quick)
  show(enforcedTable(enforced))
  const { median } = spreadOf(deciding)
  const finding = {
    what: 'a policy of ten statements, for each request',
    measured: `${median.toFixed(2)} µs`,
    wanted: `<= ${MICROSECONDS_MAX} µs`,
    isReached: median <= MICROSECONDS_MAX,
  }
  const added = enforced.map(({ operation, difference }) => ({
    what: `what the same policy, enforced, adds to a ${operation} in process`,
    measured: `${difference.toFixed(2)} µs`,
    wanted: `<= ${MICROSECONDS_MAX} µs`,
    isReached: difference <= MICROSECONDS_MAX,
  }))
  return { name: 'access', results: { rows, enforced }, findings: [finding, ...added] }
}

const ITEM = {
  customer: { S: 'ann' },
  orderedAt: { S: '2026-01-01T00:00:00Z' },
  total: { N: '12.5' },
}
const CALLS: readonly (readonly [operation: string, json: object])[] = [
  ['GetItem', JSON.parse(REQUEST)],
  [
    'Query',
    {
      TableName: 'Orders',
      KeyConditionExpression: 'customer = :c',
      ExpressionAttributeValues: { ':c': { S: 'ann' } },
      ProjectionExpression: 'customer, orderedAt',
    },
  ],
  ['PutItem', { TableName: 'Orders', Item: ITEM }],
]

interface Enforced {
  readonly operation: string
  /** Microseconds: the medians of rounds without and with the policy, in turn, and of what it adds in each. */
  readonly without: number
  readonly enforced: number
  readonly difference: number
}

/** In one process and in turn, so that what slows one down slows down the other. */
async function enforcedRequests(
  { Database }: typeof import('../../src/index.js'),
  principal: Principal,
  quick: boolean,
): Promise<readonly Enforced[]> {
  const db = await Database.open()
  await db.createTable('Orders', { partitionKey: { customer: 'S' }, sortKey: { orderedAt: 'S' } })
  const found: Enforced[] = []
  const count = quick ? 1_000 : 20_000
  await db.answer({
    region: REGION,
    operation: 'PutItem',
    json: { TableName: 'Orders', Item: ITEM },
  })
  for (const [operation, json] of CALLS) {
    const call = { region: REGION, operation, json }
    const asked = { ...call, principal }
    const bare: number[] = []
    const checked: number[] = []
    for (let round = -2; round < (quick ? 1 : 15); round++) {
      const without = await microsecondsEach(count, () => db.answer(call))
      const enforced = await microsecondsEach(count, () => db.answer(asked))
      if (round < 0) continue
      bare.push(without)
      checked.push(enforced)
    }
    const differences = checked.map((one, round) => one - (bare[round] ?? 0))
    found.push({
      operation,
      without: spreadOf(bare).median,
      enforced: spreadOf(checked).median,
      difference: spreadOf(differences).median,
    })
  }
  await db.close()
  return found
}

function enforcedTable(rows: readonly Enforced[]): Table {
  return {
    title: 'Requests in process, microseconds',
    columns: ['', 'without policies', 'with ten statements', 'difference'],
    rows: rows.map(({ operation, without, enforced, difference }) => [
      operation,
      ...[without, enforced, difference].map(figure => figure.toFixed(2)),
    ]),
  }
}

/** How long one takes, of many, one after the other. Rejects if one is refused. */
async function microsecondsEach(count: number, run: () => Promise<object>): Promise<number> {
  const start = performance.now()
  for (let index = 0; index < count; index++) await run()
  return ((performance.now() - start) / count) * 1000
}

/** How long one takes, of many. Throws if one is not as it should be. */
function microseconds(count: number, run: () => boolean): number {
  const start = performance.now()
  for (let index = 0; index < count; index++) {
    if (!run()) throw new Error('the request is allowed')
  }
  return ((performance.now() - start) / count) * 1000
}

await runAlone(import.meta.url, access)
