import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ActionNode, UpdateValueNode } from '../../src/expressions/ast.js'
import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'
import { items, NAMES, shapedItems, typedValueMaps, updates, updateText } from './arbitraries.js'
import { bytes, copyOf, dataOf, expectAnswer, refusalOf, update } from './harness.js'

const INVALID_PATH = 'The document path provided in the update expression is invalid for update'
const MISSING = 'The provided expression refers to an attribute that does not exist in the item'
const WRONG_TYPE = 'An operand in the update expression has an incorrect data type'
const OVERFLOW =
  'Number overflow. Attempting to store a number with magnitude larger than supported range'

const ITEM = {
  pk: '1',
  a: 1,
  l: [10, 11, 12],
  m: { x: 1 },
  s: new Set(['p', 'q']),
} satisfies Item

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':zero': 0,
  ':one': 1,
  ':tenth': 0.1,
  ':huge': new NumberValue(`9${'0'.repeat(125)}`),
  ':big': new NumberValue('12345678901234567890.5'),
  ':v': 'v',
  ':w': 'w',
  ':null': null,
  ':front': [1],
  ':x': ['x'],
  ':map': { y: {} },
  ':pq': new Set(['q', 'p']),
  ':p': new Set(['p']),
  ':r': new Set(['r', 'p']),
  ':ns': new Set([1]),
  ':ns2': new Set([1, 2]),
  ':bs': new Set([bytes(1), bytes(2)]),
  ':b2': new Set([bytes(2)]),
}

const KEY: Item = { pk: '1' }

/** The attributes that the update changes; `undefined` for those that it removes. */
type Changes = Readonly<Record<string, AttributeValue | undefined>>

function withChanges(item: Item, changes: Changes): Item {
  const entries = Object.entries({ ...item, ...changes })
  return dataOf(
    entries.filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined),
  )
}

const apply = (text: string, item: Item | undefined): Item | undefined =>
  update(text, { names: NAMES, values: VALUES }).apply(item, KEY)

