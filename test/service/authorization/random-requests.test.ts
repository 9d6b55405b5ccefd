// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how policies write variables
/**
 * Random requests under random policies, next to a model that knows what each request does because it was made of that: what is
 * refused, in which words, and that what is refused has done nothing.
 */

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ANN, ann, type Json, ORDERS, REGION, told, World } from './world.js'

/** What a request does, as policies see it. */
interface Deed {
  readonly action: string
  readonly leading: readonly string[]
  readonly attributes: readonly string[]
  readonly enclosing?: string
}

interface Request {
  readonly operation: string
  readonly input: Json
  readonly deeds: readonly Deed[]
}

interface Rule {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly leading: readonly string[] | undefined
  readonly attributes: readonly string[] | undefined
  readonly onlyAlone: boolean
}

const RUNS = 60 * Number(process.env.HASHRANGE_FUZZ ?? 1)
/** Data that a careless comparison takes for patterns, variables, or members that every object has. */
const CUSTOMERS = ['ann', 'an', '*', '${aws:username}', '__proto__', 'constructor', 'A"\n']
const NAMES = ['amount', '__proto__', 'a.b', 'customer ', 'hasOwnProperty']
const KEYS = ['customer', 'number']
const ACTIONS = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'PartiQLSelect',
  'PartiQLInsert',
  'PartiQLDelete',
]

/** Also where the name is one that objects have. */
function object(entries: readonly (readonly [string, unknown])[]): Json {
  const text = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return JSON.parse(`{${text.join(',')}}`)
}

function keyOf(customer: string): Json {
  return { customer: { S: customer }, number: { N: '1' } }
}

function itemOf(customer: string, names: readonly string[]): Json {
  return object([
    ...Object.entries(keyOf(customer)),
    ...names.map(name => [name, { N: '1' }] as const),
  ])
}

const TABLE = { TableName: 'Orders' }
const customers = fc.constantFrom(...CUSTOMERS)
const someNames = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 })
const oneAndNames = fc.tuple(customers, someNames)

function placeholders(names: readonly string[]): Json {
  return { ExpressionAttributeNames: object(names.map((name, place) => [`#n${place}`, name])) }
}

function projection(names: readonly string[]): Json {
  if (names.length === 0) return {}
  const ProjectionExpression = names.map((_, place) => `#n${place}`).join(', ')
  return { ProjectionExpression, ...placeholders(names) }
}

type Part = readonly [input: Json, deed: Deed]

const get = oneAndNames.map(
  ([customer, names]): Part => [
    { ...TABLE, Key: keyOf(customer), ...projection(names) },
    { action: 'GetItem', leading: [customer], attributes: [...KEYS, ...names] },
  ],
)
const put = oneAndNames.map(
  ([customer, names]): Part => [
    { ...TABLE, Item: itemOf(customer, names) },
    { action: 'PutItem', leading: [customer], attributes: [...KEYS, ...names] },
  ],
)
const update = fc.tuple(customers, fc.constantFrom(...NAMES)).map(
  ([customer, name]): Part => [
    {
      ...TABLE,
      Key: keyOf(customer),
      UpdateExpression: 'SET #n0 = :v',
      ExpressionAttributeValues: { ':v': { N: '2' } },
      ...placeholders([name]),
    },
    { action: 'UpdateItem', leading: [customer], attributes: [...KEYS, name] },
  ],
)
const remove = customers.map(
  (customer): Part => [
    { ...TABLE, Key: keyOf(customer) },
    { action: 'DeleteItem', leading: [customer], attributes: KEYS },
  ],
)
const check = fc.tuple(customers, fc.constantFrom(...NAMES)).map(
  ([customer, name]): Part => [
    {
      ...TABLE,
      Key: keyOf(customer),
      ConditionExpression: 'attribute_not_exists(#n0.below)',
      ...placeholders([name]),
    },
    { action: 'ConditionCheckItem', leading: [customer], attributes: [...KEYS, name] },
  ],
)

