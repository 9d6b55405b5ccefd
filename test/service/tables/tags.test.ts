/** TagResource, UntagResource, ListTagsOfResource: rules in the order in which they are checked. */

import { describe, expect, test } from 'vitest'
import { arnOf, IN_USE, OMPV, onDemand, World } from './world.js'

const INVALID = 'ValidationException: '
const tag = (Key: string, Value = '') => ({ Key, Value })
const notFound = (arn: string): string =>
  `ResourceNotFoundException: Requested resource not found: ResourceArn: ${arn} not found`

const INDEX = `${arnOf('one')}/index/two`
const ARNS: readonly (readonly [arn: string, refusal: string])[] = [
  ['one', `${OMPV}ARNs must start with 'arn:': one`],
  ['arn:aws:s3:::one', `${OMPV}Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::one`],
  ['arn:aws:dynamodb', `${OMPV}Provided Arn is not a DynamoDB resource arn: arn:aws:dynamodb`],
  [
    INDEX,
    `${OMPV}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${INDEX}`,
  ],
  [
    arnOf('one', 'us-west-2'),
    `${INVALID}Invalid TableArn: Invalid ResourceArn provided as input ${arnOf('one', 'us-west-2')}`,
  ],
  ['arn:aws:dynamodb:us-east-1:123456789012:table/one', 'AccessDeniedException: Access is denied'],
  [arnOf('a'), `${INVALID}Invalid TableArn: Invalid ResourceArn provided as input ${arnOf('a')}`],
]
/** The ARN is right, but there is nothing by it. */
const GONE = [arnOf('two'), `${arnOf('one')}/stream/2026-11-22T06:07:01.123`]

const world = new World()
world.call('CreateTable', onDemand('one', { Tags: [tag('a', '1')] }))
const ResourceArn = arnOf('one')

describe('an ARN', () => {
  test.each(ARNS)('%s is refused', (arn, refusal) => {
    expect(world.refusal('TagResource', { ResourceArn: arn, Tags: [] })).toBe(refusal)
    expect(world.refusal('UntagResource', { ResourceArn: arn, TagKeys: [] })).toBe(refusal)
    expect(world.refusal('ListTagsOfResource', { ResourceArn: arn })).toBe(refusal)
  })

  test.each(GONE)('%s has nothing', arn => {
    const Tags = [tag('b')]
    expect(world.refusal('TagResource', { ResourceArn: arn, Tags })).toBe(notFound(arn))
    expect(world.refusal('UntagResource', { ResourceArn: arn, TagKeys: ['b'] })).toBe(notFound(arn))
    expect(world.refusal('ListTagsOfResource', { ResourceArn: arn })).toBe(notFound(arn))
  })
})

const long = 'k'.repeat(129)
const value = 'v'.repeat(257)
const ROWS: readonly (readonly [name: string, tags: readonly object[], refusal: string])[] = [
  ['none', [], `${INVALID}Atleast one Tag needs to be provided as Input.`],
  ['an empty key', [tag('')], `${INVALID}The Tag Key provided is invalid, Key: `],
  ['a long key', [tag(long, '!')], `${INVALID}The Tag Key provided is invalid, Key: ${long}`],
  ['a key with a bang', [tag('a!', '!')], `${INVALID}The Tag Key provided is invalid, Key: a!`],
  [
    'a reserved key',
    [tag('aws:a', '!')],
    `${INVALID}Tag Key cannot be prefixed with aws:, Key: aws:a`,
  ],
  ['a value with a bang', [tag('a', '!')], `${INVALID}The Tag Value provided is invalid, Value: !`],
  [
    'a long value',
    [tag('a', value)],
    `${INVALID}The Tag Value provided is invalid, Value: ${value}`,
  ],
  ['no value', [{ Key: 'a' }], `${INVALID}The Tag Value provided is invalid, Value: null`],
  [
    'a key twice',
    [tag('a', '1'), tag('A'), tag('a', '2')],
    `${INVALID}Duplicate Tag Keys provided as input: Duplicate Tag Key found a`,
  ],
  [
    'too many with those there are',
    Array.from({ length: 50 }, (_, n) => tag(`k${n}`)),
    `${INVALID}Number of Tags exceed the current limit for the provided ResourceArn`,
  ],
]

test.each(ROWS)('tags are refused: %s', (_name, Tags, refusal) => {
  expect(world.refusal('TagResource', { ResourceArn, Tags })).toBe(refusal)
})

test('a tag with a key to remove is needed', () => {
  expect(world.refusal('UntagResource', { ResourceArn, TagKeys: [] })).toBe(
    `${INVALID}Atleast one Tag Key needs to be provided as Input.`,
  )
})

test('tags are added, overwritten, removed, and gone with the table', () => {
  const own = new World()
  own.call('CreateTable', onDemand('one', { Tags: [tag('a', '1')] }))
  const tags = () => own.call('ListTagsOfResource', { ResourceArn }).Tags
  const added = [tag('team = ä_b.c:/@+-', 'Größe 1'), tag('a', '2')]
  expect(own.call('TagResource', { ResourceArn, Tags: added })).toEqual({})
  expect(tags()).toEqual([tag('a', '2'), added[0]])
  expect(own.call('UntagResource', { ResourceArn, TagKeys: ['a', 'none'] })).toEqual({})
  expect(tags()).toEqual([added[0]])
  const many = Array.from({ length: 49 }, (_, n) => tag(`k${n}`))
  own.call('TagResource', { ResourceArn, Tags: many })
  expect(tags()).toHaveLength(50)
  own.call('DeleteTable', { TableName: 'one' })
  own.call('CreateTable', onDemand('one'))
  expect(tags()).toEqual([])
})

test('tags do not change while the table is being deleted', () => {
  const slow = new World({ delay: 1000 })
  slow.call('CreateTable', onDemand('one', { Tags: [tag('a', '1')] }))
  slow.clock.advance(1000)
  slow.call('DeleteTable', { TableName: 'one' })
  expect(slow.refusal('TagResource', { ResourceArn, Tags: [tag('b')] })).toBe(
    `${IN_USE}Table is being deleted: one`,
  )
  slow.clock.advance(1000)
  expect(slow.refusal('ListTagsOfResource', { ResourceArn })).toBe(notFound(ResourceArn))
})
