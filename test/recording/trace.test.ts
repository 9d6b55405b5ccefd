/** A trace is read as it was written, and what is none is refused with the number of the line. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTrace, traceLine } from '../../src/testing/entry.js'

const units = fc.record({ read: fc.nat(), write: fc.nat() })
const calls = fc.array(
  fc.record(
    {
      at: fc.nat(),
      region: fc.string(),
      operation: fc.string(),
      json: fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
      units,
    },
    { requiredKeys: ['at', 'region', 'operation', 'json'] },
  ),
)

test('what is written is what is read', () => {
  fc.assert(
    fc.property(calls, written => {
      const text = written.map(traceLine).join('')
      const read = Array.from(readTrace(text))
      expect(JSON.stringify(read)).toBe(JSON.stringify(written))
    }),
    { numRuns: 200 },
  )
})

test('empty lines and members that are not known are skipped, and the last line needs no line feed', () => {
  const call = { at: 1, region: 'r', operation: 'o', json: {} }
  const text = `\n${JSON.stringify({ ...call, later: true })}\r\n  \n${JSON.stringify(call)}`
  expect(Array.from(readTrace(text))).toEqual([call, call])
})

test.each([
  ['no', 'is no JSON'],
  ['[]', 'is no object'],
  ['{}', 'has no number "at"'],
  ['{"at":1}', 'has no text "region"'],
  ['{"at":1,"region":""}', 'has no text "operation"'],
  ['{"at":1,"region":"","operation":"","json":[]}', 'has no object "json"'],
  [
    '{"at":1,"region":"","operation":"","json":{},"units":{"read":1}}',
    'has "units" without numbers "read" and "write"',
  ],
])('the line %s is refused', (line, fault) => {
  const good = traceLine({ at: 1, region: 'r', operation: 'o', json: {} })
  expect(() => Array.from(readTrace(`${good}${line}`))).toThrow(`Line 2 of the trace ${fault}`)
})
