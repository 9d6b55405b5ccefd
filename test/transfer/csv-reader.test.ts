import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CsvOptions, csvReader } from '../../src/transfer/csv-reader.js'
import { RECORD_BYTES_MAX } from '../../src/transfer/record-splitter.js'
import { rowsBy } from './reading.js'

const DELIMITERS = [',', ';', ':', '|', '\t', ' '] as const

const item = (line: number, members: object) => ({ kind: 'item', line, item: members })
const fault = (line: number, reason: string) => ({ kind: 'fault', line, reason })

const read = (text: string | Uint8Array, options: Partial<CsvOptions> = {}, chunkLength = 65_536) =>
  rowsBy(csvReader({ delimiter: ',', keyTypes: new Map(), ...options }), text, chunkLength)

test('the first line names the columns; a column is text, a key of its own type', () => {
  const keyTypes = new Map([
    ['id', 'N'],
    ['blob', 'B'],
    ['gone', 'N'],
  ] as const)
  expect(read('id,blob,n,__proto__\r\n1.50,AQI=,2,x\r\n', { keyTypes })).toEqual(
    [item(2, JSON.parse('{"id":1.5,"n":"2","__proto__":"x"}') as object)].map(row => ({
      ...row,
      item: { ...row.item, blob: Buffer.from([1, 2]), ['__proto__']: 'x' },
    })),
  )
})

test('a header that is given leaves the first line a row', () => {
  expect(read('a,b', { header: ['x', 'y'] })).toEqual([item(1, { x: 'a', y: 'b' })])
})

test('quoted cells may have delimiters, quotation marks and newlines; lines are counted through', () => {
  const text = '\ufeff"a","b c"\n"x,""y""\n\nz",\n\n"",q\n""""," "'
  expect(read(text)).toEqual([
    item(2, { a: 'x,"y"\n\nz' }),
    item(6, { 'b c': 'q' }),
    item(7, { a: '"', 'b c': ' ' }),
  ])
})

test('a line of delimiters is a row without attributes, also where they are spaces', () => {
  expect(read('a b\n \n\n', { delimiter: ' ' })).toEqual([item(2, {})])
  expect(read('a\tb\n\t\n', { delimiter: '\t' })).toEqual([item(2, {})])
  expect(read('a,b\n,\n')).toEqual([item(2, {})])
})

describe('a bad row is told of, and rows go on behind it', () => {
  const STRAY = 'The row has a quotation mark within a cell that is not quoted as a whole.'
  const BEHIND = 'The row has text behind a quoted cell.'
  test.each([
    ['x', 'The row has 1 cells, and the header has 2.'],
    ['x,y,z', 'The row has 3 cells, and the header has 2.'],
    ['5" pipe,y', STRAY],
    [' "x",y', STRAY],
    ['"x"y,z', BEHIND],
    ['"x" ,y', BEHIND],
    ['seven,y', 'The parameter cannot be converted to a numeric value: seven'],
  ])('%s', (bad, reason) => {
    const keyTypes = new Map([['a', 'N']] as const)
    expect(read(`a,b\n1,x\n${bad}\n2,y\n${bad}`, { keyTypes })).toEqual([
      item(2, { a: 1, b: 'x' }),
      fault(3, reason),
      item(4, { a: 2, b: 'y' }),
      fault(5, reason),
    ])
  })

  test('a quoted cell without an end', () => {
    expect(read('a,b\n1,x\n2,"y\n3,z')).toEqual([
      item(2, { a: '1', b: 'x' }),
      fault(3, 'The file ends within the row.'),
      item(4, { a: '3', b: 'z' }),
    ])
  })

  test('base64 that is none, and bytes that are no text', () => {
    const keyTypes = new Map([['a', 'B']] as const)
    expect(read('a\nAQ=\nAQ==', { keyTypes })).toEqual([
      fault(2, 'Base64 encoded length is expected a multiple of 4 bytes but found: 3'),
      item(3, { a: Buffer.from([1]) }),
    ])
    expect(read(Buffer.from('a\né\nb', 'latin1'))).toEqual([
      fault(2, 'The row is not in UTF-8.'),
      item(3, { a: 'b' }),
    ])
  })

  test('a quotation mark without its other one takes in one row, however long the file goes on', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `${index},${'y'.repeat(10_000)}`)
    const found = read(`a,b\n"x,y\n${rows.join('\n')}\n`)
    expect(found.length).toBe(rows.length + 1)
    expect(found[0]).toEqual(
      fault(2, `The row has more than ${RECORD_BYTES_MAX} bytes, or is not ended.`),
    )
    expect(found.at(-1)).toEqual(item(1002, { a: '999', b: 'y'.repeat(10_000) }))
  })

  test.each(['"a","b', 'x","z', '"""x,"y', '"', '","', '""",'])(
    'many lines of %s are all read',
    bad => {
      const found = read(`a,b\n${`${bad}\n`.repeat(3000)}`)
      expect(found.length).toBeGreaterThan(1000)
    },
  )
})

test.each([
  ['', 'The header has a column without a name.'],
  ['a,a', 'The header has two columns of the name a.'],
  ['a,', 'The header has a column without a name.'],
  [
    'a,é',
    'The header has the name "é"; names are printable ASCII without quotation marks and commas.',
  ],
  [
    '"a,b"',
    'The header has the name "a,b"; names are printable ASCII without quotation marks and commas.',
  ],
  ['"a', 'The first line is no header.'],
])('a file with the header %s is not read', (header, reason) => {
  expect(() => read(`${header}\nx,y\n`)).toThrow(
    expect.objectContaining({ message: reason, line: 1 }),
  )
})

test('what is written is read, however the file is cut into chunks', () => {
  const name = fc.stringMatching(/^[ !#-+\--~]{1,5}$/)
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('"', ',', ';', ':', '|', '\t', ' ', '\n', '\r', 'é', 'x') }),
    fc.string({ unit: 'grapheme' }),
  )
  const table = fc.uniqueArray(name, { minLength: 1, maxLength: 4 }).chain(names =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length })),
      delimiter: fc.constantFrom(...DELIMITERS),
      chunkLength: fc.integer({ min: 1, max: 5 }),
      newline: fc.constantFrom('\n', '\r\n'),
    }),
  )
  fc.assert(
    fc.property(table, ({ names, rows, delimiter, chunkLength, newline }) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
      const lines = [names, ...rows].map(cells => cells.map(quoted).join(delimiter))
      const text = lines.join(newline)
      const found = read(text, { delimiter }, chunkLength)
      expect(found.map(row => row.kind === 'item' && Object.entries(row.item))).toEqual(
        rows.map(cells => {
          const members = names.map((one, index) => [one, cells[index] ?? ''] as const)
          return Object.entries(Object.fromEntries(members.filter(([, value]) => value !== '')))
        }),
      )
    }),
    { numRuns: 100 },
  )
})

test('any text gives the same rows however it is cut into chunks', () => {
  const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x', 'é', '\ufeff') })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 4 }), (body, chunkLength) => {
      const header = ['a', 'b']
      expect(read(body, { header }, chunkLength)).toEqual(read(body, { header }))
    }),
    { numRuns: 400 },
  )
})
