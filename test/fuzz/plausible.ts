/** Texts, values and placeholders that make sense where they stand, most of the time. */

import type { KeyType } from '../../src/types/attribute.js'
import type { StringShape } from '../../src/validation/shape.js'
import type { Random } from '../support/random.js'
import { hostileValue, type Json, type JsonMap, NAMES } from './hostile.js'
import { keyValue } from './world.js'

interface Site {
  readonly random: Random
  readonly table: string
  readonly keys: Readonly<Record<string, KeyType>>
}

const CONDITIONS = [
  'attribute_exists(#a)',
  'attribute_not_exists(a)',
  '#a = :v AND b <> :w',
  'NOT (a BETWEEN :n AND :m OR contains(s, :w))',
  'size(l) > :n AND begins_with(b, :x)',
  'a IN (:v, :w, :n, l[0], m.x)',
  'attribute_type(m.#p, :S)',
  `a IN (${Array.from({ length: 100 }, () => ':v').join()})`,
  `a IN (${Array.from({ length: 101 }, () => ':v').join()})`,
  `a${'.a'.repeat(31)} = :v`,
  `a${'.a'.repeat(32)} = :v`,
  `${'NOT '.repeat(300)}a = :v`,
  '((a = :v))',
  'a = ',
]

const UPDATES = [
  'SET #a = :v',
  'SET a = if_not_exists(a, :n) + :m REMOVE l[0]',
  'SET l[9] = :v, l[7] = :w ADD a2 :n',
  'SET l = list_append(l, :l), m.#p = :v',
  'ADD s :s DELETE ns :ns',
  'REMOVE #a, m.x, l[1]',
  'SET a = a + :n, b = a',
  'SET m.x.y = :v',
  'SET #a = :v REMOVE #a',
  'SET size = :v',
  'DELETE s :s',
  'ADD a :n',
]

const PROJECTIONS = ['a, b', '#a, m.x, l[0]', 'l[1].x, l[0], m.#p', 'a, a.b', 'a, a', 'zz', 'a,']

/** A text for a member of this name and shape. */
export function plausibleText(shape: StringShape, name: string, site: Site): string {
  const { random, table, keys } = site
  if (shape.oneOf !== undefined) return random.pick(shape.oneOf)
  switch (name) {
    case 'TableName':
      return random.chance(0.97) ? table : random.pick(['none', arnOf(table), arnOf('none')])
    case 'ResourceArn':
      return arnOf(table)
    case 'ConditionExpression':
    case 'FilterExpression':
      return random.pick(CONDITIONS)
    case 'UpdateExpression':
      return random.pick(UPDATES)
    case 'ProjectionExpression':
      return random.pick(PROJECTIONS)
    case 'KeyConditionExpression':
      return keyCondition(random, Object.keys(keys).length)
    case 'AttributeName':
      return random.pick(['pk', 'sk'])
    case 'ClientRequestToken':
      return random.pick(['token', 'other', 'x'.repeat(36)])
    default:
      return random.pick(['a', 'b', 'pk', 'new-table', 'l', 'm'])
  }
}

function arnOf(table: string): string {
  return `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`
}

function keyCondition(random: Random, count: number): string {
  const sorts = ['#k1 = :k1', '#k1 >= :k1', '#k1 BETWEEN :k1 AND :k1', 'begins_with(#k1, :k1)']
  return count === 1 || random.chance(0.5) ? '#k0 = :k0' : `#k0 = :k0 AND ${random.pick(sorts)}`
}

/** An attribute value; some are hostile, and most of these are right. */
export function plausibleValue(random: Random): Json {
  return random.chance(0.02) ? hostileValue(random) : random.pick(VALUES)
}

const VALUES: readonly Json[] = [
  { S: 'x' },
  { S: '' },
  { S: '\ud800' },
  { S: '\u{1f600}é' },
  { N: '1' },
  { N: '-1.5' },
  { N: '12345678901234567890123456789012345678' },
  { B: 'AAE=' },
  { BOOL: true },
  { NULL: true },
  { SS: ['b', 'a'] },
  { NS: ['2', '10'] },
  { BS: ['AA==', '/w=='] },
  { L: [{ N: '1' }, { L: [] }] },
  {
    M: Object.fromEntries([
      ['__proto__', { S: 'x' }],
      ['x', { N: '1' }],
    ]),
  },
]

const BOUND: Readonly<Record<string, (random: Random) => Json>> = {
  ':n': () => ({ N: '1' }),
  ':m': () => ({ N: '2' }),
  ':x': () => ({ S: 'x' }),
  ':S': () => ({ S: 'S' }),
  ':l': () => ({ L: [{ S: 'new' }] }),
  ':s': () => ({ SS: ['p', '\udc00'] }),
  ':ns': () => ({ NS: ['1'] }),
  ':v': plausibleValue,
  ':w': plausibleValue,
}

/** The names and values that the expressions of a structure use; now and then one too many. */
export function placeholdersIn(
  request: JsonMap,
  { random, keys }: Pick<Site, 'random' | 'keys'>,
): JsonMap {
  const texts = Object.entries(request).map(([name, value]) => {
    return name.endsWith('Expression') && typeof value === 'string' ? value : ''
  })
  const used = new Set(texts.join(' ').match(/[#:]\w+/g) ?? [])
  if (random.chance(0.03)) used.add(random.pick(['#unused', ':unused', '#\ud800', ':']))
  const entries = Object.entries(keys)
  const names: [string, Json][] = []
  const values: [string, Json][] = []
  for (const placeholder of used) {
    const [, key, type] = /^.k(\d)$/.exec(placeholder) ? keyAt(placeholder, entries) : []
    if (placeholder.startsWith('#')) {
      names.push([placeholder, key ?? nameFor(placeholder, random)])
    } else {
      const value =
        type === undefined ? BOUND[placeholder]?.(random) : keyValue(type, random.below(3))
      values.push([placeholder, value ?? { S: 'unused' }])
    }
  }
  return {
    ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }),
  }
}

function keyAt(
  placeholder: string,
  entries: readonly (readonly [string, KeyType])[],
): readonly [undefined, string, KeyType] | readonly [] {
  const entry = entries[Number(placeholder.slice(2))]
  return entry === undefined ? [] : [undefined, ...entry]
}

function nameFor(placeholder: string, random: Random): string {
  return placeholder === '#p' ? '__proto__' : random.pick(['a', 'a', 'b', ...NAMES])
}
