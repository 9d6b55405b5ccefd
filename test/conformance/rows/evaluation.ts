/** What updates make of an item, and which conditions hold of it. */

import { type Answered, type Fault, type Json, put, Rows, type Suite, tablesAnd } from '../row.js'
import { CONDITION_FAILED, nested } from './texts.js'

export const rows = new Rows('UpdateItem')

const S = (text: string): Json => ({ S: text })
const N = (number: number | string): Json => ({ N: String(number) })
const L = (...elements: readonly Json[]): Json => ({ L: elements })
const M = (members: Json): Json => ({ M: members })

const Key = { pk: S('1') }
const ITEM: Json = {
  ...Key,
  a: N(1),
  t: S('text'),
  b: { B: 'AQID' },
  o: { BOOL: true },
  z: { NULL: true },
  l: L(N(10), N(11), N(12)),
  m: M({ x: N(1) }),
  s: { SS: ['p', 'q'] },
  ns: { NS: ['2', '1'] },
  e: L(),
  face: S('\u{1F600}'),
}
const world = tablesAnd(...put('hash', ITEM))
const base = { TableName: 'hash', Key }

/** The values of placeholders by their names: `:one` and so on. */
const VALUES: Readonly<Record<string, Json>> = {
  ':zero': N(0),
  ':one': N(1),
  ':ten': N('10.0'),
  ':huge': N('1e50'),
  ':tenth': N('0.1'),
  ':largest': N('9e125'),
  ':smallest': N('1.1e-130'),
  ':smaller': N('1.2e-130'),
  ':v': S('v'),
  ':w': S('w'),
  ':p': S('p'),
  ':te': S('te'),
  ':empty': S(''),
  ':NULL': S('NULL'),
  ':bytes': { B: 'AgM=' },
  ':first': { B: 'AQ==' },
  ':true': { BOOL: true },
  ':list': L(S('f')),
  ':pq': { SS: ['q', 'p'] },
  ':pz': { SS: ['p', 'z'] },
  ':numbers': { NS: ['1.0', '2'] },
  ':x': M({ x: N('1.00') }),
  ':deep': nested(30),
  ':deeper': nested(31),
}

function valuesOf(text: string): Json {
  const names = new Set(text.match(/:\w+/g))
  if (names.size === 0) return {}
  return {
    ExpressionAttributeValues: Object.fromEntries([...names].map(name => [name, VALUES[name]])),
  }
}

/** What becomes of the item: the attributes that change, or are no longer there. */
type Change = readonly [text: string, after: Json]

const CHANGES: readonly Change[] = [
  ['SET a = a + :one, q = a', { a: N(2), q: N(1) }],
  ['SET a = m.x + :one, m.x = a', { a: N(2), m: M({ x: N(1) }) }],
  ['SET q = :tenth + :tenth', { q: N('0.2') }],
  ['SET a = (a + :one)', { a: N(2) }],
  ['SET l[9] = :v, l[7] = :w', { l: L(N(10), N(11), N(12), S('w'), S('v')) }],
  ['SET l[1] = :v', { l: L(N(10), S('v'), N(12)) }],
  ['SET e[0] = m, q = l[1]', { e: L(M({ x: N(1) })), q: N(11) }],
  ['REMOVE l[0] SET l[1] = :v', { l: L(S('v'), N(12)) }],
  ['SET l[1] = :v REMOVE l[0]', { l: L(S('v'), N(12)) }],
  ['REMOVE l[0], l[2]', { l: L(N(11)) }],
  ['REMOVE l[0], l[1], l[2]', { l: L() }],
  ['REMOVE l[5], m.y, q', {}],
  ['REMOVE m.x', { m: M({}) }],
  ['REMOVE a SET q = a', { a: undefined, q: N(1) }],
  ['SET m.y = :v, m.z = :w', { m: M({ x: N(1), y: S('v'), z: S('w') }) }],
  ['SET q = if_not_exists(q, :zero) + :one', { q: N(1) }],
  ['SET q = if_not_exists(x.y.z, :v)', { q: S('v') }],
  ['SET q = if_not_exists(z, :v)', { q: { NULL: true } }],
  ['SET q = if_not_exists(a, q)', { q: N(1) }],
  ['SET l = list_append(:list, l)', { l: L(S('f'), N(10), N(11), N(12)) }],
  ['SET q = list_append(if_not_exists(q, :list), e)', { q: L(S('f')) }],
  ['ADD a :one, q :one', { a: N(2), q: N(1) }],
  ['ADD m.x :one, m.y :one', { m: M({ x: N(2), y: N(1) }) }],
  ['ADD l[0] :one, l[9] :one', { l: L(N(11), N(11), N(12), N(1)) }],
  ['ADD s :pz', { s: { SS: ['p', 'q', 'z'] } }],
  ['ADD q :pz', { q: { SS: ['p', 'z'] } }],
  ['DELETE s :pz', { s: { SS: ['q'] } }],
  ['DELETE s :pq', { s: undefined }],
  ['DELETE ns :numbers', { ns: undefined }],
  ['DELETE q :pq, m.y :pq', {}],
]