describe('an item', () => {
  test.each<[string, Changes | string]>([
    // How the rules of the language meet each other
    ['SET a = a + :one, b = a', { a: 2, b: 1 }],
    ['SET l[9] = :v, l[7] = :w', { l: [10, 11, 12, 'w', 'v'] }],
    ['REMOVE l[0] SET l[1] = :v', { l: ['v', 12] }],
    ['SET l[1] = :v REMOVE l[0]', { l: ['v', 12] }],
    ['REMOVE l[0], l[2]', { l: [11] }],
    ['SET m.y.z = :v', INVALID_PATH],
    ['REMOVE m.y.z', INVALID_PATH],
    ['REMOVE m.y', {}],
    ['SET c = if_not_exists(c, :zero) + :one', { c: 1 }],
    ['SET l = list_append(:front, l)', { l: [1, 10, 11, 12] }],
    ['SET l = list_append(nol, :x)', MISSING],
    ['SET a = a + m.x, m.x = a', { a: 2, m: { x: 1 } }],
    ['DELETE s :pq', { s: undefined }],
    ['ADD a :ns', WRONG_TYPE],
    // SET
    ['SET b = :v', { b: 'v' }],
    ['SET a = :null', { a: null }],
    ['SET m.x = :v, m.y = :map', { m: { x: 'v', y: { y: {} } } }],
    [
      'SET m.#p = :v',
      {
        m: dataOf<AttributeValue>([
          ['x', 1],
          ['__proto__', 'v'],
        ]),
      },
    ],
    ['SET #d = :v', { 'a.b': 'v' }],
    ['SET l[0] = :v, l[2] = :w', { l: ['v', 11, 'w'] }],
    ['SET l[3] = :v', { l: [10, 11, 12, 'v'] }],
    ['SET l[4294967294] = :v, l[4] = :w', { l: [10, 11, 12, 'w', 'v'] }],
    ['SET l[3] = :v, l[4] = l[0] REMOVE l[0]', { l: [11, 12, 'v', 10] }],
    ['SET l[3].x = :v', INVALID_PATH],
    ['SET l[0].x = :v', INVALID_PATH],
    ['SET l.x = :v', INVALID_PATH],
    ['SET m[0] = :v', INVALID_PATH],
    ['SET a.x = :v', INVALID_PATH],
    ['SET a[0] = :v', INVALID_PATH],
    ['SET s[0] = :v', INVALID_PATH],
    ['SET zz.x = :v', INVALID_PATH],
    ['SET zz[0] = :v', INVALID_PATH],
    ['SET zz = :map, b = zz', MISSING],
    ['SET a = l, l = a', { a: [10, 11, 12], l: 1 }],
    ['REMOVE a SET b = a', { a: undefined, b: 1 }],
    ['SET b = m.zz', MISSING],
    ['SET b = l[3]', MISSING],
    ['SET b = toString', MISSING],
    // + and -
    ['SET a = a - :one', { a: 0 }],
    ['SET a = :one - m.x', { a: 0 }],
    ['SET a = (a + :one) - (l[0] + :tenth)', { a: -8.1 }],
    ['SET a = :tenth + (:tenth + :tenth)', { a: 0.3 }],
    ['SET a = :big + :tenth', { a: new NumberValue('12345678901234567890.6') }],
    ['SET a = :big - :big', { a: 0 }],
    ['SET a = l + :one', WRONG_TYPE],
    ['SET a = :one - s', WRONG_TYPE],
    ['SET a = zz + :one', MISSING],
    ['SET a = :huge + :huge', OVERFLOW],
    ['SET a = :huge + :one', OVERFLOW],
    // Functions
    ['SET b = if_not_exists(a, zz)', { b: 1 }],
    ['SET b = if_not_exists(zz, a)', { b: 1 }],
    ['SET b = if_not_exists(zz.x[1], :v)', { b: 'v' }],
    ['SET b = if_not_exists(a.x, :v)', { b: 'v' }],
    ['SET b = if_not_exists(zz, yy)', MISSING],
    ['SET b = if_not_exists(zz, if_not_exists(l[1], :v))', { b: 11 }],
    ['SET b = if_not_exists(s, :one) + :one', WRONG_TYPE],
    ['SET b = list_append(l, :x)', { b: [10, 11, 12, 'x'] }],
    ['SET b = list_append(l, l)', { b: [10, 11, 12, 10, 11, 12] }],
    ['SET b = list_append(if_not_exists(zz, :front), :x)', { b: [1, 'x'] }],
    ['SET b = list_append(a, :x)', WRONG_TYPE],
    ['SET b = list_append(:x, s)', WRONG_TYPE],
    // REMOVE
    ['REMOVE zz, a', { a: undefined }],
    ['REMOVE m', { m: undefined }],
    ['REMOVE m.x', { m: {} }],
    ['REMOVE l[0], l[1], l[2]', { l: [] }],
    ['REMOVE l[3], l[1]', { l: [10, 12] }],
    ['REMOVE l[3]', {}],
    ['REMOVE zz.x', INVALID_PATH],
    ['REMOVE a.x', INVALID_PATH],
    ['REMOVE m[0]', INVALID_PATH],
    ['REMOVE l.x', INVALID_PATH],
    ['REMOVE l[5][0]', INVALID_PATH],
    ['REMOVE toString', {}],
    ['REMOVE #p, #c', {}],
    // ADD
    ['ADD a :one', { a: 2 }],
    ['ADD b :one', { b: 1 }],
    ['ADD b :pq', { b: new Set(['p', 'q']) }],
    ['ADD s :r', { s: new Set(['p', 'q', 'r']) }],
    ['ADD s :p', {}],
    ['ADD s :ns', WRONG_TYPE],
    ['ADD l :one', WRONG_TYPE],
    ['ADD m :one', WRONG_TYPE],
    ['ADD s :one', WRONG_TYPE],
    ['ADD m.x :one, l[0] :one, l[5] :one', { m: { x: 2 }, l: [11, 11, 12, 1] }],
    ['ADD m.y :p', { m: { x: 1, y: new Set(['p']) } }],
    ['ADD zz.y :p', INVALID_PATH],
    ['ADD a.y :one', INVALID_PATH],
    ['ADD l.y :one', INVALID_PATH],
    ['ADD a :huge', OVERFLOW],
    // DELETE
    ['DELETE s :p', { s: new Set(['q']) }],
    ['DELETE s :r', { s: new Set(['q']) }],
    ['DELETE zz :p', {}],
    ['DELETE m.zz :p', {}],
    ['DELETE l[7] :p', {}],
    ['DELETE s :ns', WRONG_TYPE],
    ['DELETE a :ns', WRONG_TYPE],
    ['DELETE m :p', WRONG_TYPE],
    ['DELETE zz.x :p', INVALID_PATH],
    ['DELETE m.x.y :p', INVALID_PATH],
    // All sections
    [
      'DELETE s :p ADD a :one REMOVE l[1] SET m.y = s',
      { s: new Set(['q']), a: 2, l: [10, 12], m: { x: 1, y: ITEM.s } },
    ],
    ['SET b = :v REMOVE zz.x', INVALID_PATH],
  ])('%s', (text, expected) => {
    const before = copyOf<Item>(ITEM)
    const after = typeof expected === 'string' ? expected : withChanges(ITEM, expected)
    expectAnswer(() => apply(text, ITEM), after)
    expect(ITEM).toEqual(before)
  })

  test('sets have members by value', () => {
    const item = { b: new Set([bytes(1), bytes(2)]), n: new Set([1, new NumberValue('1e30')]) }
    const values = {
      ':b': new Set([bytes(2), bytes(3)]),
      ':n': new Set([new NumberValue('1e30'), 2]),
    }
    expect(update('ADD b :b, n :n', { values }).apply(item, KEY)).toEqual({
      b: new Set([bytes(1), bytes(2), bytes(3)]),
      n: new Set([1, new NumberValue('1e30'), 2]),
    })
    expect(update('DELETE b :b, n :n', { values }).apply(item, KEY)).toEqual({
      b: new Set([bytes(1)]),
      n: new Set([1]),
    })
  })

  test.each([
    'REMOVE zz',
    'DELETE s :ns2',
    'SET a = a',
    'SET m.x = :one',
    'ADD s :p',
    'ADD a :zero',
  ])('of which nothing changes is returned itself: %s', text => {
    const item: Item = { ...ITEM, s: text.includes(':ns2') ? new Set([3]) : ITEM.s }
    expect(apply(text, item)).toBe(item)
  })

  test('shares what stays as it is', () => {
    const item = { a: { b: { c: 1 }, d: [1] }, e: [2], f: { g: 1 } }
    const after = update('SET a.b.c = :two REMOVE f', { values: { ':two': 2 } }).apply(
      item,
      KEY,
    ) as {
      readonly a: typeof item.a
      readonly e: readonly number[]
    }
    expect(after).toEqual({ a: { b: { c: 2 }, d: [1] }, e: [2] })
    expect(after.a.d).toBe(item.a.d)
    expect(after.e).toBe(item.e)
  })
})