function single(part: fc.Arbitrary<Part>): fc.Arbitrary<Request> {
  return part.map(([input, deed]) => ({ operation: deed.action, input, deeds: [deed] }))
}

const MEMBERS: Readonly<Record<string, string>> = {
  GetItem: 'Get',
  PutItem: 'Put',
  UpdateItem: 'Update',
  DeleteItem: 'Delete',
  ConditionCheckItem: 'ConditionCheck',
}

function transaction(operation: string, part: fc.Arbitrary<Part>): fc.Arbitrary<Request> {
  const [key] = [([, { leading }]: Part) => leading[0]]
  return fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: key }).map(parts => ({
    operation,
    input: {
      TransactItems: parts.map(([input, { action }]) => ({ [MEMBERS[action] ?? '']: input })),
    },
    deeds: parts.map(([, deed]) => ({ ...deed, enclosing: operation })),
  }))
}

const several = fc.uniqueArray(customers, { minLength: 1, maxLength: 3 })
const batchGet = fc.tuple(several, someNames).map(
  ([all, names]): Request => ({
    operation: 'BatchGetItem',
    input: { RequestItems: { Orders: { Keys: all.map(keyOf), ...projection(names) } } },
    deeds: [{ action: 'BatchGetItem', leading: all, attributes: [...KEYS, ...names] }],
  }),
)
const batchWrite = fc.tuple(several, someNames, fc.boolean()).map(
  ([all, names, puts]): Request => ({
    operation: 'BatchWriteItem',
    input: {
      RequestItems: {
        Orders: all.map(customer =>
          puts
            ? { PutRequest: { Item: itemOf(customer, names) } }
            : { DeleteRequest: { Key: keyOf(customer) } },
        ),
      },
    },
    deeds: [
      { action: 'BatchWriteItem', leading: all, attributes: puts ? [...KEYS, ...names] : KEYS },
    ],
  }),
)
const query = oneAndNames.map(
  ([customer, names]): Request => ({
    operation: 'Query',
    input: {
      ...TABLE,
      KeyConditionExpression: 'customer = :c',
      ExpressionAttributeValues: { ':c': { S: customer } },
      ...projection(names),
    },
    deeds: [{ action: 'Query', leading: [customer], attributes: ['customer', ...names] }],
  }),
)
const scan = someNames.map(
  (names): Request => ({
    operation: 'Scan',
    input: { ...TABLE, ...projection(names) },
    deeds: [{ action: 'Scan', leading: [], attributes: names }],
  }),
)
const select = several.map(
  (all): Request => ({
    operation: 'ExecuteStatement',
    input: {
      Statement: `SELECT amount FROM Orders WHERE customer IN [${all.map(() => '?').join(', ')}]`,
      Parameters: all.map(customer => ({ S: customer })),
    },
    deeds: [{ action: 'PartiQLSelect', leading: all, attributes: ['customer', 'amount'] }],
  }),
)
const statementPart = customers.map(
  (customer): Part => [
    {
      Statement: 'DELETE FROM Orders WHERE customer = ? AND "number" = 1',
      Parameters: [{ S: customer }],
    },
    { action: 'PartiQLDelete', leading: [customer], attributes: KEYS },
  ],
)
const statements = fc
  .uniqueArray(statementPart, {
    minLength: 1,
    maxLength: 3,
    selector: ([, { leading }]) => leading[0],
  })
  .map(
    (parts): Request => ({
      operation: 'ExecuteTransaction',
      input: { TransactStatements: parts.map(([input]) => input) },
      deeds: parts.map(([, deed]) => ({ ...deed, enclosing: 'ExecuteTransaction' })),
    }),
  )

const requests = fc.oneof(
  single(fc.oneof(get, put, update, remove)),
  transaction('TransactGetItems', get),
  transaction('TransactWriteItems', fc.oneof(put, update, remove, check)),
  batchGet,
  batchWrite,
  query,
  scan,
  select,
  statements,
)

