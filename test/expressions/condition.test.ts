import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConditionNode, Operand } from '../../src/expressions/ast.js'
import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import { rounds } from '../fuzz/effort.js'
import { conditions, conditionText, items, NAMES, valueMaps } from './arbitraries.js'
import { bytes, condition, copyOf, dataOf, refusalOf } from './harness.js'

const BIG = new NumberValue('12345678901234567890.5')

const ITEM: Item = {
  pk: '1',
  a: 1,
  big: BIG,
  str: 'abc',
  astral: '\u{1f600}',
  bin: bytes(1, 2, 255),
  yes: true,
  nil: null,
  l: [10, 'x', [1], { k: 1 }, new Set(['p']), bytes(7), null],
  m: { x: 1, deep: { y: [5] } },
  s: new Set(['p', 'q']),
  ns: new Set([1, BIG]),
  bs: new Set([bytes(1), bytes(2)]),
  emptyText: '',
  emptyList: [],
}

const VALUES: Readonly<Record<string, AttributeValue>> = {
  ':s': 'abc',
  ':ab': 'ab',
  ':bc': 'bc',
  ':p': 'p',
  ':x': 'x',
  ':empty': '',
  ':zero': 0,
  ':one': 1,
  ':two': 2,
  ':ten': 10,
  ':big': new NumberValue('12345678901234567890.5'),
  ':bin': bytes(1, 2, 255),
  ':bin1': bytes(1),
  ':bin2': bytes(2),
  ':bin12': bytes(1, 2),
  ':bin2ff': bytes(2, 255),
  ':bin7': bytes(7),
  ':bin80': bytes(128),
  ':true': true,
  ':null': null,
  ':l1': [1],
  ':map': { k: 1 },
  ':set': new Set(['p']),
  ':sets': new Set(['q', 'p']),
  ':bsets': new Set([bytes(2), bytes(1)]),
  ':high': '\uffee',
  ':S': 'S',
  ':N': 'N',
  ':B': 'B',
  ':BOOL': 'BOOL',
  ':NULL': 'NULL',
  ':L': 'L',
  ':M': 'M',
  ':SS': 'SS',
  ':NS': 'NS',
  ':BS': 'BS',
}

/** Properties of the objects that stand for values, which must not be seen. */
const INTERNAL = { '#size': 'size', '#length': 'length', '#value': 'value' }

const holds = (text: string): boolean =>
  condition(text, { names: INTERNAL, values: VALUES }).test(ITEM)

const TRUE = `
a = :one | :one = a | a <> :two | a <> :s | zz <> :one | zz <> yy | big = :big | bin = :bin | s = :sets | bs = :bsets
l[2] = :l1 | l[3] = :map | nil = :null | yes = :true | m.x = a | m.deep.y[0] > a | l[3].k = :one
a < :two | a <= :one | a > :zero | a >= :one | :one <= a | str > :ab | str >= :s | bin < :bin80
astral > :high | a BETWEEN :zero AND :two | a BETWEEN :one AND :one | :one BETWEEN a AND l[0] | size(str) BETWEEN a AND :ten
a IN (:s, :null, :one) | str IN (:s) | bs IN (:bsets) | l[0] IN (a, l[0].x, :ten)
attribute_exists(a) | attribute_exists(nil) | attribute_exists(m.deep.y[0]) | attribute_exists(emptyText) | attribute_exists(emptyList)
attribute_not_exists(zz) | attribute_not_exists(a.b) | attribute_not_exists(a[0]) | attribute_not_exists(l[99]) | attribute_not_exists(l.x)
attribute_not_exists(m[0]) | attribute_not_exists(s[0]) | attribute_not_exists(s.#size) | attribute_not_exists(l.#length)
attribute_not_exists(str.#length) | attribute_not_exists(str[0]) | attribute_not_exists(bin[0]) | attribute_not_exists(big.#value)
attribute_not_exists(l[4294967294]) | attribute_not_exists(toString) | attribute_not_exists(m.toString) | attribute_not_exists(hasOwnProperty)
attribute_type(str, :S) | attribute_type(a, :N) | attribute_type(big, :N) | attribute_type(bin, :B) | attribute_type(yes, :BOOL)
attribute_type(nil, :NULL) | attribute_type(l, :L) | attribute_type(m, :M) | attribute_type(s, :SS) | attribute_type(ns, :NS) | attribute_type(bs, :BS)
attribute_type(:one, :N)
begins_with(str, :ab) | begins_with(str, :s) | begins_with(str, :empty) | begins_with(bin, :bin12) | begins_with(bin, :bin)
begins_with(:s, emptyText)
contains(str, :bc) | contains(str, :empty) | contains(bin, :bin2ff) | contains(s, :p) | contains(ns, :one) | contains(ns, :big)
contains(bs, :bin2) | contains(l, :ten) | contains(l, :l1) | contains(l, :map) | contains(l, :set) | contains(l, :bin7) | contains(l, :null)
contains(:l1, a) | contains(ns, size(:p))
size(str) > :two | size(bin) > :two | size(astral) = :two | size(l) > :two | size(m) = :two | size(s) = :two | size(ns) = :two | size(bs) = :two
size(emptyText) = :zero | size(emptyList) = :zero | size(:s) > :two | size(a) <> :one | size(zz) <> :one
NOT (zz = :one) | NOT zz < :one | NOT NOT a = :one | NOT attribute_exists(zz)
a = :one OR a = :two AND a = :ten | (a = :one OR a = :two) AND a < :two | NOT a = :two AND a = :one | a = :one AND NOT (a = :two OR zz = :one)
NOT a BETWEEN :two AND :ten AND str = :s
`

