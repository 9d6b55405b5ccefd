/** JSON that is of another type than the shape, and converted. What is refused is in the conformance suite. */

import { describe, expect, test } from 'vitest'
import { parseRequest } from '../../src/validation/request.js'

const item = (value: unknown): object => ({ TableName: 'abc', Item: { a: value } })

test('no body at all is refused', () => {
  expect(() => parseRequest('GetItem', undefined)).toThrow(
    expect.objectContaining({ name: 'SerializationException', message: '' }),
  )
})

describe('what is converted', () => {
  const limitOf = (limit: unknown): unknown =>
    (parseRequest('Scan', { TableName: 'abc', Limit: limit }) as { Limit: unknown }).Limit

  test.each([
    [7.9, 7],
    [1e300, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])('the limit %s is %s', (limit, expected) => {
    expect(limitOf(limit)).toBe(expected)
  })

  test('a fraction above -1 is 0', () => {
    const json = { TableName: 'abc', Segment: -0.5, TotalSegments: 1 }
    expect(parseRequest('Scan', json)).toStrictEqual({ ...json, Segment: 0 })
  })

  test.each([
    ['true', true],
    ['1', true],
    ['yes', true],
    ['YES', true],
    ['false', false],
    ['0', false],
    ['No', false],
  ])('the boolean %j is %s', (text, expected) => {
    const json = { TableName: 'abc', Key: { a: { BOOL: text } }, ConsistentRead: text }
    expect(parseRequest('GetItem', json)).toEqual({
      TableName: 'abc',
      Key: { a: { BOOL: expected } },
      ConsistentRead: expected,
    })
    expect(json.ConsistentRead).toBe(text)
    expect(json.Key.a.BOOL).toBe(text)
  })

  test.each(['', 'YQ==', 'YWI=', 'YWJj', 'YWJjZA==', '+/+/', 'AAAA'])('binary %j stays', text => {
    const json = item({ L: [{ B: text }, { BS: [text] }] })
    expect(parseRequest('PutItem', json)).toBe(json)
  })
})
