/** Statements of any kind, run on tables: something is answered, or refused in words; and pages end at 1 MB. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DynamoError } from '../../src/errors/dynamo-error.js'
import { TestRegion } from '../service/region.js'

const WORDS = (
  "pk sk n l m.k l[0] 'a' '1' 1 -2.5 ? true null missing [1] <<1>> {'k':1} ( ) = <> < >= AND OR NOT IN IS BETWEEN " +
  'size(n) contains(l,1) begins_with(sk,?) attribute_exists(n) NULL , + . * ; LIKE "n"'
).split(' ')
const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 9 }).map(words => words.join(' '))
const KEY = "pk = 'a' AND sk = '1'"
const statement = fc.oneof(
  soup.map(words => `SELECT * FROM range WHERE ${words}`),
  soup.map(words => `SELECT * FROM range WHERE pk = 'a' AND ${words}`),
  soup.map(words => `SELECT ${words} FROM range WHERE ${KEY}`),
  soup.map(words => `SELECT * FROM range WHERE pk IN ['a', 'b'] ORDER BY ${words}`),
  soup.map(words => `INSERT INTO range VALUE {'pk': 'a', 'sk': '1', 'n': ${words}}`),
  soup.map(words => `UPDATE range SET n = ${words} WHERE ${KEY} RETURNING ALL NEW *`),
  soup.map(words => `UPDATE range REMOVE ${words} WHERE ${KEY}`),
  soup.map(words => `DELETE FROM range WHERE ${KEY} AND ${words} RETURNING ALL OLD *`),
  soup.map(words => `EXISTS(SELECT * FROM range WHERE ${KEY} AND ${words})`),
)

test('any statement is answered or refused, alone, in a batch and in a transaction', () => {
  const region = new TestRegion()
  region.put('range', { pk: { S: 'a' }, sk: { S: '1' }, n: { N: '1' }, l: { L: [{ N: '1' }] } })
  const parameters = fc.constantFrom(undefined, [{ S: 'a' }], [{ N: '1' }, { L: [] }])
  const attempt = (operation: string, request: Record<string, unknown>): void => {
    try {
      expect(region.run(operation, request)).toBeTypeOf('object')
    } catch (error) {
      expect(error).toBeInstanceOf(DynamoError)
    }
  }
  fc.assert(
    fc.property(statement, parameters, (Statement, Parameters) => {
      const one = { Statement, Parameters }
      attempt('ExecuteStatement', one)
      attempt('BatchExecuteStatement', { Statements: [one] })
      attempt('ExecuteTransaction', { TransactStatements: [one] })
    }),
    { numRuns: 600 },
  )
})

test('a page ends at 1 MB, through all reads of a statement', () => {
  const region = new TestRegion()
  const x = { S: 'x'.repeat(300_000) }
  const keys = ['a', 'b'].flatMap(pk =>
    ['1', '2', '3'].map(sk => ({ pk: { S: pk }, sk: { S: sk } })),
  )
  region.put('range', ...keys.map(key => ({ ...key, x })))
  const pagesOf = (Statement: string): unknown[] => {
    const sizes: unknown[] = []
    let NextToken: unknown
    do {
      const page = region.run('ExecuteStatement', { Statement, NextToken })
      sizes.push((page.Items as unknown[]).length)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return sizes
  }
  // The one that reaches 1 MB is in the page.
  expect(pagesOf('SELECT sk FROM range')).toEqual([4, 2])
  expect(pagesOf("SELECT sk FROM range WHERE pk IN ['a', 'b']")).toEqual([4, 2])
  expect(pagesOf("SELECT sk FROM range WHERE n = 1 AND pk IN ['a', 'b']")).toEqual([0, 0])
})

test('a limit counts what is evaluated, and the last key is told', () => {
  const region = new TestRegion()
  const keys = ['1', '2', '3'].map(sk => ({ pk: { S: 'a' }, sk: { S: sk } }))
  region.put('range', ...keys.map((key, n) => ({ ...key, n: { N: `${n}` } })))
  const Statement = "SELECT sk FROM range WHERE pk = 'a' AND n = 2"
  const first = region.run('ExecuteStatement', { Statement, Limit: 2 })
  expect(first).toEqual({ Items: [], NextToken: expect.any(String), LastEvaluatedKey: keys[1] })
  const { NextToken } = first
  expect(region.run('ExecuteStatement', { Statement, Limit: 2, NextToken })).toEqual({
    Items: [{ sk: { S: '3' } }],
  })
  const other = { Statement: Statement.replace('2', '3'), NextToken }
  expect(region.refusal('ExecuteStatement', other).message).toBe('NextToken does not match request')
  const whole = { Statement: "SELECT * FROM range WHERE pk = 'a' AND sk = '1'", Limit: 1 }
  expect(region.run('ExecuteStatement', whole).NextToken).toBeUndefined()
})