const INVALID_PATH = 'The document path provided in the update expression is invalid for update'
const MISSING = 'The provided expression refers to an attribute that does not exist in the item'
const TYPE = 'An operand in the update expression has an incorrect data type'
const OVERFLOW =
  'Number overflow. Attempting to store a number with magnitude larger than supported range'
const NESTING =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'

const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  [INVALID_PATH]: [
    'SET x.y = :v',
    'SET m.y.z = :v',
    'SET a.y = :v',
    'SET l.y = :v',
    'SET m[0] = :v',
    'SET x[0] = :v',
    'SET l[9].a = :v',
    'SET s.p = :v',
    'SET z.p = :v',
    'REMOVE x.y',
    'REMOVE m.y.z',
    'REMOVE a.y',
    'REMOVE l.y',
    'REMOVE m[0]',
    'REMOVE l[5].a',
    'REMOVE l[0].a',
    'ADD x.y :one',
    'DELETE x.y :pq',
  ],
  [MISSING]: [
    'SET q = y',
    'SET q = m.y.z',
    'SET q = l[3]',
    'SET q = a + y',
    'SET q = list_append(y, :list)',
    'SET q = if_not_exists(y, x)',
  ],
  [TYPE]: [
    'SET q = t + a',
    'SET q = a - t',
    'SET q = list_append(a, l)',
    'SET q = list_append(l, s)',
    'ADD a :pq',
    'ADD t :one',
    'ADD l :one',
    'ADD s :one',
    'ADD s :numbers',
    'DELETE a :pq',
    'DELETE s :numbers',
    'DELETE m.x :pq',
  ],
  // More than 38 digits are told as an overflow, too.
  [OVERFLOW]: ['SET a = a + :huge', 'ADD a :huge', 'SET a = :largest + :largest'],
  'Number underflow. Attempting to store a number with magnitude smaller than supported range': [
    'SET a = :smaller - :smallest',
  ],
  [NESTING]: ['SET m.y = :deeper', 'SET l[0] = :deeper'],
}

rows.group('what becomes of an item', () => {
  const suite: Suite = {
    operation: 'UpdateItem',
    base: { ...base, ReturnValues: 'ALL_NEW' },
    world,
  }
  rows.answered(
    suite,
    CHANGES.map(([UpdateExpression, after]): Answered => {
      const request = { UpdateExpression, ...valuesOf(UpdateExpression) }
      return [UpdateExpression, request, { Attributes: withoutUndefined({ ...ITEM, ...after }) }]
    }),
  )
  rows.answered(suite, [
    [
      '32 levels',
      { UpdateExpression: 'SET m.y = :deep', ...valuesOf(':deep') },
      { Attributes: { ...ITEM, m: M({ x: N(1), y: nested(30) }) } },
    ],
  ])
  rows.refused(
    suite,
    Object.entries(REFUSALS).flatMap(([refusal, texts]) =>
      texts.map((UpdateExpression): Fault => {
        return [UpdateExpression, { UpdateExpression, ...valuesOf(UpdateExpression) }, refusal]
      }),
    ),
  )
})