const FALSE = `
a = :two | a = :s | zz = :one | zz = yy | a <> :one | s = :set | str = :bin | yes = :one | nil = zz
a < :one | a < :s | a > :s | zz < :one | zz >= :one | zz <= zz2 | nil < a | yes > a | :one > str | l < a | s >= a | m <= a
a BETWEEN :two AND :ten | zz BETWEEN :zero AND :two | a BETWEEN zz AND :two | a BETWEEN :zero AND zz | a BETWEEN l[0] AND m.x | str BETWEEN a AND l[0]
a IN (:s, :two) | zz IN (:one) | zz IN (yy) | s IN (:p)
attribute_exists(zz) | attribute_exists(m.zz) | attribute_exists(l[7]) | attribute_exists(toString) | attribute_not_exists(nil) | attribute_not_exists(l[6])
attribute_type(a, :S) | attribute_type(zz, :NULL) | attribute_type(zz, :S)
begins_with(str, :bc) | begins_with(a, :s) | begins_with(zz, :s) | begins_with(str, :bin) | begins_with(bin, :s) | begins_with(:ab, str) | begins_with(bin, bin2)
begins_with(:bin1, bin) | begins_with(s, :p) | begins_with(str, a)
contains(str, :x) | contains(str, :one) | contains(bin, :bin7) | contains(bin, :p) | contains(s, :x) | contains(s, :set) | contains(s, :sets) | contains(ns, :two)
contains(ns, :p) | contains(bs, :bin7) | contains(l, :two) | contains(m, :x) | contains(m, :one) | contains(a, :one) | contains(zz, :one) | contains(s, zz) | contains(zz, yy)
contains(l, :sets) | contains(emptyList, :null)
size(a) = :one | size(a) > :zero | size(a) <= :zero | size(yes) = :one | size(nil) >= :zero | size(zz) < :one | size(big) > :zero | size(str) = size(zz)
NOT a = :one | NOT (a = :one OR zz = :one) | a = :one AND zz = :one | a = :two OR zz = :one
`

const rows = (text: string): readonly string[] =>
  text
    .split(/[|\n]/)
    .map(row => row.trim())
    .filter(row => row !== '')

describe('what holds', () => {
  test.each(rows(TRUE))('%s', text => {
    expect(holds(text)).toBe(true)
  })
})

describe('what does not hold', () => {
  test.each(rows(FALSE))('%s', text => {
    expect(holds(text)).toBe(false)
  })
})

test('names are data, however they are called', () => {
  const names = { '#p': '__proto__', '#c': 'constructor', '#d': 'a.b', '#e': 'a[0]' }
  const item: Item = dataOf<AttributeValue>([
    ['__proto__', dataOf<AttributeValue>([['__proto__', 1]])],
    ['constructor', 2],
    ['a.b', 3],
    ['a[0]', 4],
  ])
  const values = { ':v1': 1, ':v2': 2, ':v3': 3, ':v4': 4 }
  const text = '#p.#p = :v1 AND #c = :v2 AND #d = :v3 AND #e = :v4'
  expect(condition(text, { names, values }).test(item)).toBe(true)
  for (const name of Object.keys(names)) {
    expect(condition(`attribute_exists(${name})`, { names }).test({})).toBe(false)
    expect(condition(`attribute_exists(a.${name})`, { names }).test({ a: { b: 1 } })).toBe(false)
  }
})

test('one text serves several sets of names and values', () => {
  const text = '#n = :v'
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 20; index += 1) {
      const maps = { names: { '#n': `name${index}` }, values: { ':v': index } }
      expect(condition(text, maps).test({ [`name${index}`]: index })).toBe(true)
      expect(condition(text, maps).test({ [`name${index}`]: -1, name: index })).toBe(false)
    }
  }
})

test('the paths of a condition are all that it names, in text order', () => {
  const names = { '#b': 'b.c' }
  const { paths } = condition('size(a[1].x) > e OR NOT (#b IN (c, d) AND attribute_exists(a))', {
    names,
  })
  expect(paths).toEqual([['a', 1, 'x'], ['e'], ['b.c'], ['c'], ['d'], ['a']])
})

// A naive evaluator: values are brought to comparable texts, and trees are walked as they are.

