// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how policies write variables
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePolicy } from '../../src/access/compile-policy.js'
import { decide } from '../../src/access/decision.js'
import { explainDecision } from '../../src/access/explanation.js'
import type { ContextValue } from '../../src/access/question.js'
import { rounds } from '../fuzz/effort.js'
import { isAllowed } from './interpreter.js'
import { type Json, OTHER, OWNER, principal, question, TABLE, USER } from './policies.js'

/** Few names, so that they meet. */
const texts = fc.constantFrom('a', 'A', 'ab', 'ann', 'b*', '1', '10', '')
const patterns = fc.constantFrom(
  'a',
  'A',
  'a*',
  '?b',
  '*',
  '${aws:username}',
  '${k}*',
  "${l, 'ab'}",
  '${none}',
  'b${*}',
  '1',
)
const resources = fc.constantFrom(
  TABLE,
  `${TABLE}/index/a`,
  TABLE.replace('Orders', 'ann'),
  TABLE.replace('eu-west-1', 'us-east-1'),
)
const resourcePatterns = fc.oneof(
  resources,
  fc.constantFrom('*', `${TABLE}*`, 'arn:aws:dynamodb:*:*:table/*', TABLE.replace('eu', '*')),
  patterns.map(pattern => TABLE.replace('Orders', pattern)),
)
const actions = fc.constantFrom('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query')
const actionPatterns = fc.oneof(actions, fc.constantFrom('*', 'dynamodb:*', 'DYNAMODB:?etItem'))
const oneOrMore = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | Value[]> =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }))

const textOperators = fc
  .tuple(
    fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom(
      'Equals',
      'NotEquals',
      'Like',
      'NotLike',
      'EqualsIgnoreCase',
      'NotEqualsIgnoreCase',
    ),
    fc.constantFrom('', 'IfExists'),
  )
  .map(([set, name, end]) => `${set}String${name}${end}`)
const keyNames = fc.constantFrom('k', 'K', 'l', 'aws:username')
const conditions = fc.oneof(
  fc.dictionary(textOperators, fc.dictionary(keyNames, oneOrMore(patterns), { maxKeys: 2 }), {
    maxKeys: 2,
  }),
  fc.dictionary(
    fc.constantFrom(
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'ForAnyValue:NumericLessThan',
    ),
    fc.dictionary(keyNames, fc.constantFrom('1', 5, '10'), { maxKeys: 1 }),
    { maxKeys: 1 },
  ),
  fc.constantFrom({ Null: { k: 'true' } }, { Null: { l: false } }),
)

const statements = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    action: fc.tuple(fc.constantFrom('Action', 'Action', 'NotAction'), oneOrMore(actionPatterns)),
    resource: fc.tuple(
      fc.constantFrom('Resource', 'Resource', 'NotResource'),
      oneOrMore(resourcePatterns),
    ),
    Condition: fc.option(conditions, { nil: undefined }),
  })
  .map(
    ({ Effect, action, resource, Condition }): Json => ({
      Effect,
      [action[0]]: action[1],
      [resource[0]]: resource[1],
      ...(Condition && { Condition }),
    }),
  )
const policyOf = (statement: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: 4 })),
  })
const ownPolicies = policyOf(statements)
const principals = fc.constantFrom(
  '*',
  { AWS: USER },
  { AWS: [OTHER] },
  { AWS: OWNER },
  { AWS: '*' },
)
const resourcePolicies = policyOf(
  fc.tuple(statements, principals).map(([statement, Principal]) => ({ ...statement, Principal })),
)

const values = fc.oneof(texts, fc.array(texts, { maxLength: 3 }), fc.integer({ min: 0, max: 11 }))
const cases = fc.record({
  identity: fc.array(ownPolicies, { maxLength: 2 }),
  resource: fc.option(resourcePolicies, { nil: undefined }),
  boundary: fc.option(ownPolicies, { nil: undefined, freq: 1 }),
  levels: fc.array(fc.array(ownPolicies, { minLength: 1, maxLength: 2 }), { maxLength: 1 }),
  action: actions,
  resourceArn: resources,
  keys: fc.dictionary(fc.constantFrom('k', 'l'), values),
  account: fc.constantFrom(OWNER, OWNER, OTHER),
})

test('what is compiled decides as the rules do, read plainly; and a decision is what its explanation says', () => {
  const seen = { allowed: 0, refused: 0 }
  fc.assert(
    fc.property(cases, one => {
      const { identity, resource, boundary, levels, account, keys } = one
      const arn = USER.replace(OWNER, account)
      const who = principal(
        arn,
        { policies: identity, ...(boundary && { boundary }) },
        { serviceControl: levels },
      )
      const resourcePolicy =
        resource && compilePolicy(resource, { name: 'Orders', isOfResource: true })
      const asked = question(who, { action: one.action, resource: one.resourceArn, keys })
      const side = { account: OWNER, resourcePolicy }
      const expected = isAllowed(
        {
          action: one.action,
          resource: one.resourceArn,
          keys: new Map<string, ContextValue>([...Object.entries(keys), ['aws:username', 'ann']]),
          arn,
          account,
          owner: OWNER,
        },
        { identity, resource, boundary, levels },
      )
      const decision = decide(asked, side)
      expect(decision.isAllowed).toBe(expected)
      const explained = explainDecision(asked, side)
      expect(explained.decision).toEqual(decision)
      const { statement } = decision
      if (statement !== undefined) {
        const same = explained.statements.filter(
          ({ policy, index, kind }) =>
            policy === statement.policy && index === statement.index && kind === decision.kind,
        )
        expect(same.map(({ mismatch }) => mismatch)).toContain(undefined)
      }
      seen[expected ? 'allowed' : 'refused'] += 1
    }),
    { numRuns: rounds(1000) },
  )
  expect(seen.allowed).toBeGreaterThan(50)
  expect(seen.refused).toBeGreaterThan(100)
})