const optional = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(values, { nil: undefined })
const rules: fc.Arbitrary<Rule> = fc.record({
  effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
  actions: fc.oneof(fc.constant(ACTIONS), fc.subarray(ACTIONS, { minLength: 1 })),
  leading: optional(fc.subarray(CUSTOMERS, { minLength: 1 })),
  attributes: optional(fc.subarray([...KEYS, ...NAMES], { minLength: 4 })),
  onlyAlone: fc.oneof(
    { weight: 4, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
})

function holdsFor({ actions, leading, attributes, onlyAlone }: Rule, deed: Deed): boolean {
  if (!actions.includes(deed.action)) return false
  if (leading !== undefined && !deed.leading.every(one => leading.includes(one))) return false
  if (attributes !== undefined && !deed.attributes.every(one => attributes.includes(one))) {
    return false
  }
  return !onlyAlone || deed.enclosing === undefined
}

/** The text of the refusal, or undefined. */
function expectedRefusal(all: readonly Rule[], { deeds }: Request): string | undefined {
  for (const deed of deeds) {
    const action = `dynamodb:${deed.action}`
    const start = `AccessDeniedException: User: ${ANN} is not authorized to perform: ${action} on resource: ${ORDERS}`
    const matching = all.filter(rule => holdsFor(rule, deed))
    if (matching.some(({ effect }) => effect === 'Deny')) {
      return `${start} with an explicit deny in an identity-based policy`
    }
    if (matching.length === 0) {
      return `${start} because no identity-based policy allows the ${action} action`
    }
  }
  return undefined
}

/** In the form without variables, so that a value is only itself. */
function documentOf({ effect, actions, leading, attributes, onlyAlone }: Rule): Json {
  return {
    Effect: effect,
    Action: actions.map(action => `dynamodb:${action}`),
    Resource: ORDERS,
    Condition: {
      'ForAllValues:StringEquals': {
        ...(leading && { 'dynamodb:LeadingKeys': leading.map(text => text.replace('$', '${$}')) }),
        ...(attributes && { 'dynamodb:Attributes': attributes }),
      },
      ...(onlyAlone && { Null: { 'dynamodb:EnclosingOperation': 'true' } }),
    },
  }
}

let world: World
beforeAll(async () => {
  world = await World.open()
  for (const customer of CUSTOMERS.slice(0, 4)) {
    await world.run('PutItem', { ...TABLE, Item: itemOf(customer, ['amount']) })
  }
})
afterAll(() => world.db.close())

test('a request is refused just when a deed of it is, in its words and without effect; otherwise it is as if there were no policies', async () => {
  let refused = 0
  const property = fc.asyncProperty(
    fc.array(rules, { minLength: 1, maxLength: 4 }),
    fc.array(requests, { minLength: 1, maxLength: 5 }),
    async (all, sent) => {
      const principal = ann(...all.map(documentOf))
      const db = world.db.fork()
      const free = world.db.fork()
      const itemsOf = (database: typeof db) =>
        database.answer({ region: REGION, operation: 'Scan', json: TABLE })
      for (const request of sent) {
        const { operation, input: json } = request
        const refusal = expectedRefusal(all, request)
        const before = refusal && (await itemsOf(db))
        const answer = await told(db.answer({ region: REGION, operation, json, principal }))
        const explained = world.db.explainAccess({ operation, input: json, principal })
        expect(explained.isAllowed).toBe(refusal === undefined)
        if (refusal === undefined) {
          expect(answer).toEqual(await told(free.answer({ region: REGION, operation, json })))
          continue
        }
        refused += 1
        expect(answer).toBe(refusal)
        expect(await itemsOf(db)).toEqual(before)
      }
      expect(await itemsOf(db)).toEqual(await itemsOf(free))
      await Promise.all([db.close(), free.close()])
    },
  )
  await fc.assert(property, { numRuns: RUNS })
  expect(refused).toBeGreaterThan(RUNS / 10)
})
