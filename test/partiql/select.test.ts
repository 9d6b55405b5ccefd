/** SELECT against a naive model: it answers just the items that WHERE holds for, whatever is read to find them. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DynamoError } from '../../src/errors/dynamo-error.js'
import { TestRegion } from '../service/region.js'

interface Row {
  readonly pk: string
  readonly sk: string
  readonly n: number | undefined
}

/** A condition as text, and what it means. */
interface Meaning {
  readonly text: string
  readonly holds: (row: Row) => boolean
}

const PARTITIONS = ['a', 'b', 'c']
const SORTS = ['1', '2', '3', '4']
const NUMBERS = [1, 2, 3, undefined]
const ROWS: readonly Row[] = PARTITIONS.flatMap((pk, p) =>
  SORTS.map((sk, s) => ({ pk, sk, n: NUMBERS[(p + s) % NUMBERS.length] })),
)

const region = new TestRegion()
region.put('range', ...ROWS.map(wireOf))

function wireOf({ pk, sk, n }: Row) {
  return { pk: { S: pk }, sk: { S: sk }, ...(n !== undefined && { n: { N: `${n}` } }) }
}

const partition = fc.constantFrom(...PARTITIONS, 'z')
const sort = fc.constantFrom(...SORTS, '9')
const quoted = (texts: readonly string[]) => texts.map(text => `'${text}'`).join(', ')

const primitive: fc.Arbitrary<Meaning> = fc.oneof(
  partition.map((pk): Meaning => ({ text: `pk = '${pk}'`, holds: row => row.pk === pk })),
  partition.map((pk): Meaning => ({ text: `'${pk}' = "pk"`, holds: row => row.pk === pk })),
  fc.uniqueArray(partition, { minLength: 1, maxLength: 3 }).map(
    (all): Meaning => ({
      text: `pk IN [${quoted(all)}]`,
      holds: row => all.includes(row.pk),
    }),
  ),
  fc.uniqueArray(sort, { minLength: 1, maxLength: 3 }).map(
    (all): Meaning => ({
      text: `sk IN (${quoted(all)})`,
      holds: row => all.includes(row.sk),
    }),
  ),
  sort.map((sk): Meaning => ({ text: `sk = '${sk}'`, holds: row => row.sk === sk })),
  sort.map((sk): Meaning => ({ text: `sk >= '${sk}'`, holds: row => row.sk >= sk })),
  sort.map((sk): Meaning => ({ text: `'${sk}' > sk`, holds: row => row.sk < sk })),
  sort.map((sk): Meaning => ({ text: `sk <> '${sk}'`, holds: row => row.sk !== sk })),
  sort.map(
    (sk): Meaning => ({ text: `begins_with(sk, '${sk}')`, holds: row => row.sk.startsWith(sk) }),
  ),
  fc
    .tuple(sort, sort)
    .filter(([low, high]) => low <= high)
    .map(
      ([low, high]): Meaning => ({
        text: `sk BETWEEN '${low}' AND '${high}'`,
        holds: row => row.sk >= low && row.sk <= high,
      }),
    ),
  fc
    .integer({ min: 0, max: 4 })
    .map((n): Meaning => ({ text: `n = ${n}`, holds: row => row.n === n })),
  fc.constant<Meaning>({ text: 'n IS MISSING', holds: row => row.n === undefined }),
  fc.constant<Meaning>({ text: 'n IS NOT MISSING', holds: row => row.n !== undefined }),
)

const condition = fc.letrec<{ any: Meaning }>(tie => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    fc.tuple(tie('any'), tie('any')).map(
      ([one, other]): Meaning => ({
        text: `(${one.text} AND ${other.text})`,
        holds: row => one.holds(row) && other.holds(row),
      }),
    ),
    fc.tuple(tie('any'), tie('any')).map(
      ([one, other]): Meaning => ({
        text: `(${one.text} OR ${other.text})`,
        holds: row => one.holds(row) || other.holds(row),
      }),
    ),
    tie('any').map((one): Meaning => ({ text: `NOT ${one.text}`, holds: row => !one.holds(row) })),
  ),
})).any

/** What may be refused although it has a meaning. */
const REFUSALS = /^(Overlapping conditions|Too many decomposed|The BETWEEN operator)/

function pagesOf(request: Record<string, unknown>): unknown[] | undefined {
  const found: unknown[] = []
  try {
    let NextToken: unknown
    do {
      const answer = region.run('ExecuteStatement', { ...request, NextToken })
      found.push(...(answer.Items as unknown[]))
      NextToken = answer.NextToken
    } while (NextToken !== undefined)
    return found
  } catch (error) {
    if (error instanceof DynamoError && REFUSALS.test(error.message)) return undefined
    throw error
  }
}

const keyOf = (item: unknown) => JSON.stringify(item)