describe('no item', () => {
  test.each<[string, Item | string | undefined]>([
    ['SET a = :v', { pk: '1', a: 'v' }],
    ['SET a = pk', { pk: '1', a: '1' }],
    ['SET a = if_not_exists(a, :zero) + :one', { pk: '1', a: 1 }],
    ['SET a = a + :one', MISSING],
    ['SET a.b = :v', INVALID_PATH],
    ['ADD a :one', { pk: '1', a: 1 }],
    ['ADD a :p', { pk: '1', a: new Set(['p']) }],
    ['ADD a.b :one', INVALID_PATH],
    [
      'SET #p = :v',
      dataOf([
        ['pk', '1'],
        ['__proto__', 'v'],
      ]),
    ],
    ['REMOVE a', undefined],
    ['REMOVE a.b, l[0]', undefined],
    ['DELETE a :p', undefined],
    ['DELETE a.b :p', undefined],
    ['REMOVE a DELETE b :p', undefined],
    ['SET a = :v REMOVE b', { pk: '1', a: 'v' }],
    ['SET a = :v REMOVE b.c[1], b.d', { pk: '1', a: 'v' }],
    ['SET a.b = :v REMOVE a.c', INVALID_PATH],
    ['SET a = :v DELETE b :p', { pk: '1', a: 'v' }],
    ['SET a = :v DELETE b.c :p', INVALID_PATH],
  ])('%s', (text, expected) => {
    expectAnswer(() => apply(text, undefined), expected)
  })
})

