import { describe, expect, test } from 'vitest'
import { InvalidParameterValueException } from '../../../src/errors/dynamo-error.js'
import { compilePattern } from '../../../src/streams/triggers/pattern.js'

const RECORD = {
  eventName: 'MODIFY',
  awsRegion: 'us-east-1',
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { id: { S: 'Ada' } },
    NewImage: {
      id: { S: 'Ada' },
      status: { S: 'open' },
      empty: { S: '' },
      age: { N: '42' },
      gone: { NULL: true },
      paid: { BOOL: false },
      tags: { SS: ['new', 'vip'] },
      list: {
        L: [
          { S: 'x', N: '1' },
          { S: 'y', N: '2' },
        ],
      },
      none: { L: [] },
      address: { M: { city: { S: 'Zürich' } } },
    },
    SizeBytes: 12,
  },
}

const ofImage = (pattern: unknown): unknown => ({ dynamodb: { NewImage: pattern } })
const ofStatus = (...alternatives: readonly unknown[]): unknown =>
  ofImage({ status: { S: alternatives } })
const ofSize = (...alternatives: readonly unknown[]): unknown => ({
  dynamodb: { SizeBytes: alternatives },
})

/** Name, pattern, whether the record matches. */
const ROWS: readonly (readonly [name: string, pattern: unknown, matches: boolean])[] = [
  ['no member', {}, true],
  ['equal text', { eventName: ['MODIFY'] }, true],
  ['other text', { eventName: ['INSERT'] }, false],
  ['one of several', { eventName: ['INSERT', 'MODIFY'] }, true],
  ['case counts', { eventName: ['modify'] }, false],
  ['JSON text', '{"eventName":["MODIFY"]}', true],
  ['all members', { eventName: ['MODIFY'], awsRegion: ['us-east-1'] }, true],
  ['one member of two', { eventName: ['MODIFY'], awsRegion: ['eu-west-1'] }, false],
  ['nested', ofStatus('open'), true],
  ['without the type', ofImage({ status: ['open'] }), false],
  ['of another type', ofImage({ status: { N: ['open'] } }), false],
  ['an absent attribute', ofImage({ other: { S: ['open'] } }), false],
  ['an inherited name', { toString: [{ exists: true }] }, false],
  ['a number as text', ofImage({ age: { N: ['42'] } }), true],
  ['a number as number', ofImage({ age: { N: [42] } }), false],
  ['a JSON number', ofSize(12), true],
  ['a JSON number as text', ofSize('12'), false],
  ['a boolean', ofImage({ paid: { BOOL: [false] } }), true],
  ['another boolean', ofImage({ paid: { BOOL: [true] } }), false],
  ['NULL is true', ofImage({ gone: { NULL: [true] } }), true],
  ['null is no NULL', ofImage({ gone: { NULL: [null] } }), false],
  ['empty text', ofImage({ empty: { S: [''] } }), true],
  ['empty text is not another', ofStatus(''), false],
  ['an element of a set', ofImage({ tags: { SS: ['vip'] } }), true],
  ['no element of a set', ofImage({ tags: { SS: ['old'] } }), false],
  ['an element of a list', ofImage({ list: { L: { S: ['y'], N: ['2'] } } }), true],
  ['two elements of a list', ofImage({ list: { L: { S: ['x'], N: ['2'] } } }), false],
  ['a member of a map', ofImage({ address: { M: { city: { S: ['Zürich'] } } } }), true],
  ['prefix', ofStatus({ prefix: 'op' }), true],
  ['not the prefix', ofStatus({ prefix: 'en' }), false],
  ['suffix', ofStatus({ suffix: 'en' }), true],
  ['not the suffix', ofStatus({ suffix: 'op' }), false],
  ['prefix of a number', ofSize({ prefix: '1' }), false],
  ['prefix in any case', ofStatus({ prefix: { 'equals-ignore-case': 'OP' } }), true],
  ['suffix in any case', ofStatus({ suffix: { 'equals-ignore-case': 'OP' } }), false],
  ['in any case', ofStatus({ 'equals-ignore-case': 'OPEN' }), true],
  ['anything but another', ofStatus({ 'anything-but': 'closed' }), true],
  ['anything but this', ofStatus({ 'anything-but': 'open' }), false],
  ['anything but these', ofStatus({ 'anything-but': ['closed', 'open'] }), false],
  ['anything but a number', ofSize({ 'anything-but': [12, 13] }), false],
  ['anything but other numbers', ofSize({ 'anything-but': 13 }), true],
  ['anything but a prefix', ofStatus({ 'anything-but': { prefix: 'op' } }), false],
  ['anything but another prefix', ofStatus({ 'anything-but': { prefix: 'cl' } }), true],
  ['anything but suffixes', ofStatus({ 'anything-but': { suffix: ['x', 'en'] } }), false],
  [
    'anything but, in any case',
    ofStatus({ 'anything-but': { 'equals-ignore-case': ['OPEN'] } }),
    false,
  ],
  ['anything but needs a value', ofImage({ other: { S: [{ 'anything-but': 'x' }] } }), false],
  ['numeric =', ofSize({ numeric: ['=', 12] }), true],
  ['numeric <', ofSize({ numeric: ['<', 12] }), false],
  ['numeric <=', ofSize({ numeric: ['<=', 12] }), true],
  ['numeric range', ofSize({ numeric: ['>', 0, '<=', 12] }), true],
  ['numeric range above', ofSize({ numeric: ['>=', 12.5, '<', 13] }), false],
  ['numeric of an N', ofImage({ age: { N: [{ numeric: ['=', 42] }] } }), false],
  [
    'numeric of the time',
    { dynamodb: { ApproximateCreationDateTime: [{ numeric: ['>=', 1_767_225_600] }] } },
    true,
  ],
  ['exists', ofStatus({ exists: true }), true],
  ['exists, of the attribute', ofImage({ status: [{ exists: true }] }), false],
  ['exists, absent', ofImage({ other: { S: [{ exists: true }] } }), false],
  ['does not exist', ofImage({ other: { S: [{ exists: false }] } }), true],
  ['does not exist, of the attribute', ofImage({ other: [{ exists: false }] }), true],
  ['does not exist, but does', ofStatus({ exists: false }), false],
  ['does not exist, of an attribute that does', ofImage({ status: [{ exists: false }] }), false],
  [
    'does not exist, without the image',
    { dynamodb: { OldImage: { a: [{ exists: false }] } } },
    true,
  ],
  ['does not exist, an empty list', ofImage({ none: { L: [{ exists: false }] } }), true],
  ['absent or a value', ofImage({ other: { S: [{ exists: false }, 'x'] } }), true],
  ['$or, the first', { $or: [{ eventName: ['MODIFY'] }, { awsRegion: ['x'] }] }, true],
  ['$or, the second', { $or: [{ eventName: ['x'] }, { awsRegion: ['us-east-1'] }] }, true],
  ['$or, neither', { $or: [{ eventName: ['x'] }, { awsRegion: ['x'] }] }, false],
  ['$or and another', { eventName: ['x'], $or: [{ awsRegion: ['us-east-1'] }] }, false],
  ['$or, nested', ofImage({ $or: [{ id: { S: ['x'] } }, { age: { N: ['42'] } }] }), true],
]

