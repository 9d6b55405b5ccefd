// What is the worst that a request can ask for? Bodies as long as the service allows, of whatever
// costs most to read, and expressions as long as it allows, on the items that they take longest for.
// Each operation is asked for less than 16 MB, and evaluates no more than 1 MB of items.

/** Milliseconds that the event loop may stand still: for 16 MB of anything, for 4 KB of expression. */
export const BODY_STALL_MAX = 300
export const EXPRESSION_STALL_MAX = 100

export interface WireRequest {
  readonly operation: string
  readonly body: string
}

export interface WorstRequest {
  readonly kind: string
  readonly stallMax: number
  readonly request: () => WireRequest
  /** Items that must be there before, in a table that is asked alone. */
  readonly items?: (() => readonly object[]) | undefined
}

export const TABLE = 'Worst'

const BODY_BYTES = 16 * 2 ** 20
/** What stands around it included, an item stays below 400 KB. */
const ITEM_BYTES = 400_000
const EXPRESSION_BYTES = 4_000

const ITEM_START = `{"TableName":"${TABLE}","Item":{"pk":{"S":"a"},`
const KEY = { pk: { S: 'a' } }

export const LONG_BODIES: readonly WorstRequest[] = [
  body('a set of numbers', 'PutItem', () =>
    filled(`${ITEM_START}"s":{"NS":[`, index => `"${index}"`, ']}}}'),
  ),
  body('a set of strings', 'PutItem', () =>
    filled(`${ITEM_START}"s":{"SS":[`, index => `"${name(index)}"`, ']}}}'),
  ),
  body('a set of binaries', 'PutItem', () =>
    filled(`${ITEM_START}"s":{"BS":[`, index => `"${base64(index)}"`, ']}}}'),
  ),
  body('a set of 38 digits', 'PutItem', () =>
    filled(`${ITEM_START}"s":{"NS":[`, index => `"7${String(index).padStart(37, '0')}"`, ']}}}'),
  ),
  body('attributes', 'PutItem', () =>
    filled(ITEM_START, index => `"${name(index)}":{"S":""}`, '}}'),
  ),
  body('a list of empty texts', 'PutItem', () =>
    filled(`${ITEM_START}"l":{"L":[`, () => '{"S":""}', ']}}}'),
  ),
  body('unknown types of a value', 'PutItem', () =>
    filled(`${ITEM_START}"v":{`, index => `"${name(index)}":1`, '}}}'),
  ),
  body('unknown members', 'PutItem', () =>
    filled(`${ITEM_START}"n":{"N":"1"}},`, index => `"${name(index)}":[]`, '}'),
  ),
  body('lists in lists', 'PutItem', () => nested('{"L":[', ']}')),
  body('brackets', 'PutItem', () => nested('[', ']')),
  body(
    'one long binary',
    'PutItem',
    () => `${ITEM_START}"b":{"B":"${'AAAA'.repeat(BODY_BYTES / 4 - 100)}"}}}`,
  ),
  body(
    'one long number',
    'PutItem',
    () => `${ITEM_START}"n":{"N":"${'0'.repeat(BODY_BYTES - 200)}1"}}}`,
  ),
  body(
    'one long escaped text',
    'PutItem',
    () => `${ITEM_START}"t":{"S":"${'\\u0041'.repeat(BODY_BYTES / 6 - 100)}"}}}`,
  ),
  body('attributes of a key', 'GetItem', () =>
    filled(
      `{"TableName":"${TABLE}","Key":{"pk":{"S":"a"},`,
      index => `"${name(index)}":{"S":""}`,
      '}}',
    ),
  ),
  body('names for an expression', 'GetItem', () =>
    filled(
      `{"TableName":"${TABLE}","Key":{"pk":{"S":"a"}},"ProjectionExpression":"#a","ExpressionAttributeNames":{`,
      index => `"#${name(index)}":"x"`,
      '}}',
    ),
  ),
  body('values for an expression', 'Scan', () =>
    filled(
      `{"TableName":"${TABLE}","FilterExpression":"a=:a","ExpressionAttributeValues":{`,
      index => `":${name(index)}":{"S":""}`,
      '}}',
    ),
  ),
  body('updates without an expression', 'UpdateItem', () =>
    filled(
      `{"TableName":"${TABLE}","Key":{"pk":{"S":"a"}},"AttributeUpdates":{`,
      index => `"${name(index)}":{"Value":{"S":""}}`,
      '}}',
    ),
  ),
  body('values to be one of', 'Scan', () =>
    filled(
      `{"TableName":"${TABLE}","ScanFilter":{"pk":{"ComparisonOperator":"IN","AttributeValueList":[`,
      index => `{"S":"${name(index)}"}`,
      ']}}}',
    ),
  ),
  body('25 items of empty texts', 'BatchWriteItem', () =>
    all({
      RequestItems: {
        [TABLE]: rows(25).map(row => ({ PutRequest: { Item: emptyTexts(row, 25) } })),
      },
    }),
  ),
  body('100 puts of empty texts', 'TransactWriteItems', () =>
    all({
      TransactItems: rows(100).map(row => ({
        Put: { TableName: TABLE, Item: emptyTexts(row, 100) },
      })),
    }),
  ),
  body('100 keys with sets', 'BatchGetItem', () =>
    all({
      RequestItems: { [TABLE]: { Keys: rows(100).map(row => ({ ...emptyTexts(row, 100) })) } },
    }),
  ),
]