describe('what the rest of a request asks of an update', () => {
  const asked = update(
    'SET a.b = c + :one, #c = (:v), e = if_not_exists(f[0], g) REMOVE h[1] ADD k :one',
    {
      names: NAMES,
      values: VALUES,
    },
  )

  test('its targets and all its paths, in text order', () => {
    expect(asked.targets).toEqual([['a', 'b'], ['constructor'], ['e'], ['h', 1], ['k']])
    expect(asked.paths).toEqual([
      ['a', 'b'],
      ['c'],
      ['constructor'],
      ['e'],
      ['f', 0],
      ['g'],
      ['h', 1],
      ['k'],
    ])
  })

  test('the types of what it brings into top-level attributes, where they are known', () => {
    expect(['a', 'b', 'constructor', 'e', 'h', 'k'].map(name => asked.assignedType(name))).toEqual([
      undefined,
      undefined,
      'S',
      undefined,
      undefined,
      'N',
    ])
    const others = update('SET a = b + :one, c = list_append(d, e), f = g DELETE k :p', {
      values: VALUES,
    })
    expect(['a', 'c', 'f', 'k'].map(name => others.assignedType(name))).toEqual([
      'N',
      'L',
      undefined,
      undefined,
    ])
  })

  describe('its size by itself, to the byte', () => {
    const room = (bytes: number): string => 'x'.repeat(409_600 - bytes)
    const set = new Set(['12345678'])
    test.each<[string, number, Readonly<Record<string, AttributeValue>>]>([
      ['SET b = :v', 3 + 19 + 1, {}],
      ['SET bc = :v', 3 + 19 + 2, {}],
      ['SET b = :v, c = :w', 3 + 2 * 19 + 2 + 2, { ':w': 12 }],
      ['SET b = :v REMOVE c', 3 + 19 + 1 + 2 + 1, {}],
      ['SET b = :v ADD c :w', 3 + 19 + 1 + 19 + 1 + 8, { ':w': set }],
      ['SET b = :v DELETE c :w', 3 + 19 + 1 + 2 + 1 + 8, { ':w': set }],
      ['SET b = if_not_exists(b, :v)', 3 + 19 + 1, {}],
      ['SET #long.c[1] = :v', 3 + 19 + 'longer'.length + 1, {}],
      ['SET b = :v, c = :m', 3 + 2 * 19 + 2 + (3 + 1 + 1 + 2), { ':m': { k: 'é' } }],
    ])('%s', (text, bytes, more) => {
      const names = text.includes('#') ? { '#long': 'longer' } : undefined
      const sized = (value: string) => update(text, { names, values: { ...more, ':v': value } })
      expect(sized(room(bytes)).isTooLarge()).toBe(false)
      expect(sized(room(bytes - 1)).isTooLarge()).toBe(true)
    })

    test('a value counts as often as it is used', () => {
      const half = 'x'.repeat((409_600 - 3 - 2 * 20) / 2)
      const twice = (value: string) =>
        update('SET a = :v, b = :v', { values: { ':v': value } }).isTooLarge()
      expect(twice(half)).toBe(false)
      expect(twice(`${half}x`)).toBe(true)
    })
  })

  test.each<[string, Item, Item]>([
    ['SET m.x = :v', { m: { x: 1 } }, { m: { x: 'v' } }],
    ['SET l[1] = :v', { l: [11] }, { l: ['v'] }],
    ['SET l[99] = :v', {}, {}],
    ['REMOVE l[1]', { l: [11] }, { l: [12] }],
    ['REMOVE a SET b = :v', { a: 1 }, { b: 'v' }],
    ['SET a = a', { a: 1 }, { a: 1 }],
  ])('what it touched: %s', (text, old, fresh) => {
    const { touched, apply: run } = boundUpdate(text)
    expect(touched.apply(ITEM)).toEqual(old)
    expect(touched.apply(run() ?? {})).toEqual(fresh)
  })

  function boundUpdate(text: string) {
    const compiled = update(text, { values: VALUES })
    return { touched: compiled.touched, apply: () => compiled.apply(ITEM, KEY) }
  }
})

