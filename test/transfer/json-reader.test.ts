import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonReader } from '../../src/transfer/json-reader.js'
import { RECORD_BYTES_MAX } from '../../src/transfer/record-splitter.js'
import { NumberValue } from '../../src/types/attribute.js'
import { rowsBy } from './reading.js'

const line = (id: string): string => `{"Item":{"id":{"S":${JSON.stringify(id)}}}}`
const item = (line: number, id: string) => ({ kind: 'item', line, item: { id } })
const fault = (line: number, reason: string) => ({ kind: 'fault', line, reason })
const NOT_JSON = 'The row is not JSON.'
const NO_ITEM = 'The row is not of the form {"Item":{…}}.'

test('a line is an item, with all types of values', () => {
  const text =
    '{"Item":{"s":{"S":"é"},"n":{"N":"12345678901234567890123456789012345678"},"b":{"B":"AQI="},' +
    '"t":{"BOOL":true},"z":{"NULL":true},"ss":{"SS":["b","a"]},"ns":{"NS":["1","2.50"]},"bs":{"BS":["AQ=="]},' +
    '"l":{"L":[{"S":"x"},{"M":{}}]},"m":{"M":{"a":{"N":"1"}}}}}\n'
  expect(rowsBy(jsonReader(), text)).toEqual([
    {
      kind: 'item',
      line: 1,
      item: {
        s: 'é',
        n: new NumberValue('12345678901234567890123456789012345678'),
        b: Buffer.from([1, 2]),
        t: true,
        z: null,
        ss: new Set(['a', 'b']),
        ns: new Set([2.5, 1]),
        bs: new Set([Buffer.from([1])]),
        l: ['x', {}],
        m: { a: 1 },
      },
    },
  ])
})

test('lines end with either kind of newline, the last one with none; empty ones are counted, and are no rows', () => {
  const text = `\ufeff${line('a')}\r\n\n \t\n${line('b')}\n\r\n${line('c')}`
  expect(rowsBy(jsonReader(), text)).toEqual([item(1, 'a'), item(4, 'b'), item(6, 'c')])
  expect(rowsBy(jsonReader(), '')).toEqual([])
  expect(rowsBy(jsonReader(), '\ufeff')).toEqual([])
})

describe('a bad row is told of, and rows go on behind it', () => {
  test.each([
    ['x', NOT_JSON],
    ['{"Item":{"id":{"S":"a"}}', NOT_JSON],
    [line('a') + line('b'), NOT_JSON],
    ['\u{feff}{}', NOT_JSON],
    ['{"Item":{"id":{"S":"a\u0001"}}}', NOT_JSON],
    ['['.repeat(100_000), NOT_JSON],
    ['null', NO_ITEM],
    ['1', NO_ITEM],
    ['[]', NO_ITEM],
    ['{"item":{}}', NO_ITEM],
    ['{"__proto__":{"Item":{}}}', NO_ITEM],
    ['{"Item":null}', NO_ITEM],
    ['{"Item":[]}', NO_ITEM],
    ['{"Keys":{"id":{"S":"a"}},"NewImage":{"id":{"S":"a"}}}', NO_ITEM],
    ['{"Item":{"id":"a"}}', 'Unexpected value type in payload'],
    ['{"Item":{"id":{"S":1}}}', 'NUMBER_VALUE cannot be converted to String'],
    [
      '{"Item":{"id":null}}',
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      '{"Item":{"id":{"S":"a","N":"1"}}}',
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    ['{"Item":{"id":{"N":"x"}}}', 'The parameter cannot be converted to a numeric value: x'],
    [
      '{"Item":{"id":{"N":"123456789012345678901234567890123456789"}}}',
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      `{"Item":{"id":{"S":"${'x'.repeat(400 * 1024)}"}}}`,
      'Item size has exceeded the maximum allowed size',
    ],
    [
      `{"Item":{"id":${'{"L":['.repeat(5000)}${']}'.repeat(5000)}}}`,
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    ],
  ])('%.60s', (bad, reason) => {
    const text = `${line('a')}\n${bad}\n${line('b')}\n${bad}`
    expect(rowsBy(jsonReader(), text)).toEqual([
      item(1, 'a'),
      fault(2, reason),
      item(3, 'b'),
      fault(4, reason),
    ])
  })

  test('bytes that are not in UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${line('a')}\n`),
      Buffer.from(line('é'), 'latin1'),
      Buffer.from(`\n${line('\ufffd')}`),
    ])
    expect(rowsBy(jsonReader(), bytes)).toEqual([
      item(1, 'a'),
      fault(2, 'The row is not in UTF-8.'),
      item(3, '\ufffd'),
    ])
  })

  test('a line that is longer than any item', () => {
    const long = 'x'.repeat(RECORD_BYTES_MAX + 1)
    const reason = `The row has more than ${RECORD_BYTES_MAX} bytes, or is not ended.`
    expect(rowsBy(jsonReader(), `${line('a')}\n${long}\n${line('b')}\n${long}${long}`)).toEqual([
      item(1, 'a'),
      fault(2, reason),
      item(3, 'b'),
      fault(4, reason),
    ])
  })
})

test('names are data', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const [row] = rowsBy(jsonReader(), `{"Item":{${JSON.stringify(name)}:{"S":"x"}}}`)
    expect(row?.kind === 'item' && Object.entries(row.item)).toEqual([[name, 'x']])
  }
})

test('rows are the same however the file is cut into chunks', () => {
  const rows = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }).map(line),
      fc.constantFrom('', ' ', '{', '\ufeff', '{"Item":{}}', `${line('é')}\r`),
    ),
  )
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 7 }), (lines, chunkLength) => {
      const text = lines.join('\n')
      expect(rowsBy(jsonReader(), text, chunkLength)).toEqual(rowsBy(jsonReader(), text))
    }),
    { numRuns: 200 },
  )
})
