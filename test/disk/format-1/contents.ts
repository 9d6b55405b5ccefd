/** What the databases of format 1 have in them: all that was asked of them, in this order. */

export const FORMS = [
  { name: 'plain', key: undefined },
  { name: 'encrypted', key: Uint8Array.from({ length: 32 }, (_, index) => 11 * index + 3) },
] as const

/** When it was, in milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 1)

const TableName = 'things'
const STRING_KEY = { AttributeName: 'pk', KeyType: 'HASH' }

const TABLE = {
  TableName,
  KeySchema: [STRING_KEY, { AttributeName: 'sk', KeyType: 'RANGE' }],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'color', AttributeType: 'S' },
    { AttributeName: 'bytes', AttributeType: 'B' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byColor',
      KeySchema: [{ AttributeName: 'color', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'byBytes',
      KeySchema: [STRING_KEY, { AttributeName: 'bytes', KeyType: 'RANGE' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
}

const VALUES: readonly Record<string, object>[] = [
  { color: { S: 'red' }, bytes: { B: 'AAH/' } },
  { color: { S: '\u00fcber \ud83d\ude00' }, empty: { S: '' }, emptyBytes: { B: '' } },
  { number: { N: '12345678901234567890123456789012345678' }, tiny: { N: '-1E-130' } },
  { large: { N: '9.9999999999999999999999999999999999999E+125' }, zero: { N: '0' } },
  { strings: { SS: ['a', 'b', '\u00e9'] }, numbers: { NS: ['1', '-2.5', '1E+40'] } },
  { binaries: { BS: ['AQ==', 'Ag=='] }, yes: { BOOL: true }, no: { BOOL: false } },
  { nothing: { NULL: true }, list: { L: [{ S: 'x' }, { L: [] }, { M: {} }] } },
  { ['__proto__']: { S: 'a name like others' }, constructor: { M: { ['__proto__']: { N: '1' } } } },
  { map: { M: { deep: { M: { deeper: { L: [{ NULL: true }, { N: '-0.5' }] } } } } } },
  { text: { S: 'x'.repeat(300) }, expires: { N: String(START / 1000 + 3600) } },
]

export const TRANSACTION = {
  ClientRequestToken: 'a-token',
  TransactItems: [
    {
      Update: {
        TableName,
        Key: { pk: { S: 'counter' }, sk: { N: '1' } },
        UpdateExpression: 'ADD n :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      },
    },
  ],
}

const puts = VALUES.map((value, index) => ({
  operation: 'PutItem',
  json: { TableName, Item: { pk: { S: `p${index % 2}` }, sk: { N: String(index) }, ...value } },
}))

/** In this order. Some twice, so that streams have images of before. */
export const REQUESTS: readonly { readonly operation: string; readonly json: object }[] = [
  { operation: 'CreateTable', json: TABLE },
  {
    operation: 'UpdateTimeToLive',
    json: {
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
    },
  },
  ...puts,
  { operation: 'TransactWriteItems', json: TRANSACTION },
  ...puts.slice(0, 3).map(({ json }) => ({
    operation: 'PutItem',
    json: { ...json, Item: { ...json.Item, again: { BOOL: true } } },
  })),
  { operation: 'DeleteItem', json: { TableName, Key: { pk: { S: 'p0' }, sk: { N: '4' } } } },
]
