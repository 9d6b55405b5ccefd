import { describe, expect, test } from 'vitest'
import { firstFailureOf } from '../../../src/streams/triggers/response.js'

const NUMBERS = ['11', '12', '13', '14']
const failing = (...itemIdentifiers: readonly unknown[]): unknown => ({
  batchItemFailures: itemIdentifiers.map(itemIdentifier => ({ itemIdentifier })),
})

describe('from which record on a batch is handled again', () => {
  const rows: readonly (readonly [response: unknown, from: number | undefined])[] = [
    [undefined, undefined],
    [null, undefined],
    [[], undefined],
    [{}, undefined],
    [{ statusCode: 200 }, undefined],
    [{ batchItemFailures: [] }, undefined],
    [{ batchItemFailures: null }, undefined],
    [failing('11'), 0],
    [failing('13'), 2],
    [failing('14', '12', '13'), 1],
    [failing('14', '14'), 3],
    [failing(''), 0],
    [failing(null), 0],
    [failing(123), 0],
    [failing(13), 0],
    [failing('15'), 0],
    [failing('13', '15'), 0],
    [{ batchItemFailures: [{ itemId: '13' }] }, 0],
    [{ batchItemFailures: ['13'] }, 0],
    [{ batchItemFailures: [null] }, 0],
    [{ batchItemFailures: '13' }, 0],
    ['done', 0],
    [true, 0],
    [[{ itemIdentifier: '13' }], 0],
  ]
  test.each(rows)('%j: %j', (response, from) => {
    expect(firstFailureOf(response, NUMBERS)).toBe(from)
  })
})
