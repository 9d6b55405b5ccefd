import { describe, expect, test } from 'vitest'
import { INVALID, NO_TABLE, testEach, testInOrder } from './refusals.js'
import { TestRegion } from './region.js'

const MIXED =
  'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: '
const START_KEY = 'The provided starting key is invalid: '
const SCHEMA = `${START_KEY}The provided key element does not match the schema`
const NO_INDEX = 'The table does not have the specified index: index'

const suite = { operation: 'Scan', base: { TableName: 'range' } }

describe('faults in the order of the service', () => {
  testInOrder(suite, [
    [
      'expressions beside legacy parameters',
      {
        AttributesToGet: ['a'],
        ScanFilter: {},
        ConditionalOperator: 'AND',
        ProjectionExpression: '',
        FilterExpression: '',
      },
      `${MIXED}{AttributesToGet, ScanFilter, ConditionalOperator} Expression parameters: {ProjectionExpression, FilterExpression}`,
    ],
    [
      'names without an expression',
      { ExpressionAttributeNames: {} },
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'values without an expression',
      { ExpressionAttributeValues: {} },
      'ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null',
    ],
    [
      'a ConditionalOperator alone',
      { ConditionalOperator: 'AND', ScanFilter: undefined },
      'ConditionalOperator cannot be used without Filter or Expected',
    ],
    [
      'a name that comes twice',
      { AttributesToGet: ['a', 'a'] },
      `${INVALID}Duplicate value in attribute name: a`,
    ],
    [
      'a filter that is none',
      { ScanFilter: { a: { ComparisonOperator: 'NULL', AttributeValueList: [{ S: 'a' }] } } },
      `${INVALID}Invalid number of argument(s) for the NULL ComparisonOperator`,
    ],
    [
      'a value of the start key that is none',
      { ExclusiveStartKey: { pk: {} } },
      `${START_KEY}Supplied AttributeValue is empty, must contain exactly one of the supported datatypes`,
    ],
    [
      'a segment alone',
      { Segment: 0 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      'what Select needs',
      { Select: 'SPECIFIC_ATTRIBUTES', AttributesToGet: undefined },
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['an index that does not exist', { IndexName: 'index' }, NO_INDEX],
    ['a start key of another schema', { ExclusiveStartKey: { pk: { S: 'a' } } }, SCHEMA],
  ])
  testInOrder({ ...suite, base: { ...suite.base, FilterExpression: 'a = b' } }, [
    [
      'segments alone',
      { TotalSegments: 1 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ],
    ['no names', { ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
    [
      'a value that is none',
      { ExpressionAttributeValues: { ':a': { N: 'x' } } },
      'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :a',
    ],
    [
      'a filter that is none',
      { FilterExpression: 'a == b' },
      'Invalid FilterExpression: Syntax error; token: "=", near: "== b"',
    ],
    [
      'a projection that is none',
      { ProjectionExpression: 'a, a' },
      'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
    ],
    [
      'what Select needs',
      { Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: undefined },
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ],
    ['a table that does not exist', { TableName: 'absent' }, NO_TABLE],
    ['an index that does not exist', { IndexName: 'index' }, NO_INDEX],
    ['a start key of another schema', { ExclusiveStartKey: {} }, SCHEMA],
    [
      'a path into the key',
      { FilterExpression: 'pk.a = b' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
  ])
})

describe('values of the start key', () => {
  const key = (sk: object) => ({ ExclusiveStartKey: { pk: { S: 'a' }, sk } })
  testEach(suite, [
    [
      'two types',
      key({ S: 'a', B: 'AA==' }),
      `${START_KEY}Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes`,
    ],
    [
      'NULL that is not true',
      key({ NULL: false }),
      `${START_KEY}${INVALID}Null attribute value types must have the value of true`,
    ],
    ['no strings', key({ SS: [] }), `${START_KEY}${INVALID}An string set  may not be empty`],
    ['no binaries', key({ BS: [] }), `${START_KEY}${INVALID}Binary sets should not be empty`],
    ['no numbers', key({ NS: [] }), `${INVALID}An number set  may not be empty`],
    ['no number', key({ N: 'x' }), 'The parameter cannot be converted to a numeric value: x'],
    ['an empty number', key({ N: '' }), 'The parameter cannot be converted to a numeric value'],
    [
      'duplicates',
      key({ SS: ['b', 'a', 'b'] }),
      `${INVALID}Input collection [b, a, b] contains duplicates.`,
    ],
    ['duplicate numbers', key({ NS: ['1', '1.0'] }), 'Input collection contains duplicates'],
    ['another type', key({ N: '1' }), SCHEMA],
    ['another name', { ExclusiveStartKey: { pk: { S: 'a' }, n: { S: 'a' } } }, SCHEMA],
    ['another sort of type', key({ L: [] }), SCHEMA],
  ])
})

describe('Select and segments', () => {
  testEach(suite, [
    [
      'the count and a projection',
      { Select: 'COUNT', ProjectionExpression: 'a' },
      'Cannot specify the ProjectionExpression when choosing to get only the Count',
    ],
    [
      'all attributes and names',
      { Select: 'ALL_ATTRIBUTES', AttributesToGet: ['a'] },
      'Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES',
    ],
    [
      'projected attributes of no index',
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
    [
      'a segment that there is not',
      { Segment: 5, TotalSegments: 5 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5',
    ],
    [
      'a filter value that is none, in the older words',
      {
        ScanFilter: { a: { ComparisonOperator: 'EQ', AttributeValueList: [{ NS: ['1', '1'] }] } },
      },
      'Input collection contains duplicates',
    ],
  ])
})

describe('answers', () => {
  const region = new TestRegion()
  const items = Array.from({ length: 20 }, (_, n) => ({
    pk: { S: `p${n}` },
    sk: { S: 's' },
    n: { N: `${n}` },
  }))
  region.put('range', ...items)
  const scan = (members: object) => region.run('Scan', { TableName: 'range', ...members })
  const byNumber = (found: unknown) =>
    (found as typeof items).toSorted((left, right) => Number(left.n.N) - Number(right.n.N))

  test('all items', () => {
    const { Items, ...rest } = scan({})
    expect(byNumber(Items)).toEqual(items)
    expect(rest).toEqual({ Count: 20, ScannedCount: 20 })
  })

  test('an empty table', () => {
    expect(scan({ TableName: 'hash' })).toEqual({ Items: [], Count: 0, ScannedCount: 0 })
  })

  test('page by page', () => {
    const found: unknown[] = []
    let pages = 0
    let start: unknown
    do {
      const page = scan({ Limit: 3, ...(start === undefined ? {} : { ExclusiveStartKey: start }) })
      found.push(...(page.Items as unknown[]))
      start = page.LastEvaluatedKey
      pages += 1
    } while (start !== undefined)
    expect(byNumber(found)).toEqual(items)
    expect(pages).toBe(7)
  })

  test('segments divide the items', () => {
    const found = Array.from({ length: 4 }, (_, Segment) => {
      return scan({ Segment, TotalSegments: 4 }).Items as unknown[]
    })
    expect(byNumber(found.flat())).toEqual(items)
  })

  test('a start key of another segment', () => {
    const found = Array.from({ length: 2 }, (_, Segment) => {
      return (scan({ Segment, TotalSegments: 2 }).Items as typeof items)[0]
    })
    const key = { pk: found[1]?.pk, sk: found[1]?.sk }
    const request = { TableName: 'range', Segment: 0, TotalSegments: 2, ExclusiveStartKey: key }
    expect(region.refusal('Scan', request).message).toBe(
      `${START_KEY}Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 0`,
    )
  })

  test('a filter may name keys', () => {
    const FilterExpression = 'pk = :p OR n = :n'
    const ExpressionAttributeValues = { ':p': { S: 'p1' }, ':n': { N: '2' } }
    const { Items, ...rest } = scan({ FilterExpression, ExpressionAttributeValues })
    expect(byNumber(Items)).toEqual(items.slice(1, 3))
    expect(rest).toEqual({ Count: 2, ScannedCount: 20 })
    const eq = (value: object) => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] })
    const ScanFilter = { pk: eq({ S: 'p1' }), n: eq({ N: '2' }) }
    expect(byNumber(scan({ ScanFilter, ConditionalOperator: 'OR' }).Items)).toEqual(
      items.slice(1, 3),
    )
    expect(scan({ ScanFilter, ConditionalOperator: 'AND' }).Items).toEqual([])
    expect(scan({ ScanFilter: {} }).Count).toBe(20)
  })

  test('projections, the count, and capacity', () => {
    expect(scan({ ProjectionExpression: 'zz', Limit: 2 }).Items).toEqual([{}, {}])
    expect(scan({ AttributesToGet: ['sk'], Limit: 1 }).Items).toEqual([{ sk: { S: 's' } }])
    expect(scan({ Select: 'COUNT' })).toEqual({ Count: 20, ScannedCount: 20 })
    expect(scan({ Select: 'COUNT', ReturnConsumedCapacity: 'INDEXES' })).toEqual({
      Count: 20,
      ScannedCount: 20,
      ConsumedCapacity: { TableName: 'range', CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } },
    })
  })

  test('a page ends with the item that reaches 1 MB', () => {
    const large = new TestRegion()
    const text = { S: 'x'.repeat(400_000) }
    for (let n = 0; n < 4; n += 1) large.put('hash', { pk: { S: `${n}` }, text })
    const page = large.run('Scan', { TableName: 'hash', ReturnConsumedCapacity: 'TOTAL' })
    expect(page).toMatchObject({
      Count: 3,
      ScannedCount: 3,
      ConsumedCapacity: { CapacityUnits: Math.ceil((3 * 400_007) / 4096) / 2 },
    })
    const { LastEvaluatedKey: ExclusiveStartKey } = page
    const next = large.run('Scan', { TableName: 'hash', ExclusiveStartKey })
    expect(next.Count).toBe(1)
    expect(next).not.toHaveProperty('LastEvaluatedKey')
  })
})
