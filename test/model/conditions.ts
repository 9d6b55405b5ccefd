/** Random conditions: as expressions for the database, and as functions for the naive model. */

import { type Expression, expr } from '../../src/index.js'
import { type AttributeValue, type Item, NumberValue } from '../../src/types/attribute.js'
import type { Random } from '../support/random.js'
import { compare, identityOf, isNumber, NAMES, randomAttribute, stored } from './values.js'

export interface RandomCondition {
  readonly expression: Expression
  /** Whether it holds for an item; `{}` where there is none. */
  holds(item: Item): boolean
}

const own = (item: Item, name: string): AttributeValue | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined

const same = (left: AttributeValue | undefined, right: AttributeValue) =>
  left !== undefined && identityOf(left) === identityOf(right)

const scalar = (random: Random): AttributeValue =>
  random.pick<AttributeValue>([
    random.below(100),
    0.5,
    7n,
    '',
    'ab',
    'x'.repeat(3),
    Uint8Array.of(255),
  ])

/** `names` are further attributes to ask for. */
export function randomCondition(random: Random, names: readonly string[] = []): RandomCondition {
  const depth = random.pick([0, 0, 0, 1, 2])
  return conditionOf(random, names, depth)
}

function conditionOf(random: Random, names: readonly string[], depth: number): RandomCondition {
  if (depth === 0) return primitive(random, random.pick([...NAMES, ...names]))
  const left = conditionOf(random, names, depth - 1)
  const right = conditionOf(random, names, depth - 1)
  switch (random.below(3)) {
    case 0:
      return {
        expression: expr`(${left.expression}) AND (${right.expression})`,
        holds: item => left.holds(item) && right.holds(item),
      }
    case 1:
      return {
        expression: expr`(${left.expression}) OR (${right.expression})`,
        holds: item => left.holds(item) || right.holds(item),
      }
    default:
      return {
        expression: expr`NOT (${left.expression})`,
        holds: item => !left.holds(item),
      }
  }
}

function primitive(random: Random, name: string): RandomCondition {
  const path = expr.name(name)
  const given = random.chance(0.5) ? randomAttribute(name, random) : scalar(random)
  const value = stored(given)
  const order = (item: Item, operand: AttributeValue) => compare(own(item, name), operand)
  switch (random.below(9)) {
    case 0:
      return {
        expression: expr`attribute_exists(${path})`,
        holds: item => own(item, name) !== undefined,
      }
    case 1:
      return {
        expression: expr`attribute_not_exists(${path})`,
        holds: item => own(item, name) === undefined,
      }
    case 2:
      return { expression: expr`${path} = ${given}`, holds: item => same(own(item, name), value) }
    case 3:
      return { expression: expr`${path} <> ${given}`, holds: item => !same(own(item, name), value) }
    case 4: {
      const bound = scalar(random)
      return {
        expression: expr`${path} < ${bound}`,
        holds: item => (order(item, stored(bound)) ?? 0) < 0,
      }
    }
    case 5: {
      const bound = scalar(random)
      return {
        expression: expr`${path} >= ${bound}`,
        holds: item => (order(item, stored(bound)) ?? -1) >= 0,
      }
    }
    case 6: {
      const [lower, upper] = [random.below(50), random.between(50, 100)]
      return {
        expression: expr`${path} BETWEEN ${lower} AND ${upper}`,
        holds: item => (order(item, lower) ?? -1) >= 0 && (order(item, upper) ?? 1) <= 0,
      }
    }
    case 7: {
      const type = random.pick(['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'])
      return {
        expression: expr`attribute_type(${path}, ${type})`,
        holds: item => typeTag(own(item, name)) === type,
      }
    }
    default: {
      const others = [scalar(random), scalar(random)] as const
      return {
        expression: expr`${path} IN (${given}, ${others[0]}, ${others[1]})`,
        holds: item => [given, ...others].some(one => same(own(item, name), stored(one))),
      }
    }
  }
}

function typeTag(value: AttributeValue | undefined): string | undefined {
  if (value === undefined) return undefined
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return 'BOOL'
  if (value instanceof Set) return `${typeTag([...value][0] as AttributeValue)}S`
  if (isNumber(value) || value instanceof NumberValue) return 'N'
  if (typeof value === 'string') return 'S'
  if (value instanceof Uint8Array) return 'B'
  return Array.isArray(value) ? 'L' : 'M'
}