const A = (count: number): string => 'a'.repeat(count)
const TEXT = { S: A(ITEM_BYTES) }
const NUMBERS = { NS: rows(100_000).map(String) }
const BINARIES = { BS: rows(100_000).map(base64) }
const TEXTS_LIST = { L: rows(130_000).map(row => ({ S: row.toString(36).slice(-1) })) }

export const LONG_EXPRESSIONS: readonly WorstRequest[] = [
  scan('contains, one long text that nearly fits', {
    items: ofText,
    filter: 'contains(s,:v)',
    values: { ':v': { S: `${A(300)}b${A(ITEM_BYTES / 2)}` } },
  }),
  scan('contains, one long binary that nearly fits', {
    items: () => three({ B: Buffer.alloc(ITEM_BYTES, 'a').toString('base64') }),
    filter: 'contains(s,:v)',
    values: { ':v': { B: Buffer.from(`${A(300)}b${A(ITEM_BYTES / 2)}`).toString('base64') } },
  }),
  scan('contains, one text again and again', {
    items: ofText,
    filter: repeated(() => 'contains(s,:v)'),
    values: { ':v': { S: `${A(300)}b${A(ITEM_BYTES / 2)}` } },
  }),
  scan('contains, many members of a set of binaries', {
    items: () => three(BINARIES),
    filter: repeated(index => `contains(s,:${index})`),
    values: index => ({ B: Buffer.from(`?${index}`).toString('base64') }),
  }),
  scan('contains, many elements of a list', {
    items: () => three(TEXTS_LIST),
    filter: repeated(index => `contains(s,:${index})`),
    values: index => ({ S: `?${index}` }),
  }),
  scan('begins_with, of a long binary', {
    items: () => three({ B: Buffer.alloc(ITEM_BYTES, 'a').toString('base64') }),
    filter: repeated(() => 'begins_with(s,:v)'),
    values: { ':v': { B: Buffer.from(`${A(ITEM_BYTES - 100)}b`).toString('base64') } },
  }),
  scan('size of a map of many names', {
    items: () => three({ M: Object.fromEntries(rows(80_000).map(row => [name(row), { S: '' }])) }),
    filter: repeated(index => `size(s)=:${index}`),
    values: index => ({ N: `-${index + 1}` }),
  }),
  scan('equality of large sets', {
    items: () => three(NUMBERS),
    filter: repeated(() => 's=:v', ' AND '),
    values: { ':v': NUMBERS },
  }),
  scan('order of long texts', {
    items: ofText,
    filter: repeated(index => `s>:${index % 4}`),
    values: index => ({ S: `${A(ITEM_BYTES - 1)}${'bcde'[index % 4]}` }),
  }),
  scan('filter on long names', {
    items: longNames,
    filter: repeated(index => `#${index}=:v`),
    names: 12_000,
  }),
  {
    kind: 'projection of long names',
    stallMax: EXPRESSION_STALL_MAX,
    items: longNames,
    request: () => {
      const slots = rows(800)
      return {
        operation: 'Scan',
        body: JSON.stringify({
          TableName: TABLE,
          ProjectionExpression: slots.map(slot => `#${slot}`).join(),
          ExpressionAttributeNames: Object.fromEntries(
            slots.map(slot => [`#${slot}`, longName(slot, 2_500)]),
          ),
        }),
      }
    },
  },
  update('list_append, 190 times a long list', {
    item: { a: TEXTS_LIST },
    text: `SET ${rows(190)
      .map(row => `z${row}=list_append(a,a)`)
      .join()}`,
  }),
  update('SET, 500 times a long text', {
    item: { s: TEXT },
    text: `SET ${rows(500)
      .map(row => `z${row}=s`)
      .join()}`,
  }),
  update('ADD, a large set to many', {
    item: Object.fromEntries(rows(400).map(row => [`z${row}`, { NS: ['-1'] }])),
    text: `ADD ${rows(400)
      .map(row => `z${row} :v`)
      .join()}`,
    values: { ':v': NUMBERS },
  }),
  update('DELETE, a large set from many', {
    item: Object.fromEntries(rows(400).map(row => [`z${row}`, { NS: ['-1'] }])),
    text: `DELETE ${rows(400)
      .map(row => `z${row} :v`)
      .join()}`,
    values: { ':v': NUMBERS },
  }),
]

