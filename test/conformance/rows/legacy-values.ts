/** Values that legacy operators take, and those that they do not, wherever operators stand. */

import { type Fault, type Json, Rows, type Suite } from '../row.js'
import { DETECTED, INVALID, NO_TABLE } from './texts.js'

export const rows = new Rows('Query')

const VALUES: Readonly<Record<string, Json>> = {
  S: { S: 'a' },
  N: { N: '1' },
  B: { B: 'AA==' },
  BOOL: { BOOL: true },
  NULL: { NULL: true },
  L: { L: [] },
  M: { M: {} },
  SS: { SS: ['a'] },
  NS: { NS: ['1'] },
  BS: { BS: ['AA=='] },
}
const ALL = Object.keys(VALUES)
const ORDERED = ['S', 'N', 'B']
const TYPES: Readonly<Record<string, readonly string[]>> = {
  EQ: ALL,
  NE: ALL,
  LE: ORDERED,
  LT: ORDERED,
  GE: ORDERED,
  GT: ORDERED,
  BETWEEN: ORDERED,
  IN: ORDERED,
  BEGINS_WITH: ['S', 'B'],
  CONTAINS: [...ORDERED, 'BOOL', 'NULL'],
  NOT_CONTAINS: [...ORDERED, 'BOOL', 'NULL'],
}

const arity = (operator: string): string =>
  `${INVALID}Invalid number of argument(s) for the ${operator} ComparisonOperator`
const MIXED = `${INVALID}AttributeValues inside AttributeValueList must be of same type`
const REVERSED =
  'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound'

/** An operator, the values that it is given, and what is wrong with them, if anything is. */
type Use = readonly [operator: string, values: readonly Json[], fault?: string | undefined]

const [S, N] = [{ S: 'a' }, { N: '1' }]

const ARITY: readonly Use[] = [
  ...Object.keys(TYPES)
    .filter(operator => operator !== 'BETWEEN' && operator !== 'IN')
    .flatMap((operator): Use[] => [
      [operator, [], arity(operator)],
      [operator, [S, N], arity(operator)],
    ]),
  ['NULL', []],
  ['NULL', [S], arity('NULL')],
  ['NOT_NULL', []],
  ['NOT_NULL', [S], arity('NOT_NULL')],
  ['BETWEEN', [S], arity('BETWEEN')],
  ['BETWEEN', [S, S, S], arity('BETWEEN')],
  ['IN', [], arity('IN')],
  ['IN', [S, N], MIXED],
  ['BETWEEN', [S, N], MIXED],
  ['BETWEEN', [{ SS: ['a'] }, { BOOL: true }], MIXED],
  ['BETWEEN', [{ S: 'b' }, S], REVERSED],
  ['BETWEEN', [{ N: '10' }, { N: '9' }], REVERSED],
]

/** All values are looked at before their number. */
const BAD: readonly Use[] = [
  ['EQ', [{ N: 'x' }, S], 'The parameter cannot be converted to a numeric value: x'],
]

function usesOf(operator: string, types: readonly string[]): Use[] {
  return Object.entries(VALUES).map(([type, value]) => {
    const fault = `${INVALID}ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`
    const values = operator === 'BETWEEN' ? [value, value] : [value]
    return [operator, values, types.includes(type) ? undefined : fault]
  })
}

const USES: readonly Use[] = [
  ...ARITY,
  ...BAD,
  ...Object.entries(TYPES).flatMap(([operator, types]) => usesOf(operator, types)),
]

interface Place {
  readonly name: string
  readonly suite: Suite
  readonly members: (condition: Json) => Json
  /** What is told of a fault; of none, that there is no table. */
  readonly text: (operator: string, fault: string | undefined) => string
}

const TableName = 'absent'
const Key = { pk: S }
const KEY_CONDITION = { pk: { ComparisonOperator: 'EQ', AttributeValueList: [S] } }

const PLACES: readonly Place[] = [
  {
    name: 'Expected',
    suite: { operation: 'DeleteItem', base: { TableName, Key } },
    members: a => ({ Expected: { a } }),
    text: (_, fault) => (fault === undefined ? NO_TABLE : `${DETECTED}${fault}`),
  },
  {
    name: 'ScanFilter',
    suite: { operation: 'Scan', base: { TableName } },
    members: a => ({ ScanFilter: { a } }),
    text: (_, fault = NO_TABLE) => fault,
  },
  {
    name: 'QueryFilter',
    suite: { operation: 'Query', base: { TableName, KeyConditions: KEY_CONDITION } },
    members: a => ({ QueryFilter: { a } }),
    text: (_, fault = NO_TABLE) => fault,
  },
  {
    name: 'KeyConditions',
    suite: { operation: 'Query', base: { TableName } },
    members: pk => ({ KeyConditions: { pk } }),
    // That an operator is not one on keys comes after the table.
    text: (_, fault = NO_TABLE) => fault,
  },
]

for (const { name, suite, members, text } of PLACES) {
  rows.group(`values of ${name}`, () => {
    rows.refused(
      suite,
      USES.map(([ComparisonOperator, AttributeValueList, fault]): Fault => {
        return [
          `${ComparisonOperator} of ${JSON.stringify(AttributeValueList)}`,
          members({ ComparisonOperator, AttributeValueList }),
          text(ComparisonOperator, fault),
        ]
      }),
    )
  })
}

rows.group('values of AttributeUpdates', () => {
  const sets = ['SS', 'NS', 'BS']
  const actions: Readonly<Record<string, readonly string[]>> = {
    PUT: ALL,
    ADD: ['N', 'L', ...sets],
    DELETE: sets,
  }
  const faults: Readonly<Record<string, (type: string) => string>> = {
    ADD: type => `ADD action is not supported for the type ${type}`,
    DELETE: type => `DELETE action with value is not supported for the type ${type}`,
  }
  rows.refused(
    { operation: 'UpdateItem', base: { TableName, Key } },
    Object.entries(actions).flatMap(([Action, types]) =>
      Object.entries(VALUES).map(([type, Value]): Fault => {
        const fault = `${DETECTED}${INVALID}${faults[Action]?.(type)}`
        const members = { AttributeUpdates: { a: { Action, Value } } }
        return [`${Action} of ${type}`, members, types.includes(type) ? NO_TABLE : fault]
      }),
    ),
  )
})
