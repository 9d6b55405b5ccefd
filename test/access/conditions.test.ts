// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how policies write variables
import { expect, test } from 'vitest'
import { decide } from '../../src/access/decision.js'
import type { ContextValue } from '../../src/access/question.js'
import { allow, type Json, policy, principal, question, resourceSide, USER } from './policies.js'

/** Whether a statement with these conditions is about a request with these keys. */
function holds(
  condition: Json,
  keys: Readonly<Record<string, ContextValue>>,
  settings: Json = {},
): boolean {
  const policies = [policy(allow({ Condition: condition }))]
  const ann = principal(USER, { ...settings, policies })
  return decide(question(ann, { keys }), resourceSide()).isAllowed
}

type Row = readonly [condition: Json, keys: Readonly<Record<string, ContextValue>>, holds: boolean]

const OPERATORS: readonly Row[] = [
  [{ StringEquals: { k: 'a' } }, { k: 'a' }, true],
  [{ StringEquals: { k: 'a' } }, { k: 'A' }, false],
  [{ StringEquals: { k: 'a*' } }, { k: 'ab' }, false],
  [{ StringEquals: { k: ['a', 'b'] } }, { k: 'b' }, true],
  [{ StringEquals: { K: 'a' } }, { k: 'a' }, true],
  [{ stringequals: { k: 'a' } }, { k: 'a' }, true],
  [{ StringEquals: { k: 'a', l: 'b' } }, { k: 'a', l: 'c' }, false],
  [{ StringEquals: { k: 'a' }, StringLike: { l: 'b*' } }, { k: 'a', l: 'bc' }, true],
  [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
  [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'c' }, true],
  [{ StringEqualsIgnoreCase: { k: 'Ab' } }, { k: 'aB' }, true],
  [{ StringNotEqualsIgnoreCase: { k: 'Ab' } }, { k: 'aB' }, false],
  [{ StringLike: { k: 'a?c*' } }, { k: 'abcd' }, true],
  [{ StringLike: { k: 'a?c*' } }, { k: 'ac' }, false],
  [{ StringLike: { k: '*b*b*' } }, { k: 'abab' }, true],
  [{ StringNotLike: { k: 'a*' } }, { k: 'ab' }, false],
  [{ NumericEquals: { k: '10' } }, { k: 10 }, true],
  [{ NumericEquals: { k: 10 } }, { k: '1e1' }, true],
  [{ NumericNotEquals: { k: '10' } }, { k: 11 }, true],
  [{ NumericLessThan: { k: '10' } }, { k: '9' }, true],
  [{ NumericLessThan: { k: '10' } }, { k: '10' }, false],
  [{ NumericLessThanEquals: { k: '10' } }, { k: '10' }, true],
  [{ NumericGreaterThan: { k: '9' } }, { k: '10' }, true],
  [{ NumericGreaterThanEquals: { k: '9' } }, { k: 'many' }, false],
  [{ DateLessThan: { k: '2026-01-01T00:00:00Z' } }, { k: '2025-12-31T23:59:59Z' }, true],
  [{ DateEquals: { k: '1767225600' } }, { k: '2026-01-01T00:00:00Z' }, true],
  [{ DateGreaterThanEquals: { k: '2026-01-01' } }, { k: '2026-01-01T01:00:00+01:00' }, true],
  [{ DateNotEquals: { k: '2026' } }, { k: '2026-01-01' }, false],
  [{ Bool: { k: 'true' } }, { k: true }, true],
  [{ Bool: { k: true } }, { k: 'TRUE' }, true],
  [{ Bool: { k: 'false' } }, { k: true }, false],
  [{ BinaryEquals: { k: 'YWI=' } }, { k: 'YWI' }, true],
  [{ BinaryEquals: { k: 'YWI=' } }, { k: 'YWM=' }, false],
  [{ IpAddress: { k: '203.0.113.0/24' } }, { k: '203.0.113.9' }, true],
  [{ IpAddress: { k: '203.0.113.0/25' } }, { k: '203.0.113.128' }, false],
  [{ IpAddress: { k: '0.0.0.0/0' } }, { k: '::ffff:1.2.3.4' }, true],
  [{ IpAddress: { k: '0.0.0.0/0' } }, { k: '::1' }, false],
  [{ IpAddress: { k: '2001:DB8::/33' } }, { k: '2001:db8:7fff::1' }, true],
  [{ IpAddress: { k: '2001:DB8::/33' } }, { k: '2001:db8:8000::1' }, false],
  [{ NotIpAddress: { k: '10.0.0.1' } }, { k: '10.0.0.1' }, false],
  [{ ArnLike: { k: 'arn:aws:iam::*:user/a*' } }, { k: 'arn:aws:iam::1:user/ann' }, true],
  [{ ArnEquals: { k: 'arn:aws:iam::*:user/a*' } }, { k: 'arn:aws:iam::1:user/ann' }, true],
  [{ ArnLike: { k: 'arn:aws:*:user/ann:*:*' } }, { k: 'arn:aws:iam::1:user/ann' }, false],
  [{ ArnNotLike: { k: 'arn:aws:iam::*:user/a*' } }, { k: 'arn:aws:iam::1:user/bob' }, true],
  [{ ArnNotEquals: { k: 'arn:aws:iam::1:user/ann' } }, { k: 'arn:aws:iam::1:user/ann' }, false],
  [{ Null: { k: 'true' } }, {}, true],
  [{ Null: { k: 'false' } }, {}, false],
  [{ Null: { k: true } }, { k: [] }, true],
  [{ Null: { k: false } }, { k: 'a' }, true],
]