// A naive model: works on a copy, one action after the other, with holes that are closed in the end.

const HOLE = Symbol('removed')
type Draft = unknown

class Refused extends Error {}

function naive(
  actions: readonly ActionNode[],
  item: Item | undefined,
  values: Item,
): Item | undefined {
  const creates = actions.some(({ kind }) => kind === 'SET' || kind === 'ADD')
  if (item === undefined && !creates) return undefined
  const old: Item = item ?? KEY
  const outcomes = actions.map(action => naiveOutcome(action, old, values))
  const draft: Draft = copyOf(old)
  const appended = new Map<unknown[], [number, unknown][]>()
  for (const [index, action] of actions.entries()) {
    const steps = stepsOf(action.target.steps)
    const outcome = outcomes[index]
    let place: Draft = draft
    for (const step of steps.slice(0, -1)) place = memberOf(place, step)
    const last = steps.at(-1) ?? ''
    if (typeof last === 'number' ? !Array.isArray(place) : !isMap(place)) {
      if (item === undefined && action.kind === 'REMOVE') continue
      throw new Refused(INVALID_PATH)
    }
    if (Array.isArray(place) && Number(last) >= (lengths(old, steps.slice(0, -1)) ?? 0)) {
      if (outcome !== undefined) {
        appended.set(place, [...(appended.get(place) ?? []), [Number(last), outcome]])
      }
    } else {
      Object.defineProperty(place, last, {
        value: outcome === undefined ? HOLE : copyOf(outcome),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
  }
  for (const [list, entries] of appended) {
    for (const [, value] of entries.sort(([a], [b]) => a - b)) list.push(value)
  }
  return withoutHoles(draft) as Item
}

const lengths = (item: Item, steps: readonly (string | number)[]): number | undefined => {
  let place: unknown = item
  for (const step of steps) place = memberOf(place, step)
  return Array.isArray(place) ? place.length : undefined
}

const stepsOf = (steps: ActionNode['target']['steps']): (string | number)[] =>
  steps.map(step => (typeof step === 'object' ? (namesBy[step.placeholder] ?? '') : step))

const namesBy: Readonly<Record<string, string>> = NAMES

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

function memberOf(place: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(place) ? place[step] : undefined
  return isMap(place) ? Object.entries(place).find(([name]) => name === step)?.[1] : undefined
}

function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(element => element !== HOLE).map(withoutHoles)
  if (!isMap(value)) return value
  const entries = Object.entries(value).filter(([, member]) => member !== HOLE)
  return dataOf(entries.map(([name, member]) => [name, withoutHoles(member)] as const))
}

function naiveOutcome(action: ActionNode, item: Item, values: Item): unknown {
  if (action.kind === 'SET') return naiveValue(action.value, item, values)
  if (action.kind === 'REMOVE') return undefined
  const old = naiveRead(action.target.steps, item)
  const operand = values[action.value.placeholder]
  if (old === undefined) return action.kind === 'ADD' ? operand : undefined
  if (!(operand instanceof Set)) return naiveSum(old, operand, 1)
  if (!(old instanceof Set) || memberType(old) !== memberType(operand))
    throw new Refused(WRONG_TYPE)
  const has = (set: ReadonlySet<unknown>, member: unknown): boolean =>
    [...set].some(other => String(other) === String(member))
  if (action.kind === 'ADD') {
    return new Set([...old, ...[...operand].filter(member => !has(old, member))])
  }
  const rest = [...old].filter(member => !has(operand, member))
  return rest.length === 0 ? undefined : new Set(rest)
}

function memberType(set: ReadonlySet<unknown>): string {
  const [member] = set
  if (typeof member === 'string') return 'S'
  return member instanceof Uint8Array ? 'B' : 'N'
}

function naiveRead(steps: ActionNode['target']['steps'], item: Item): unknown {
  return stepsOf(steps).reduce<unknown>(memberOf, item)
}

function naiveValue(node: UpdateValueNode, item: Item, values: Item): unknown {
  if (node.kind === 'value') return values[node.placeholder]
  if (node.kind === 'arithmetic') {
    const left = naiveValue(node.left, item, values)
    return naiveSum(left, naiveValue(node.right, item, values), node.operator === '+' ? 1 : -1)
  }
  if (node.kind === 'path') {
    const value = naiveRead(node.steps, item)
    if (value === undefined) throw new Refused(MISSING)
    return value
  }
  const [first, second] = node.operands as [UpdateValueNode, UpdateValueNode]
  if (node.name === 'if_not_exists') {
    const value = first.kind === 'path' ? naiveRead(first.steps, item) : undefined
    return value === undefined ? naiveValue(second, item, values) : value
  }
  const head = naiveValue(first, item, values)
  const tail = naiveValue(second, item, values)
  if (!Array.isArray(head) || !Array.isArray(tail)) throw new Refused(WRONG_TYPE)
  return head.concat(tail)
}

/** By integers of tenths: the random numbers have one decimal place at most. */
function naiveSum(a: unknown, b: unknown, sign: 1 | -1): unknown {
  const isNumber = (value: unknown) => typeof value === 'number' || value instanceof NumberValue
  if (!isNumber(a) || !isNumber(b)) throw new Refused(WRONG_TYPE)
  const tenths = (value: unknown): bigint => {
    const [whole = '', fraction = '0'] = String(value).split('.')
    return BigInt(whole + fraction)
  }
  const sum = tenths(a) + BigInt(sign) * tenths(b)
  const [digits, minus] = sum < 0n ? [-sum, '-'] : [sum, '']
  const text = `${minus}${digits / 10n}${digits % 10n === 0n ? '' : `.${digits % 10n}`}`
  return String(Number(text)) === text ? Number(text) : new NumberValue(text)
}

function answerOf(call: () => Item | undefined): Item | undefined | string {
  try {
    return call()
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

test('updates agree with a naive model, and do not change the item', () => {
  const tally = { changed: 0, refused: 0, created: 0 }
  const itemOrNone = fc.option(fc.oneof(items, shapedItems), { nil: undefined, freq: 8 })
  fc.assert(
    fc.property(updates, itemOrNone, typedValueMaps, (actions, item, values) => {
      const text = updateText(actions)
      const maps = { names: NAMES, values }
      if (refusalOf(() => update(text, maps)) !== undefined) return
      const before = copyOf(item)
      const valuesBefore = copyOf(values)
      const expected = answerOf(() => naive(actions, item, values))
      expectAnswer(() => update(text, maps).apply(item, KEY), expected)
      expect(item).toEqual(before)
      expect(values).toEqual(valuesBefore)
      tally[typeof expected === 'string' ? 'refused' : item ? 'changed' : 'created'] += 1
    }),
    { numRuns: rounds(3000) },
  )
  expect(tally.changed).toBeGreaterThan(250)
  expect(tally.refused).toBeGreaterThan(150)
  expect(tally.created).toBeGreaterThan(15)
})