function naive(node: ConditionNode, item: Item, values: Item): boolean {
  const read = (operand: Operand | undefined): AttributeValue | undefined =>
    operand && naiveRead(operand, item, values)
  switch (node.kind) {
    case 'and':
      return node.conditions.every(inner => naive(inner, item, values))
    case 'or':
      return node.conditions.some(inner => naive(inner, item, values))
    case 'not':
      return !naive(node.condition, item, values)
    case 'comparison':
      return naiveComparison(node.operator, read(node.left), read(node.right))
    case 'between': {
      const value = read(node.operand)
      return (
        naiveComparison('>=', value, read(node.lower)) &&
        naiveComparison('<=', value, read(node.upper))
      )
    }
    case 'in':
      return node.candidates.some(other => naiveComparison('=', read(node.operand), read(other)))
    case 'function':
      return naiveFunction(node.name, read(node.operands[0]), read(node.operands[1]))
  }
}

function naiveRead(operand: Operand, item: Item, values: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return values[operand.placeholder]
  if (operand.kind === 'function') {
    const [inner] = operand.operands
    const value = inner && naiveRead(inner, item, values)
    if (value === undefined || /^(N|BOOL|NULL)$/.test(tagOf(value))) return undefined
    if (typeof value === 'string' || value instanceof Uint8Array) return value.length
    return value instanceof Set ? value.size : Object.entries(value as object).length
  }
  let value: AttributeValue | undefined = item
  for (const step of operand.steps) {
    if (value === undefined) return undefined
    const wanted = typeof step === 'number' ? 'L' : 'M'
    if (tagOf(value) !== wanted) return undefined
    const name = typeof step === 'object' ? namesBy[step.placeholder] : String(step)
    value = Object.entries(value as object).find(([other]) => other === name)?.[1]
  }
  return value
}

const namesBy: Readonly<Record<string, string>> = NAMES

function tagOf(value: AttributeValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number' || value instanceof NumberValue) return 'N'
  if (typeof value === 'string') return 'S'
  if (typeof value === 'boolean') return 'BOOL'
  if (value instanceof Uint8Array) return 'B'
  if (Array.isArray(value)) return 'L'
  if (value instanceof Set) return `${tagOf([...value][0] as AttributeValue)}S`
  return 'M'
}

/** Equal values, and only they, have the same text. */
function canonical(value: AttributeValue): string {
  const tag = tagOf(value)
  if (tag === 'B') return `B${Buffer.from(value as Uint8Array).toString('hex')}`
  if (tag.length === 2 && tag.endsWith('S')) {
    return `${tag}${[...(value as Set<string>)].map(canonical).sort().join()}`
  }
  if (tag === 'L') return `[${(value as AttributeValue[]).map(canonical).join()}]`
  if (tag !== 'M') return tag + String(value)
  const entries = Object.entries(value as Item).map(([name, member]) => name + canonical(member))
  return `{${entries.sort().join()}}`
}

function naiveOrder(a: AttributeValue, b: AttributeValue): number {
  if (tagOf(a) === 'N') return Number(String(a)) - Number(String(b))
  const [left, right] = [a, b].map(value => Buffer.from(value as string)) as [Buffer, Buffer]
  return Buffer.compare(left, right)
}

function naiveComparison(
  operator: string,
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
): boolean {
  const equal = a !== undefined && b !== undefined && canonical(a) === canonical(b)
  if (operator === '=') return equal
  if (operator === '<>') return !equal
  if (a === undefined || b === undefined || tagOf(a) !== tagOf(b)) return false
  if (!/^[SNB]$/.test(tagOf(a))) return false
  const order = naiveOrder(a, b)
  if (operator.endsWith('=') && order === 0) return true
  return operator.startsWith('<') ? order < 0 : order > 0
}

function naiveFunction(
  name: string,
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
): boolean {
  if (name === 'attribute_exists') return a !== undefined
  if (name === 'attribute_not_exists') return a === undefined
  if (a === undefined || b === undefined) return false
  if (name === 'attribute_type') return tagOf(a) === b
  const [tag, hex] = [tagOf(a), (value: AttributeValue) => canonical(value).slice(1)]
  if (name === 'begins_with')
    return tag === tagOf(b) && /^[SB]$/.test(tag) && hex(a).startsWith(hex(b))
  if (tag === 'S' && tagOf(b) === 'S') return String(a).includes(String(b))
  if (tag === 'B' && tagOf(b) === 'B')
    return hex(a).replace(/../g, ' $& ').includes(hex(b).replace(/../g, ' $& '))
  if (tag !== 'L' && !/^.S$/.test(tag)) return false
  return [...(a as AttributeValue[])].some(member => canonical(member) === canonical(b))
}

test('compiled conditions agree with a naive evaluator', () => {
  let compared = 0
  fc.assert(
    fc.property(conditions, items, valueMaps, (node, item, values) => {
      const maps = { names: NAMES, values }
      if (refusalOf(() => condition(conditionText(node), maps)) !== undefined) return
      compared += 1
      const before = copyOf(item)
      expect(condition(conditionText(node), maps).test(item)).toBe(naive(node, item, values))
      expect(item).toEqual(before)
    }),
    { numRuns: rounds(1500) },
  )
  expect(compared).toBeGreaterThan(500)
})