test.each(OPERATORS)(
  'the condition %j, of a request with %j, is %s',
  (condition, keys, expected) => {
    expect(holds(condition, keys)).toBe(expected)
  },
)

const ABSENT: readonly Row[] = [
  [{ StringEquals: { k: 'a' } }, {}, false],
  [{ StringNotEquals: { k: 'a' } }, {}, true],
  [{ NumericLessThan: { k: '1' } }, {}, false],
  [{ Bool: { k: 'false' } }, {}, false],
  [{ StringEqualsIfExists: { k: 'a' } }, {}, true],
  [{ StringEqualsIfExists: { k: 'a' } }, { k: 'b' }, false],
  [{ 'ForAllValues:StringEquals': { k: 'a' } }, {}, true],
  [{ 'ForAllValues:StringEquals': { k: 'a' } }, { k: [] }, true],
  [{ 'ForAnyValue:StringEquals': { k: 'a' } }, { k: [] }, false],
  [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, {}, false],
  [{ 'ForAnyValue:StringEqualsIfExists': { k: 'a' } }, {}, true],
  [{ StringEquals: { __proto__x: 'a', constructor: 'a' } }, {}, false],
]

test.each(ABSENT)(
  'where keys are absent: the condition %j, with %j, is %s',
  (condition, keys, expected) => {
    expect(holds(condition, keys)).toBe(expected)
  },
)

const MANY: readonly Row[] = [
  [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'b', 'a'] }, true],
  [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }, false],
  [{ 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['c', 'b'] }, true],
  [{ 'ForAllValues:StringNotEquals': { k: ['a', 'b'] } }, { k: ['c', 'b'] }, false],
  [{ 'ForAnyValue:StringNotEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }, true],
  [{ StringEquals: { k: 'a' } }, { k: ['a'] }, true],
  [{ StringNotEquals: { k: 'a' } }, { k: ['a', 'b'] }, false],
]

test.each(MANY)(
  'where a key has many values: the condition %j, with %j, is %s',
  (condition, keys, expected) => {
    expect(holds(condition, keys)).toBe(expected)
  },
)

const VARIABLES: readonly Row[] = [
  [{ StringEquals: { k: '${aws:username}' } }, { k: 'ann' }, true],
  [{ StringEquals: { k: '${AWS:UserName}-1' } }, { k: 'ann-1' }, true],
  [{ StringLike: { k: '${aws:username}-*' } }, { k: 'ann-1' }, true],
  [{ StringLike: { k: '${star}' } }, { k: 'x', star: '*' }, false],
  [{ StringLike: { k: '${*}a${?}${$}' } }, { k: '*a?$' }, true],
  [{ StringLike: { k: '${*}' } }, { k: 'x' }, false],
  [{ StringEquals: { k: "${none, 'else'}" } }, { k: 'else' }, true],
  [{ StringEquals: { k: "${l, 'else'}" } }, { k: 'b', l: 'b' }, true],
  [{ StringEquals: { k: ['a', '${none}'] } }, { k: 'a' }, false],
  [{ StringNotEquals: { k: '${none}' } }, { k: 'a' }, false],
  [{ StringEquals: { k: '${l}' } }, { k: 'a', l: ['a'] }, false],
  [{ StringEquals: { k: '${aws:PrincipalTag/cost center}' } }, { k: '7' }, true],
  [{ StringEquals: { k: '${www.amazon.com:user_id}' } }, { k: 'amzn1' }, true],
  [{ StringEqualsIgnoreCase: { k: "${aws:username}${none, 'X'}" } }, { k: 'ANNx' }, true],
]

test.each(VARIABLES)(
  'with variables: the condition %j, with %j, is %s',
  (condition, keys, expected) => {
    const settings = {
      tags: { 'cost center': '7' },
      context: { 'www.amazon.com:user_id': 'amzn1' },
    }
    expect(holds(condition, keys, settings)).toBe(expected)
  },
)

test('documents of 2008-10-17, and those without a version, have no variables', () => {
  const Statement = allow({ Condition: { StringLike: { k: '${aws:username}*' } } })
  const ann = principal(USER, { policies: [{ Statement }] })
  const allowed = (k: string): boolean =>
    decide(question(ann, { keys: { k } }), resourceSide()).isAllowed
  expect(allowed('ann')).toBe(false)
  expect(allowed('${aws:username}!')).toBe(true)
})

test('a pattern of many wildcards takes no time that grows as a power of their number', () => {
  const text = `${'a'.repeat(2000)}c`
  expect(holds({ StringLike: { k: `${'*a'.repeat(1000)}b` } }, { k: text })).toBe(false)
})
