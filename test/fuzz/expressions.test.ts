/** Sentences of the language, damaged: each is refused with a ValidationException or means something, and soon. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ValidationException } from '../../src/errors/dynamo-error.js'
import { tokenize } from '../../src/expressions/lexer.js'
import type { Item } from '../../src/types/attribute.js'
import {
  conditions,
  conditionText,
  items,
  NAMES,
  paths,
  pathText,
  shapedItems,
  textStyles,
  typedValueMaps,
  updates,
  updateText,
} from '../expressions/arbitraries.js'
import { condition, filter, keyCondition, projection, update } from '../expressions/harness.js'
import { rounds, Tally, TIMEOUT } from './effort.js'

const WORDS = (
  'AND OR NOT BETWEEN IN SET REMOVE ADD DELETE set and size contains begins_with attribute_exists attribute_type ' +
  'attribute_not_exists if_not_exists list_append f a b l[0] #a #p #zz :v0 :v3 :zz = <> < <= > >= + - , . ( ) [ ] 0 7 ' +
  '99999999999999999999 select __proto__ $ ! é \u{1f600} # :'
).split(' ')

const KEY: Item = { pk: '1' }
type Maps = Parameters<typeof condition>[1]

/** Compiles a text and uses what comes out. */
type Run = (text: string, maps: Maps, item: Item) => unknown

const RUNS: Readonly<Record<string, Run>> = {
  condition: (text, maps, item) => condition(text, maps).test(item),
  filter: (text, maps, item) => filter(text, maps).test(item),
  'key condition': (text, maps) => keyCondition(text, maps).clauses,
  projection: (text, maps, item) => projection(text, maps).apply(item),
  update: (text, maps, item) => update(text, maps).apply(item, KEY),
}

/** A sentence, and the kinds of expressions that it is one of. */
const sentences = fc.oneof(
  fc.record({
    kinds: fc.constant(['condition', 'filter', 'key condition']),
    text: fc.tuple(conditions, textStyles).map(([node, style]) => conditionText(node, style)),
  }),
  fc.record({
    kinds: fc.constant(['update']),
    text: fc.tuple(updates, textStyles).map(([nodes, style]) => updateText(nodes, style)),
  }),
  fc.record({
    kinds: fc.constant(['projection']),
    text: fc
      .tuple(fc.array(paths, { minLength: 1, maxLength: 4 }), textStyles)
      .map(([nodes, style]) => nodes.map(node => pathText(node, style)).join(', ')),
  }),
)

/** Where a sentence is damaged, and how. */
const damages = fc.array(
  fc.record({
    place: fc.nat(),
    kind: fc.constantFrom('drop', 'double', 'replace', 'insert', 'swap', 'cut'),
    word: fc.constantFrom(...WORDS),
  }),
  { minLength: 1, maxLength: 4 },
)

function damaged(text: string, list: readonly { place: number; kind: string; word: string }[]) {
  let tokens = tokenize(text)
    .slice(0, -1)
    .map(token => token.text)
  for (const { place, kind, word } of list) {
    const at = tokens.length === 0 ? 0 : place % tokens.length
    const [here = '', next = ''] = tokens.slice(at)
    const [before, behind] = [tokens.slice(0, at), tokens.slice(at + 1)]
    switch (kind) {
      case 'drop':
        tokens = [...before, ...behind]
        break
      case 'double':
        tokens = [...before, here, here, ...behind]
        break
      case 'replace':
        tokens = [...before, word, ...behind]
        break
      case 'insert':
        tokens = [...before, word, here, ...behind]
        break
      case 'swap':
        tokens = [...before, next, here, ...behind.slice(1)]
        break
      default:
        tokens = before
    }
  }
  return tokens.join(' ')
}

/** `means something`, or the beginning of what it is refused with. */
function outcomeOf(run: Run, text: string, maps: Maps, item: Item): string {
  try {
    run(text, maps, item)
    return 'means something'
  } catch (error) {
    if (!(error instanceof ValidationException)) throw error
    expect(error.message.isWellFormed()).toBe(true)
    return error.message.includes('Syntax error') ? 'syntax error' : 'other fault'
  }
}

test('damaged sentences', { timeout: TIMEOUT }, () => {
  const tally = new Tally()
  const seed = Number(process.env.HASHRANGE_SEED ?? 1970)
  const itemsOfAnyKind = fc.oneof(items, shapedItems)
  fc.assert(
    fc.property(
      sentences,
      damages,
      itemsOfAnyKind,
      typedValueMaps,
      ({ kinds, text: sentence }, list, item, values) => {
        const text = damaged(sentence, list)
        const before = JSON.stringify(Object.keys(item))
        for (const run of kinds.map(kind => RUNS[kind] as Run)) {
          tally.count(outcomeOf(run, text, { names: NAMES, values }, item))
        }
        expect(JSON.stringify(Object.keys(item))).toBe(before)
      },
    ),
    { numRuns: rounds(2000), seed },
  )
  tally.print('damaged expressions', seed)
  expect(tally.of('syntax error')).toBeGreaterThan(tally.total / 4)
  expect(tally.of('means something')).toBeGreaterThan(0)
  expect(tally.of('other fault')).toBeGreaterThan(0)
})