function body(kind: string, operation: string, text: () => string): WorstRequest {
  return {
    kind: `${operation}: ${kind}`,
    stallMax: BODY_STALL_MAX,
    request: () => ({ operation, body: text() }),
  }
}

interface ScanOptions {
  readonly items: () => readonly object[]
  readonly filter: string
  /** By placeholder; or of `:0`, `:1` and so on, as far as the filter uses them. */
  readonly values?: Readonly<Record<string, object>> | ((index: number) => object)
  /** Characters of the names `#0`, `#1` and so on. */
  readonly names?: number
}

function scan(
  kind: string,
  { items, filter, values = { ':v': { S: '' } }, names }: ScanOptions,
): WorstRequest {
  const slots = (sign: string): readonly string[] => [
    ...new Set(filter.match(new RegExp(`${sign}\\d+`, 'g'))),
  ]
  return {
    kind,
    stallMax: EXPRESSION_STALL_MAX,
    items,
    request: () => ({
      operation: 'Scan',
      body: JSON.stringify({
        TableName: TABLE,
        FilterExpression: filter,
        ExpressionAttributeValues:
          typeof values === 'function'
            ? Object.fromEntries(slots(':').map(slot => [slot, values(Number(slot.slice(1)))]))
            : values,
        ...(names !== undefined && {
          ExpressionAttributeNames: Object.fromEntries(
            slots('#').map(slot => [slot, longName(Number(slot.slice(1)), names)]),
          ),
        }),
      }),
    }),
  }
}

interface UpdateOptions {
  readonly item: object
  readonly text: string
  readonly values?: object
}

function update(kind: string, { item, text, values }: UpdateOptions): WorstRequest {
  return {
    kind,
    stallMax: EXPRESSION_STALL_MAX,
    items: () => [{ ...KEY, ...item }],
    request: () => ({
      operation: 'UpdateItem',
      body: JSON.stringify({
        TableName: TABLE,
        Key: KEY,
        UpdateExpression: text,
        ...(values !== undefined && { ExpressionAttributeValues: values }),
      }),
    }),
  }
}

/** A condition as often as an expression has room for it, and operators for it. */
function repeated(condition: (index: number) => string, joint = ' OR '): string {
  let text = condition(0)
  for (let index = 1; index < 149; index += 1) {
    const longer = `${text}${joint}${condition(index)}`
    if (longer.length > EXPRESSION_BYTES) break
    text = longer
  }
  return text
}

/** Three items with one large attribute, which make 1 MB and a page. */
function three(value: object): readonly object[] {
  return rows(3).map(row => ({ pk: { S: `${row}` }, s: value }))
}

function ofText(): readonly object[] {
  return three(TEXT)
}

/** 1 MB of items with one name each. */
function longNames(): readonly object[] {
  return rows(80).map(row => ({ pk: { S: `${row}` }, [longName(10_000 + row, 12_000)]: { S: '' } }))
}

function longName(index: number, length: number): string {
  return `${index}`.padStart(length, 'n')
}

function filled(start: string, one: (index: number) => string, end: string): string {
  const parts: string[] = []
  let length = start.length + end.length
  for (let index = 0; ; index += 1) {
    const part = one(index)
    length += part.length + 1
    if (length > BODY_BYTES) return start + parts.join() + end
    parts.push(part)
  }
}

function nested(open: string, close: string): string {
  const depth = Math.floor((BODY_BYTES - 200) / (open.length + close.length))
  return `${ITEM_START}"v":${open.repeat(depth)}${close.repeat(depth)}}}`
}

/** A list of as many empty texts as this row of a full body has room for. */
function emptyTexts(row: number, rowCount: number): object {
  const count = Math.floor(BODY_BYTES / rowCount / '{"S":""},'.length) - 20
  return { pk: { S: `k${row}` }, l: { L: new Array(count).fill({ S: '' }) } }
}

function all(request: object): string {
  return JSON.stringify(request)
}

function rows(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}

function name(index: number): string {
  return index.toString(36)
}

function base64(index: number): string {
  return Buffer.from([index & 0xff, (index >> 8) & 0xff, (index >> 16) & 0xff]).toString('base64')
}
