/** Which projections and filters are refused, and in which words. */

import { expect } from 'vitest'
import { type Expression, expr } from '../../../src/index.js'
import { handmade, Rows } from '../row.js'
import { IN_FILTER, IN_PROJECTION, keyDereferenced, keyInFilter, NAN } from '../texts.js'
import { NOTE_KEY } from '../world.js'
import { refuseItems, refuseSelection, type Select } from './refused-selections.js'

export const projectionRefusals = new Rows('of what is read is refused')

const NOT_NAMES =
  'projection must be names of attributes, or an expression made by the template tag expr'

const PROJECTIONS: readonly (readonly [string, unknown, string])[] = [
  [
    'of paths that clash',
    expr`m, m.x`,
    `${IN_PROJECTION}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, x]`,
  ],
  ['of a path into the partition key', expr`n, pk.x`, keyDereferenced('pk')],
  ['of a path into the sort key', expr`sk[0]`, keyDereferenced('sk')],
  ['with a syntax error', expr`n,,m`, `${IN_PROJECTION}Syntax error; token: ",", near: ",,m"`],
  ['with a value', expr`n, ${1}`, `${IN_PROJECTION}Syntax error; token: ":p0", near: ", :p0"`],
  [
    'with a name that is not bound',
    handmade('n, #x'),
    `${IN_PROJECTION}An expression attribute name used in the document path is not defined; attribute name: #x`,
  ],
  ['that is text', 'n', NOT_NAMES],
  ['that is null', null, NOT_NAMES],
  ['that is a set', new Set(['n']), NOT_NAMES],
  ['with a name that is none', ['n', 1], NOT_NAMES],
  ['with an empty name', ['n', ''], 'Empty attribute name'],
]

for (const [name, projection, message] of PROJECTIONS) {
  projectionRefusals.group(`a projection ${name}`, () => {
    const options = { projection } as never
    projectionRefusals.refused(
      ['by get', ({ notes }) => notes.get(NOTE_KEY, options), message],
      ['by getAll', ({ notes }) => notes.getAll([NOTE_KEY], options), message],
    )
    refuseItems(
      projectionRefusals,
      'by query',
      ({ notes }) => notes.query({ pk: 'a' }, options),
      message,
    )
    refuseItems(projectionRefusals, 'by scan', ({ notes }) => notes.scan(options), message)
  })
}

const NOT_FILTER = 'filter must be an expression made by the template tag expr'

const FILTERS: readonly (readonly [string, unknown, string])[] = [
  [
    'with a syntax error',
    expr`n = = ${1}`,
    `${IN_FILTER}Syntax error; token: "=", near: "= = :p0"`,
  ],
  ['that is empty', expr``, `${IN_FILTER}The expression can not be empty;`],
  [
    'with a value that is not bound',
    handmade('n = :x'),
    `${IN_FILTER}An expression attribute value used in expression is not defined; attribute value: :x`,
  ],
  [
    'with bounds in reverse',
    expr`n BETWEEN ${2} AND ${1}`,
    `${IN_FILTER}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}`,
  ],
  ['with a path into a key', expr`n = ${1} AND m.x = pk.x`, keyDereferenced('pk')],
  ['that is text', 'n = 1', NOT_FILTER],
  ['that is a function', () => true, NOT_FILTER],
  ['with a value that is none', expr`n = ${Number.NaN}`, `${NAN}NaN`],
]

projectionRefusals.group('a filter', () => {
  for (const [name, filter, message] of FILTERS) {
    refuseSelection(
      projectionRefusals,
      `${name}, by scan`,
      ({ notes }) => notes.scan({ filter } as never),
      message,
    )
  }

  const KEYS: readonly (readonly [string, Expression, string])[] = [
    ['names the partition key', expr`pk = ${'a'}`, keyInFilter('pk')],
    ['names the sort key', expr`n = ${1} AND NOT begins_with(sk, ${'a'})`, keyInFilter('sk')],
    ['asks whether the key is there', expr`attribute_exists(sk)`, keyInFilter('sk')],
    ['goes into the key', expr`sk.x = ${1}`, keyInFilter('sk')],
  ]
  const ofQuery = FILTERS.filter(([name]) => name !== 'with a path into a key')
  for (const [name, filter, message] of [...ofQuery, ...KEYS]) {
    const select: Select = ({ notes }) => notes.query({ pk: 'a' }, { filter } as never)
    refuseSelection(projectionRefusals, `${name}, by query`, select, message)
  }

  projectionRefusals.row('not of a scan, for naming keys', async ({ notes }) => {
    expect(await notes.scan({ filter: expr`pk = ${'z'}` }).all()).toEqual([{ pk: 'z', sk: 'b' }])
  })
})