describe('4 KB that are hard on a parser', () => {
  const upTo = (text: string, head = '', tail = ''): string => {
    const count = Math.floor((4096 - head.length - tail.length) / text.length)
    return head + text.repeat(count) + tail
  }
  const around = (open: string, middle: string, close: string): string => {
    const count = Math.floor((4096 - middle.length) / (open.length + close.length))
    return open.repeat(count) + middle + close.repeat(count)
  }
  const TOO_MANY = 'too many operators'

  test.each<[string, string, string]>([
    // What is nested deeper than any right expression can be is refused as such, whatever comes behind it.
    ['opening parentheses', upTo('('), 'redundant parentheses'],
    ['closing parentheses', upTo(')'), 'Syntax error'],
    ['parentheses', around('(', 'a = :v0', ')'), 'redundant parentheses'],
    ['parentheses around operands', around('(', 'a', ')'), 'redundant parentheses'],
    [
      'parentheses, and an end that is missing',
      `${around('(', 'a = :v0', ')')})`.slice(0, 4096),
      '',
    ],
    ['NOT', upTo('NOT ', '', 'a = :v0'), TOO_MANY],
    ['NOT in parentheses', around('NOT (', 'a = :v0', ')'), TOO_MANY],
    ['AND', upTo(' AND a=:v0', 'a=:v0'), TOO_MANY],
    ['OR', upTo(' OR a=:v0', 'a=:v0'), TOO_MANY],
    ['AND and OR', upTo(' AND a=:v0 OR a=:v0', 'a=:v0'), TOO_MANY],
    ['conditions within conditions', around('(a=:v0 OR ', 'a=:v0', ')'), TOO_MANY],
    ['300 operators', `a=:v0${' OR a=:v0'.repeat(149)} OR NOT a=:v0`.replace('NOT ', ''), TOO_MANY],
    ['operands of IN', upTo(',a', 'a IN (a', ')'), 'too many operands'],
    ['comparisons of comparisons', upTo('=a', 'a'), 'Syntax error'],
    ['BETWEEN', upTo(' BETWEEN a AND a', 'a'), 'Syntax error'],
    ['functions within functions', around('size(', 'a', ')'), 'operand type: N'],
    ['functions that are unknown', around('f(', 'a', ')'), 'Invalid function name'],
    ['arguments', upTo(',a', 'contains(a', ')'), 'Incorrect number of operands'],
    ['a path', upTo('.a', 'a', ' = :v0'), 'too many nesting levels'],
    ['indexes', upTo('[0]', 'a', ' = :v0'), 'too many nesting levels'],
    ['an index', `a[${'9'.repeat(4080)}] = :v0`, ''],
    ['a name', `${'a'.repeat(4090)}=:v0`, ''],
    ['a placeholder', upTo('a', 'a = :'), 'not defined'],
    ['space', upTo(' ', 'a', '= :v0'), ''],
    ['nothing but space', upTo(' \t\r\n'), 'can not be empty'],
    ['what begins no token', upTo('\u{1f600}'), 'Expression size'],
    ['signs', upTo('#:'), 'Syntax error'],
  ])('%s', (_, text, expected) => {
    const maps = { values: { ':v0': 1 } }
    for (const [kind, run] of Object.entries(RUNS)) {
      const message = messageOf(() => run(text, maps, { a: 1 }))
      if (kind === 'condition') expect(message).toContain(expected)
    }
  })

  test.each<[string, string, string]>([
    ['sums', upTo('+a', 'SET a = a'), 'Syntax error'],
    ['assignments', upTo(', a = a', 'SET a = a'), 'overlap'],
    [
      'functions within functions',
      `SET a = ${around('if_not_exists(a,', 'a', ')').slice(0, 4000)}`,
      '',
    ],
    ['lists of lists', upTo('list_append(a,', 'SET a = '), ''],
    [
      'parentheses',
      `SET a = ${upTo('(').slice(0, 2000)}a${')'.repeat(2000)}`,
      'redundant parentheses',
    ],
    ['sections', upTo('REMOVE a ', 'SET a = a '), 'can only be used once'],
    ['removals', upTo(',a', 'REMOVE a'), 'overlap'],
    [
      'different targets',
      `REMOVE ${Array.from({ length: 700 }, (_, index) => `a.x${index.toString(36)}`).join()}`.slice(
        0,
        4090,
      ),
      '',
    ],
  ])('updates: %s', (_, text, expected) => {
    const message = messageOf(() => update(text, {}).apply({ a: { x: 1 } }, KEY))
    expect(message).toContain(expected)
  })
})

/** The message of a refusal; empty if there is none. */
function messageOf(call: () => unknown): string {
  try {
    call()
    return ''
  } catch (error) {
    if (!(error instanceof ValidationException)) throw error
    return error.message
  }
}
