import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expressionTexts } from '../../src/dax-server/expression-text.js'
import { type WireMap, wireOfItem } from '../../src/encoding/wire-value.js'
import { MalformedDaxRequest } from '../../src/errors/dax-errors.js'
import { ValidationException } from '../../src/errors/dynamo-error.js'
import type { ActionNode } from '../../src/expressions/ast.js'
import {
  conditions,
  conditionText,
  NAMES,
  paths,
  pathText,
  textStyles,
  typedValueMaps,
  updates,
  updateText,
} from '../expressions/arbitraries.js'
import { encodedByClient, type WrittenExpressions } from './client-encoder.js'
import { meaningOf } from './meaning.js'

const KINDS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const

const conditionTexts = fc.tuple(conditions, textStyles).map(args => conditionText(...args))
const updateTexts = fc
  .tuple(updates, textStyles)
  .filter(([actions]) => actions.every(isTaken))
  .map(args => updateText(...args))
const projectionTexts = fc
  .tuple(fc.array(paths, { minLength: 1, maxLength: 4 }), textStyles)
  .map(([list, style]) => list.map(path => pathText(path, style)).join(' , '))

/** The client takes a list_append in nothing else. */
function isTaken(action: ActionNode): boolean {
  if (action.kind !== 'SET') return true
  const { value } = action
  const inner = value.kind === 'function' ? value.operands : value
  return value.kind === 'path' || !JSON.stringify(inner).includes('list_append')
}

/** A request with the names and values that its texts use, which are all that the client takes. */
function requestOf(texts: WrittenExpressions, values: WireMap): WrittenExpressions {
  const all = Object.values(texts).join(' ')
  const used = <Value>(map: Readonly<Record<string, Value>>) => {
    const entries = Object.entries(map).filter(([name]) => new RegExp(`${name}\\b`).test(all))
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
  }
  return {
    ...texts,
    ExpressionAttributeNames: used(NAMES),
    ExpressionAttributeValues: used(values),
  }
}

const wireValues = typedValueMaps.map(wireOfItem)

function expectSameMeaning(written: WrittenExpressions): void {
  const texts = expressionTexts(encodedByClient(written))
  for (const kind of KINDS) {
    const [before, after] = [written[kind], texts[kind]]
    expect(after === undefined, kind).toBe(before === undefined)
    if (before === undefined || after === undefined) continue
    expect(meaningOf(kind, after, texts)).toEqual(meaningOf(kind, before, written))
    expect(Buffer.byteLength(after), after).toBeLessThanOrEqual(Buffer.byteLength(before))
  }
}

describe('what the client makes of an expression comes back with the same meaning, and no longer', () => {
  test.each(['ConditionExpression', 'FilterExpression', 'KeyConditionExpression'] as const)(
    '%s',
    kind => {
      fc.assert(
        fc.property(conditionTexts, wireValues, (text, values) => {
          expectSameMeaning(requestOf({ [kind]: text }, values))
        }),
        { numRuns: 60 },
      )
    },
  )

  test('UpdateExpression', () => {
    fc.assert(
      fc.property(updateTexts, wireValues, (text, values) => {
        expectSameMeaning(requestOf({ UpdateExpression: text }, values))
      }),
      { numRuns: 100 },
    )
  })

  test('ProjectionExpression', () => {
    fc.assert(
      fc.property(projectionTexts, text => {
        expectSameMeaning(requestOf({ ProjectionExpression: text }, {}))
      }),
      { numRuns: 100 },
    )
  })

  test('several of one request, which share names and values', () => {
    fc.assert(
      fc.property(conditionTexts, updateTexts, projectionTexts, wireValues, (c, u, p, values) => {
        const written = { ConditionExpression: c, UpdateExpression: u, ProjectionExpression: p }
        expectSameMeaning(requestOf(written, values))
      }),
      { numRuns: 25 },
    )
  })

  test('hundreds of names and values, each in the order of the text', () => {
    const count = 300
    const values: Record<string, { N: string }> = {}
    const actions = Array.from({ length: count }, (_, index) => {
      values[`:${index}`] = { N: String(index) }
      return `name${index}=:${index}`
    })
    const written = { UpdateExpression: `SET ${actions.join()}`, ExpressionAttributeValues: values }
    expectSameMeaning(written)
    const texts = expressionTexts(encodedByClient(written))
    expect(Object.keys(texts.ExpressionAttributeNames ?? {})).toHaveLength(count)
    expect(Object.keys(texts.ExpressionAttributeValues ?? {})).toHaveLength(count)
  })

  test('a text of 4 KB of nothing but NOT', () => {
    const text = `${'NOT '.repeat(1020)}size(a)=a`
    const texts = expressionTexts(encodedByClient({ ConditionExpression: text }))
    expect(texts).toEqual({ ConditionExpression: text })
  })
})

