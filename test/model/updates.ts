/** Random updates: as expressions for the database, and as functions for the naive model. */

import { type Expression, expr } from '../../src/index.js'
import type { AttributeValue, Item } from '../../src/types/attribute.js'
import type { Random } from '../support/random.js'
import {
  dataOf,
  identityOf,
  isNumber,
  randomAttribute,
  randomValue,
  stored,
  sum,
} from './values.js'

/** What the database refuses: the name of the exception, and of a transaction the codes of the reasons. */
export class Refusal extends Error {
  readonly reasons: readonly string[] | undefined

  constructor(name: string, reasons?: readonly string[]) {
    super(name)
    this.reasons = reasons
  }
}

export interface RandomUpdate {
  readonly expression: Expression
  /** The top-level attributes that it names. */
  readonly names: readonly string[]
  /** The item after; undefined if there is none. Throws a `Refusal` if an operand is missing or of another type. */
  apply(before: Item | undefined, key: Item): Item | undefined
}

interface Action {
  readonly clause: 'SET' | 'REMOVE' | 'ADD' | 'DELETE'
  readonly name: string
  readonly expression: Expression
  /** The attribute after; undefined if it goes. */
  outcome(before: AttributeValue | undefined): AttributeValue | undefined
}

const refuse = (): never => {
  throw new Refusal('ValidationException')
}

export function randomUpdate(random: Random): RandomUpdate {
  const makers = random.sample(MAKERS, random.between(1, 3))
  const actions = makers.map(make => make(random))
  const clauses = (['SET', 'REMOVE', 'ADD', 'DELETE'] as const).flatMap(clause => {
    const list = actions.filter(action => action.clause === clause).map(one => one.expression)
    const [first, ...others] = list
    if (first === undefined) return []
    const joined = others.reduce((left, right) => expr`${left}, ${right}`, first)
    return [expr`${KEYWORDS[clause]} ${joined}`]
  })
  const [first, ...others] = clauses as [Expression, ...Expression[]]
  return {
    expression: others.reduce((left, right) => expr`${left} ${right}`, first),
    names: actions.map(({ name }) => name),
    apply(before, key) {
      const creates = actions.some(({ clause }) => clause === 'SET' || clause === 'ADD')
      if (before === undefined && !creates) return undefined
      const item = before ?? key
      const after = new Map(Object.entries(item))
      for (const { name, outcome } of actions) {
        const value = outcome(Object.hasOwn(item, name) ? item[name] : undefined)
        if (value === undefined) after.delete(name)
        else after.set(name, stored(value))
      }
      return dataOf(after)
    },
  }
}

const KEYWORDS = { SET: expr`SET`, REMOVE: expr`REMOVE`, ADD: expr`ADD`, DELETE: expr`DELETE` }

/** One for each attribute, since an update may name a path only once. */
const MAKERS: readonly ((random: Random) => Action)[] = [
  random => setOrRemove('a', random),
  random => setOrRemove('__proto__', random),
  random => setOrRemove('constructor', random),
  random => setOrRemove('a.b', random),
  random => random.pick([setOrRemove, increment, countUp, addNumber])('n', random),
  random => random.pick([setOrRemove, addMembers, deleteMembers])('s', random),
  random => random.pick([setOrRemove, append])('l', random),
  random => random.pick([setOrRemove, setMember])('m', random),
]

function setOrRemove(name: string, random: Random): Action {
  if (random.chance(0.3)) {
    return {
      clause: 'REMOVE',
      name,
      expression: expr`${expr.name(name)}`,
      outcome: () => undefined,
    }
  }
  const value = randomAttribute(name, random)
  return {
    clause: 'SET',
    name,
    expression: expr`${expr.name(name)} = ${value}`,
    outcome: () => value,
  }
}

function increment(name: string, random: Random): Action {
  const by = random.pick([1, -1, 0.1, 10n ** 20n])
  return {
    clause: 'SET',
    name,
    expression: expr`${expr.name(name)} = ${expr.name(name)} + ${by}`,
    outcome: before => (isNumber(before) ? sum(before, by) : refuse()),
  }
}

function countUp(name: string): Action {
  return {
    clause: 'SET',
    name,
    expression: expr`${expr.name(name)} = if_not_exists(${expr.name(name)}, ${0}) + ${1}`,
    outcome: (before = 0) => (isNumber(before) ? sum(before, 1) : refuse()),
  }
}

function addNumber(name: string, random: Random): Action {
  const by = random.pick([2, -0.5])
  return {
    clause: 'ADD',
    name,
    expression: expr`${expr.name(name)} ${by}`,
    outcome: (before = 0) => (isNumber(before) ? sum(before, by) : refuse()),
  }
}

function strings(value: AttributeValue | undefined): ReadonlySet<string> {
  if (value === undefined) return new Set()
  const members = value instanceof Set ? [...value] : refuse()
  return members.every(member => typeof member === 'string') ? new Set(members) : refuse()
}

function addMembers(name: string, random: Random): Action {
  const members = random.sample(['d', 'a', '', 'zz'], 2)
  return {
    clause: 'ADD',
    name,
    expression: expr`${expr.name(name)} ${new Set(members)}`,
    outcome: before => new Set([...strings(before), ...members]),
  }
}

function deleteMembers(name: string, random: Random): Action {
  const members = random.sample(['a', 'b', 'c', '', 'é', 'd'], 3)
  return {
    clause: 'DELETE',
    name,
    expression: expr`${expr.name(name)} ${new Set(members)}`,
    outcome: before => {
      const left = [...strings(before)].filter(member => !members.includes(member))
      return left.length === 0 ? undefined : new Set(left)
    },
  }
}

function append(name: string, random: Random): Action {
  const tail = [randomValue(random, 1)]
  return {
    clause: 'SET',
    name,
    expression: expr`${expr.name(name)} = list_append(${expr.name(name)}, ${tail})`,
    outcome: before => (Array.isArray(before) ? [...before, ...tail] : refuse()),
  }
}

function setMember(name: string, random: Random): Action {
  const value = randomValue(random, 1)
  return {
    clause: 'SET',
    name,
    expression: expr`${expr.name(name)}.${expr.name('__proto__')} = ${value}`,
    outcome: before => {
      if (before === undefined || !identityOf(before).startsWith('(')) return refuse()
      return dataOf([...Object.entries(before as object), ['__proto__', value]])
    },
  }
}