describe('what a pattern matches', () => {
  test.each(ROWS)('%s', (_name, pattern, matches) => {
    expect(compilePattern(pattern)(RECORD)).toBe(matches)
  })
})

const nested = (depth: number): unknown => (depth === 0 ? ['x'] : { a: nested(depth - 1) })

describe('what is no pattern', () => {
  const bad: readonly unknown[] = [
    undefined,
    null,
    5,
    [],
    'eventName',
    '["x"]',
    { eventName: 'INSERT' },
    { eventName: [] },
    { eventName: [['INSERT']] },
    { eventName: [undefined] },
    { eventName: [{}] },
    { eventName: [{ prefix: 'a', suffix: 'b' }] },
    { eventName: [{ prefix: 5 }] },
    { eventName: [{ prefix: { suffix: 'a' } }] },
    { eventName: [{ wildcard: 'a*' }] },
    { eventName: [{ 'equals-ignore-case': 5 }] },
    { eventName: [{ 'anything-but': [] }] },
    { eventName: [{ 'anything-but': [['a']] }] },
    { eventName: [{ 'anything-but': { prefix: [] } }] },
    { eventName: [{ 'anything-but': { numeric: ['=', 1] } }] },
    { eventName: [{ exists: 'yes' }] },
    { eventName: [{ numeric: 5 }] },
    { eventName: [{ numeric: [] }] },
    { eventName: [{ numeric: ['>'] }] },
    { eventName: [{ numeric: ['>', '5'] }] },
    { eventName: [{ numeric: ['!', 5] }] },
    { eventName: [{ numeric: ['<', 5, '>', 1] }] },
    { eventName: [{ numeric: ['>', 5, '<', 5] }] },
    { eventName: [{ numeric: ['=', 5, '<', 9] }] },
    { eventName: [{ numeric: ['>', 1, '<', 5, '<', 9] }] },
    { $or: {} },
    { $or: [] },
    { $or: [['x']] },
    nested(5000),
  ]
  test.each(bad)('%j', pattern => {
    const compile = (): unknown => compilePattern(pattern)
    expect(compile).toThrow(InvalidParameterValueException)
    expect(compile).toThrow('Invalid filter pattern definition.')
  })
})
