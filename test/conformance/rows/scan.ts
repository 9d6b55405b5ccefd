/** Scan: what it refuses, in the order of the service's checks, and what it answers. */

import { put, Rows, tablesAnd } from '../row.js'
import { INVALID, NO_TABLE } from './texts.js'

export const rows = new Rows('Scan')

const MIXED =
  'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: '
const START_KEY = 'The provided starting key is invalid: '
const SCHEMA = `${START_KEY}The provided key element does not match the schema`
const NO_INDEX = 'The table does not have the specified index: index'

const suite = { operation: 'Scan', base: { TableName: 'range' } }

rows.group('faults in the order of the service', () => {
  rows.refusedInOrder(suite, [
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
  rows.refusedInOrder({ ...suite, base: { ...suite.base, FilterExpression: 'a = b' } }, [
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

rows.group('values of the start key', () => {
  const key = (sk: object) => ({ ExclusiveStartKey: { pk: { S: 'a' }, sk } })
  rows.refused(suite, [
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
    [
      // Not certain: what is known is how keys of another schema are told.
      'an empty key',
      key({ S: '' }),
      `${START_KEY}One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk`,
    ],
    [
      'a key that is too large',
      key({ S: 'x'.repeat(1025) }),
      `${START_KEY}${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`,
    ],
  ])
})

rows.group('Select and segments', () => {
  rows.refused(suite, [
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
/** Items of one partition key are in order, of several in an order that is the service's own. */
rows.group('answers', () => {
  const item = (n: number) => ({ pk: { S: 'p' }, sk: { S: `${n}` }, n: { N: `${n}` } })
  const items = [1, 2, 3, 4, 5].map(item)
  const keyOf = (n: number) => ({ pk: { S: 'p' }, sk: { S: `${n}` } })
  const world = tablesAnd(...put('range', ...items))
  const page = (Items: readonly object[], members: object = {}) => {
    return { Items, Count: Items.length, ScannedCount: Items.length, ...members }
  }
  const eq = (value: object) => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] })
  const ScanFilter = { sk: eq({ S: '1' }), n: eq({ N: '2' }) }
  const filtered = (found: readonly object[]) => page(found, { ScannedCount: 5 })
  const capacity = { TableName: 'range', CapacityUnits: 0.5 }
  rows.answered({ ...suite, world }, [
    ['all items', {}, page(items)],
    ['an empty table', { TableName: 'hash' }, page([])],
    ['a limit', { Limit: 2 }, page(items.slice(0, 2), { LastEvaluatedKey: keyOf(2) })],
    ['a limit as the items end', { Limit: 5 }, page(items, { LastEvaluatedKey: keyOf(5) })],
    ['a limit that is not reached', { Limit: 6 }, page(items)],
    ['after a key', { ExclusiveStartKey: keyOf(3) }, page(items.slice(3))],
    ['after the last key', { ExclusiveStartKey: keyOf(5) }, page([])],
    [
      'a page in the middle',
      { ExclusiveStartKey: keyOf(1), Limit: 2 },
      page(items.slice(1, 3), { LastEvaluatedKey: keyOf(3) }),
    ],
    ['one segment of one', { Segment: 0, TotalSegments: 1 }, page(items)],
    [
      'a filter may name keys',
      {
        FilterExpression: 'sk = :s OR n = :n',
        ExpressionAttributeValues: { ':s': { S: '1' }, ':n': { N: '2' } },
      },
      filtered([item(1), item(2)]),
    ],
    [
      'a filter that lets nothing pass before the limit',
      { FilterExpression: 'attribute_not_exists(n)', Limit: 2 },
      { Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: keyOf(2) },
    ],
    ['ScanFilter, OR', { ScanFilter, ConditionalOperator: 'OR' }, filtered([item(1), item(2)])],
    ['ScanFilter, AND', { ScanFilter, ConditionalOperator: 'AND' }, filtered([])],
    ['ScanFilter', { ScanFilter: { n: eq({ N: '3.0' }) } }, filtered([item(3)])],
    ['ScanFilter of nothing', { ScanFilter: {} }, page(items)],
    [
      'a projection of nothing',
      { ProjectionExpression: 'zz', Limit: 2 },
      page([{}, {}], { LastEvaluatedKey: keyOf(2) }),
    ],
    [
      'names',
      { AttributesToGet: ['sk'], Limit: 1 },
      page([{ sk: { S: '1' } }], { LastEvaluatedKey: keyOf(1) }),
    ],
    [
      'a projection beside a filter of what it leaves out',
      {
        ProjectionExpression: 'sk',
        FilterExpression: 'n = :n',
        ExpressionAttributeValues: { ':n': { N: '4' } },
      },
      filtered([{ sk: { S: '4' } }]),
    ],
    ['the count', { Select: 'COUNT' }, { Count: 5, ScannedCount: 5 }],
    [
      'the count of what passes a filter',
      {
        Select: 'COUNT',
        FilterExpression: 'n > :n',
        ExpressionAttributeValues: { ':n': { N: '3' } },
      },
      { Count: 2, ScannedCount: 5 },
    ],
    ['all attributes', { Select: 'ALL_ATTRIBUTES' }, page(items)],
    [
      'specific attributes',
      { Select: 'SPECIFIC_ATTRIBUTES', AttributesToGet: ['n'], Limit: 1 },
      page([{ n: { N: '1' } }], { LastEvaluatedKey: keyOf(1) }),
    ],
    [
      'capacity',
      { Select: 'COUNT', ReturnConsumedCapacity: 'TOTAL' },
      { Count: 5, ScannedCount: 5, ConsumedCapacity: capacity },
    ],
    [
      'capacity by parts',
      { Select: 'COUNT', ReturnConsumedCapacity: 'INDEXES' },
      {
        Count: 5,
        ScannedCount: 5,
        ConsumedCapacity: { ...capacity, Table: { CapacityUnits: 0.5 } },
      },
    ],
    [
      'capacity, strongly consistent',
      { Select: 'COUNT', ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true },
      { Count: 5, ScannedCount: 5, ConsumedCapacity: { ...capacity, CapacityUnits: 1 } },
    ],
  ])

  const large = [1, 2, 3, 4].map(n => ({ ...keyOf(n), text: { S: 'x'.repeat(400_000) } }))
  const CapacityUnits = Math.ceil((3 * 400_010) / 4096) / 2
  rows.answered({ ...suite, world: tablesAnd(...put('range', ...large)) }, [
    [
      'a page ends with the item that reaches 1 MB',
      { ReturnConsumedCapacity: 'TOTAL', Select: 'COUNT' },
      {
        Count: 3,
        ScannedCount: 3,
        LastEvaluatedKey: keyOf(3),
        ConsumedCapacity: { TableName: 'range', CapacityUnits },
      },
    ],
    [
      'after the page that 1 MB ended',
      { ProjectionExpression: 'sk', ExclusiveStartKey: keyOf(3) },
      page([{ sk: { S: '4' } }]),
    ],
  ])
})
