/** The names and the values that placeholders stand for may have 2 MB each. */

import { describe, expect, test } from 'vitest'
import { Database, expr } from '../../src/index.js'
import { type Json, TestRegion } from './region.js'

const MIB = 1_048_576
const TOO_LARGE = 'size has exceeded the maximum allowed size'

/** Values of so many bytes, the placeholders `:a` and `:b` included. */
function valuesOf(bytes: number): Json {
  const half = Math.floor(bytes / 2)
  return { ':a': { S: 'x'.repeat(half - 2) }, ':b': { B: base64(bytes - half - 2) } }
}

function base64(bytes: number): string {
  return Buffer.alloc(bytes).toString('base64')
}

/** Names of so many bytes with the placeholders, and an expression that uses them all. */
function namesOf(bytes: number): Json {
  const names: [string, string][] = []
  for (let left = bytes; left > 0; ) {
    const placeholder = `#${String(names.length).padStart(3, '0')}`
    const size = Math.min(left, 60_000)
    const unique = String(names.length).padStart(3, '0')
    names.push([placeholder, `${unique}${'n'.repeat(size - placeholder.length - 3)}`])
    left -= size
  }
  return Object.fromEntries(names)
}

describe('values', () => {
  const filter = 'a = :a OR b = :b'

  test.each([
    ['of the limit', 2 * MIB, undefined],
    ['of one byte more', 2 * MIB + 1, `ExpressionAttributeValues ${TOO_LARGE}`],
  ])('%s', (_, bytes, refusal) => {
    const region = new TestRegion()
    const request = {
      TableName: 'hash',
      FilterExpression: filter,
      ExpressionAttributeValues: valuesOf(bytes),
    }
    if (refusal === undefined) expect(region.run('Scan', request).Count).toBe(0)
    else expect(region.refusal('Scan', request).message).toBe(refusal)
  })

  test('many small ones', () => {
    const names = Array.from({ length: 400_000 }, (_, index) => `:${index}`)
    const values = Object.fromEntries(names.map(name => [name, { N: '1' }]))
    const request = {
      TableName: 'hash',
      FilterExpression: 'a = :0',
      ExpressionAttributeValues: values,
    }
    const { message } = new TestRegion().refusal('Scan', request)
    expect(message).toBe(`ExpressionAttributeValues ${TOO_LARGE}`)
  })

  test('of the native interface', async () => {
    const db = await Database.open()
    const table = await db.createTable()('table', { partitionKey: { id: 'S' } })
    const scan = (text: string) => table.scan({ filter: expr`a = ${text} OR b = ${text}` }).all()
    expect(scan('x'.repeat(MIB - 10))).toEqual([])
    expect(() => scan('x'.repeat(MIB))).toThrow(`ExpressionAttributeValues ${TOO_LARGE}`)
  })
})

test.each([
  ['of the limit', 2 * MIB, undefined],
  ['of one byte more', 2 * MIB + 1, `ExpressionAttributeNames ${TOO_LARGE}`],
])('names %s', (_, bytes, refusal) => {
  const names = namesOf(bytes)
  const region = new TestRegion()
  const request = {
    TableName: 'hash',
    ProjectionExpression: Object.keys(names).join(),
    ExpressionAttributeNames: names,
  }
  if (refusal === undefined) expect(region.run('Scan', request).Count).toBe(0)
  else expect(region.refusal('Scan', request).message).toBe(refusal)
})