rows.group('what becomes of no item', () => {
  const suite: Suite = {
    operation: 'UpdateItem',
    base: { ...base, Key: { pk: S('2') }, ReturnValues: 'ALL_NEW' },
    world,
  }
  const made: readonly (readonly [text: string, attributes: Json | undefined])[] = [
    ['SET a = :v', { a: S('v') }],
    ['SET q = pk', { q: S('2') }],
    ['SET a = if_not_exists(a, :one)', { a: N(1) }],
    ['ADD a :one', { a: N(1) }],
    ['ADD s :pz', { s: { SS: ['p', 'z'] } }],
    ['SET a = :v REMOVE b.c', { a: S('v') }],
    ['REMOVE a', undefined],
    ['REMOVE a.b, l[0]', undefined],
    ['DELETE s :pq', undefined],
  ]
  rows.answered(
    suite,
    made.map(([UpdateExpression, attributes]): Answered => {
      const request = { UpdateExpression, ...valuesOf(UpdateExpression) }
      const answer = attributes === undefined ? {} : { Attributes: { pk: S('2'), ...attributes } }
      return [UpdateExpression, request, answer]
    }),
  )
  rows.refused(suite, [
    ['SET q = a', { UpdateExpression: 'SET q = a' }, MISSING],
    ['SET q.a = pk', { UpdateExpression: 'SET q.a = pk' }, INVALID_PATH],
    ['SET l[0] = pk', { UpdateExpression: 'SET l[0] = pk' }, INVALID_PATH],
  ])
})

const TRUE: readonly string[] = [
  'a = :one',
  'm = :x',
  's = :pq',
  'ns = :numbers',
  'o = :true',
  'a <> :v',
  'y <> x',
  'NOT (y = :v)',
  'NOT NOT a = :one',
  'attribute_exists(z)',
  'attribute_exists(l[2])',
  'attribute_not_exists(l[3])',
  'attribute_not_exists(m.x.y)',
  'attribute_type(z, :NULL)',
  'begins_with(t, :te)',
  'begins_with(t, :empty)',
  'begins_with(b, :first)',
  'contains(t, :empty)',
  'contains(b, :bytes)',
  'contains(s, :p)',
  'contains(l, :ten)',
  'size(t) > size(l) AND size(l) > size(s)',
  'size(b) = size(l)',
  'size(e) = :zero',
  // UTF-16 code units
  'size(face) = size(s)',
  'a IN (:v, :one)',
  'a BETWEEN :one AND :one',
  'l[0] < l[1] and l[2] >= :ten',
  'a = :one OR a = :zero AND a = :zero',
  ':one < :ten',
]

const FALSE: readonly string[] = [
  'a < :v',
  'a = :v',
  'y = x',
  'y < x',
  'y IN (x)',
  'a BETWEEN l[2] AND l[0]',
  'size(a) > :zero',
  'size(o) < :ten',
  'size(y) = :zero',
  'contains(m, :p)',
  'contains(s, :pq)',
  'contains(a, :one)',
  'begins_with(a, :te)',
  'attribute_type(y, :NULL)',
  'attribute_exists(a.b)',
  'm.x.y = :one OR l.x = :one OR a[0] = :one',
  'NOT a = :zero AND a = :zero',
]

rows.group('conditions', () => {
  const suite: Suite = { operation: 'DeleteItem', base, world }
  const requestOf = (ConditionExpression: string): Json => {
    return { ConditionExpression, ...valuesOf(ConditionExpression) }
  }
  rows.answered(
    suite,
    TRUE.map((text): Answered => [text, requestOf(text), {}]),
  )
  rows.refused(
    suite,
    FALSE.map((text): Fault => [text, requestOf(text), CONDITION_FAILED]),
  )
  const none: Suite = { ...suite, base: { ...base, Key: { pk: S('2') } } }
  rows.answered(none, [
    ['no item has no key', requestOf('attribute_not_exists(pk)'), {}],
    ['no item has another key', requestOf('pk <> :v'), {}],
  ])
  rows.refused(none, [['no item has a key', requestOf('attribute_exists(pk)'), CONDITION_FAILED]])
})

function withoutUndefined(item: Json): Json {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined))
}