describe('the text', () => {
  const texts = (written: WrittenExpressions) => expressionTexts(encodedByClient(written))

  test('has short names in it, and placeholders for long, reserved and unusual ones', () => {
    const ProjectionExpression = 'id, b.long[3].by, #u, #l'
    const names = { '#u': 'a.b', '#l': 'long' }
    expect(texts({ ProjectionExpression, ExpressionAttributeNames: names })).toEqual({
      ProjectionExpression: 'id,b.#0[3].#1,#2,#0',
      ExpressionAttributeNames: { '#0': 'long', '#1': 'by', '#2': 'a.b' },
    })
  })

  test('has one placeholder for a value that several expressions use', () => {
    const values = { ':one': { N: '1' }, ':two': { S: '1' } }
    const written = {
      ConditionExpression: 'a = :two OR a = :one AND NOT (a < :one OR a > :two)',
      UpdateExpression:
        'SET a = if_not_exists(b[0], :one) - :one REMOVE c ADD d :one DELETE e :two',
      ExpressionAttributeValues: values,
    }
    expect(texts(written)).toEqual({
      ConditionExpression: 'a=:0 OR a=:1 AND NOT (a<:1 OR a>:0)',
      UpdateExpression: 'SET a=if_not_exists(b[0],:1)-:1 REMOVE c ADD d :1 DELETE e :0',
      ExpressionAttributeValues: { ':0': { S: '1' }, ':1': { N: '1' } },
    })
  })

  test('is none where there are no expressions', () => {
    expect(expressionTexts({})).toEqual({})
  })
})

describe('what is no expression is refused as malformed', () => {
  const array = (...parts: (number | readonly number[])[]): number[] => [
    0x80 + parts.length,
    ...parts.flat(),
  ]
  const path = array(18, [0x61, 0x61])

  test.each<[string, (typeof KINDS)[number], readonly number[], string]>([
    ['nothing', 'ConditionExpression', [], 'The value goes on behind the end of the bytes'],
    ['no array', 'ConditionExpression', [0x01], 'Malformed CBOR: no array'],
    [
      'an empty array',
      'ConditionExpression',
      array(),
      'Malformed ConditionExpression: it has fewer than two parts',
    ],
    [
      'another format',
      'ConditionExpression',
      array(2, path, array()),
      'Malformed ConditionExpression: it is of format 2',
    ],
    [
      'a fourth part',
      'UpdateExpression',
      array(1, array(), array(), 1),
      'Malformed UpdateExpression: it has more than three parts',
    ],
    [
      'bytes behind it',
      'ProjectionExpression',
      [...array(1, array(path)), 0],
      'Malformed ProjectionExpression: bytes follow it',
    ],
    [
      'no paths',
      'ProjectionExpression',
      array(1, array()),
      'Malformed ProjectionExpression: it has no paths',
    ],
    [
      'an index at first',
      'ProjectionExpression',
      array(1, array(array(18, 0))),
      'Malformed ProjectionExpression: something else is where a path belongs',
    ],
    [
      'a step without a tag',
      'ProjectionExpression',
      array(1, array(array(18, [0x61, 0x61], 0))),
      'Malformed ProjectionExpression: a path has a step that is neither name nor index',
    ],
    [
      'a path as a condition',
      'ConditionExpression',
      array(1, path, array()),
      'Malformed ConditionExpression: function 18 is out of place',
    ],
    [
      'one operand',
      'FilterExpression',
      array(1, array(0, path), array()),
      'Malformed FilterExpression: function 0 has 1 operands',
    ],
    [
      'a name as operand',
      'FilterExpression',
      array(1, array(0, path, [0x61, 0x61]), array()),
      'Malformed FilterExpression: something else is where a list belongs',
    ],
    [
      'a value that is not there',
      'FilterExpression',
      array(1, array(0, path, array(17, 0)), array()),
      'Malformed FilterExpression: a value is not among those that came with it',
    ],
    [
      'IN without candidates',
      'FilterExpression',
      array(1, array(10, path, array()), array()),
      'Malformed FilterExpression: IN has no candidates',
    ],
    [
      'no actions',
      'UpdateExpression',
      array(1, array(), array()),
      'Malformed UpdateExpression: it has no actions',
    ],
    [
      'no code',
      'UpdateExpression',
      array(1, array(array()), array()),
      'Malformed UpdateExpression: function without a code is out of place',
    ],
    [
      'a condition as action',
      'UpdateExpression',
      array(1, array(array(0, path, path)), array()),
      'Malformed UpdateExpression: function 0 is out of place',
    ],
    [
      'lists in lists',
      'ConditionExpression',
      [0x82, 1, ...Array<number>(1200).fill(0x81)],
      'Malformed CBOR: lists that are nested too deep',
    ],
  ])('%s', (_, kind, bytes, message) => {
    const read = () => expressionTexts({ [kind]: Uint8Array.from(bytes) })
    expect(read).toThrow(MalformedDaxRequest)
    expect(read).toThrow(message)
  })

  test('and so is whatever else is made of one, unless it is an expression again', () => {
    const encoded = encodedByClient({
      ConditionExpression: 'a = :a AND (b[1].c IN (:a, :b) OR NOT size(a) BETWEEN :a AND :b)',
      ExpressionAttributeValues: { ':a': { N: '1.5' }, ':b': { SS: ['a', 'b'] } },
    }).ConditionExpression
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.nat(), (place, byte, end) => {
        const bytes = Uint8Array.from(encoded ?? [])
        bytes[place % bytes.length] = byte
        const cut = bytes.subarray(0, end % 3 === 0 ? end % bytes.length : bytes.length)
        try {
          const texts = expressionTexts({ ConditionExpression: cut })
          meaningOf('ConditionExpression', texts.ConditionExpression ?? '', texts)
        } catch (error) {
          if (error instanceof ValidationException) return
          expect(error).toBeInstanceOf(MalformedDaxRequest)
        }
      }),
      { numRuns: 400 },
    )
  })
})