test('a SELECT answers what its condition holds for', () => {
  fc.assert(
    fc.property(condition, ({ text, holds }) => {
      const found = pagesOf({ Statement: `SELECT * FROM range WHERE ${text}` })
      if (found === undefined) return
      const expected = ROWS.filter(holds).map(wireOf)
      expect(found.map(keyOf).sort()).toEqual(expected.map(keyOf).sort())
    }),
    { numRuns: 500 },
  )
})

test('its pages are its answer cut into pieces', () => {
  fc.assert(
    fc.property(condition, fc.integer({ min: 1, max: 4 }), ({ text }, Limit) => {
      const Statement = `SELECT * FROM range WHERE ${text}`
      expect(pagesOf({ Statement, Limit })).toEqual(pagesOf({ Statement }))
    }),
    { numRuns: 150 },
  )
})

test('it answers as the Query that it means, and consumes as much', () => {
  const OPERATORS = ['=', '<', '<=', '>', '>=']
  fc.assert(
    fc.property(
      fc.record({
        pk: partition,
        sk: sort,
        operator: fc.constantFrom(...OPERATORS),
        ConsistentRead: fc.boolean(),
        Limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
        isDescending: fc.boolean(),
      }),
      ({ pk, sk, operator, isDescending, ...members }) => {
        const request = { ...members, ReturnConsumedCapacity: 'TOTAL' }
        const { NextToken, ...selected } = region.run('ExecuteStatement', {
          ...request,
          Statement: `SELECT * FROM range WHERE pk = ? AND sk ${operator} ? ORDER BY sk ${isDescending ? 'DESC' : ''}`,
          Parameters: [{ S: pk }, { S: sk }],
        })
        const { Count, ScannedCount, ...queried } = region.run('Query', {
          ...request,
          TableName: 'range',
          KeyConditionExpression: `pk = :p AND sk ${operator} :s`,
          ExpressionAttributeValues: { ':p': { S: pk }, ':s': { S: sk } },
          ScanIndexForward: !isDescending,
        })
        expect(selected).toEqual(queried)
        expect(NextToken === undefined).toBe(queried.LastEvaluatedKey === undefined)
      },
    ),
    { numRuns: 300 },
  )
})

test('an order by the key is the order of the key', () => {
  const directions = fc.constantFrom<'ASC' | 'DESC'>('ASC', 'DESC')
  fc.assert(
    fc.property(
      fc.shuffledSubarray(PARTITIONS, { minLength: 1 }),
      directions,
      directions,
      (all, byPk, bySk) => {
        const Statement = `SELECT * FROM range WHERE pk IN [${quoted(all)}] ORDER BY pk ${byPk}, sk ${bySk}`
        const sign = (order: string) => (order === 'ASC' ? 1 : -1)
        const expected = ROWS.filter(({ pk }) => all.includes(pk)).toSorted(
          (a, b) => sign(byPk) * compare(a.pk, b.pk) || sign(bySk) * compare(a.sk, b.sk),
        )
        expect(region.run('ExecuteStatement', { Statement }).Items).toEqual(expected.map(wireOf))
      },
    ),
  )
})

function compare(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1
}

test('a token of another statement, or of none, is refused', () => {
  const Statement = "SELECT * FROM range WHERE pk = 'a'"
  const { NextToken } = region.run('ExecuteStatement', { Statement, Limit: 1 })
  const refusal = (request: Record<string, unknown>) =>
    region.refusal('ExecuteStatement', request).message
  expect(refusal({ Statement: `${Statement} `, NextToken })).toBe(
    'NextToken does not match request',
  )
  const parts = JSON.parse(Buffer.from(String(NextToken), 'base64').toString()) as unknown[]
  const forged = (place: unknown, key: unknown) =>
    refusal({
      Statement,
      NextToken: Buffer.from(JSON.stringify([parts[0], place, key])).toString('base64'),
    })
  const keys = [
    1,
    {},
    { pk: 1 },
    { pk: { S: 1 } },
    { pk: { S: 'b' }, sk: { S: '1' } },
    { pk: { L: [] } },
  ]
  for (const key of keys) expect(forged(0, key)).toBe('Invalid NextToken')
  for (const place of [1, -1, 0.5, 'x', null]) expect(forged(place, null)).toBe('Invalid NextToken')
})

test('a statement has 8192 characters at the most', () => {
  const Statement = `SELECT * FROM range WHERE pk = '${'a'.repeat(2000)}' --`
  expect(region.run('ExecuteStatement', { Statement: Statement.padEnd(8192, ' ') }).Items).toEqual(
    [],
  )
  const { message } = region.refusal('ExecuteStatement', { Statement: Statement.padEnd(8193, ' ') })
  const TOO_LONG = /at 'statement' .* length less than or equal to 8192$/
  expect(message).toMatch(TOO_LONG)
  const parentheses = region.refusal('ExecuteStatement', { Statement: '('.repeat(10_000) })
  expect(parentheses.message).toMatch(TOO_LONG)
})
