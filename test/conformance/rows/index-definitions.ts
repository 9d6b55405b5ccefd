/** CreateTable with secondary indexes: the rules in the order in which they are checked, and what is answered. */

import { answer, type Fault, type Json, Rows, type World } from '../row.js'
import {
  ALL,
  definitions,
  include,
  index,
  KEYS_ONLY,
  toldGlobal,
  toldLocal,
  withIndexes,
} from './indexes.js'
import { arnOf, hash, range, told, units, warm, without } from './tables.js'
import { INVALID } from './texts.js'

export const rows = new Rows('CreateTable')

const EMPTY: World = { given: [] }
const suite = { operation: 'CreateTable', base: {}, world: EMPTY }
const UNDEFINED = `${INVALID}Some index key attributes are not defined in AttributeDefinitions. `
const SAME_NAME = 'Both the Hash Key and the Range Key element in the KeySchema have the same name'
const NO_HASH = 'Invalid KeySchema: The first KeySchemaElement is not a HASH key type'

const locals = (attributes: readonly string[], ...LocalSecondaryIndexes: readonly Json[]): Json =>
  withIndexes('one', attributes, { LocalSecondaryIndexes })
const globals = (attributes: readonly string[], ...GlobalSecondaryIndexes: readonly Json[]): Json =>
  withIndexes('one', attributes, { GlobalSecondaryIndexes })
const keys = (IndexName: string, KeySchema: readonly Json[], Projection: Json = ALL): Json => ({
  IndexName,
  KeySchema,
  Projection,
})
/** As many indexes as asked for, by name. */
const many = (count: number, key: readonly [string] | readonly [string, string]): Json[] =>
  Array.from({ length: count }, (_, n) => index(`index-${n}`, key))

/** Faults of one index that both kinds share. `make` has the definitions of `pk`, `sk` and `a`. */
function faultsOfProjection(make: (Projection: Json) => Json): Fault[] {
  return [
    ['no projection type', make({}), `${INVALID}Unknown ProjectionType: null`],
    [
      'no projection type, but names',
      make({ NonKeyAttributes: ['x'] }),
      `${INVALID}Unknown ProjectionType: null`,
    ],
    ...['ALL', 'KEYS_ONLY'].map(
      (ProjectionType): Fault => [
        `${ProjectionType} with names`,
        make({ ProjectionType, NonKeyAttributes: ['x'] }),
        `${INVALID}ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`,
      ],
    ),
    [
      'INCLUDE without names',
      make({ ProjectionType: 'INCLUDE' }),
      `${INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    ],
    [
      'INCLUDE with a name twice',
      make(include('x', 'y', 'x', 'y')),
      `${INVALID}Duplicate element in NonKeyAttributes: x`,
    ],
  ]
}

const FAULTY_LOCAL_KEYS: readonly (readonly [string, readonly Json[], string])[] = [
  ['the same name twice', [hash('pk'), range('pk')], SAME_NAME],
  ['no HASH first', [range('sk'), hash('pk')], NO_HASH],
  [
    'no sort key',
    [hash('pk')],
    `${INVALID}Index KeySchema does not have a range key for index: loc`,
  ],
  [
    'another partition key',
    [hash('a'), range('sk')],
    `${INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: loc. index hash key: a, table hash key: pk`,
  ],
]

rows.group('local indexes', () => {
  rows.refused(suite, [
    [
      'a key without a definition, before a definition that no key uses',
      locals(['a', 'b'], index('loc', ['pk', 'c']), index('lob', ['pk', 'b'], {})),
      `${UNDEFINED}Keys: [pk, c], AttributeDefinitions: [pk, sk, a, b]`,
    ],
    ...FAULTY_LOCAL_KEYS.map(
      ([name, KeySchema, refusal]): Fault => [
        `${name}, before a definition that no key uses`,
        locals(['a', 'b'], index('lob', ['pk', 'a'], {}), keys('loc', KeySchema)),
        refusal,
      ],
    ),
    [
      'a definition that no key uses, before projections, names and their number',
      locals(['a', 'b'], ...many(6, ['pk', 'a']), index('index-1', ['pk', 'a'], {})),
      `${INVALID}Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, a, b], keys used: [pk, sk, a]`,
    ],
    [
      'a table without a sort key, before a definition that no key uses',
      {
        ...locals([], index('loc', ['pk', 'c'])),
        KeySchema: [hash('pk')],
        AttributeDefinitions: definitions('pk', 'b'),
      },
      `${INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    [
      'the key of a global one, before the projection of a local one',
      withIndexes('one', ['a'], {
        LocalSecondaryIndexes: [index('loc', ['pk', 'a'], {})],
        GlobalSecondaryIndexes: [index('glo', ['c'])],
      }),
      `${UNDEFINED}Keys: [c], AttributeDefinitions: [pk, sk, a]`,
    ],
    [
      'a table without a sort key',
      {
        ...locals([], index('loc', ['a', 'b'])),
        KeySchema: [hash('pk')],
        AttributeDefinitions: definitions('pk', 'a', 'b'),
      },
      `${INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    [
      'a key without a definition',
      locals([], keys('loc', [range('pk'), hash('a')])),
      `${UNDEFINED}Keys: [pk, a], AttributeDefinitions: [pk, sk]`,
    ],
    ['the same name twice', locals([], keys('loc', [range('pk'), hash('pk')])), SAME_NAME],
    ['the first key no HASH', locals(['a'], keys('loc', [range('a'), hash('pk')])), NO_HASH],
    [
      'the second key no RANGE',
      locals(['a'], keys('loc', [hash('a'), hash('pk')])),
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
    ],
    [
      'no sort key',
      locals([], keys('loc', [hash('sk')])),
      `${INVALID}Index KeySchema does not have a range key for index: loc`,
    ],
    [
      'another partition key',
      locals([], index('loc', ['sk', 'pk'], {})),
      `${INVALID}Index KeySchema does not have the same leading hash key as table KeySchema for index: loc. index hash key: sk, table hash key: pk`,
    ],
    ...faultsOfProjection(Projection => locals(['a'], index('loc', ['pk', 'a'], Projection))),
    [
      'the second index, before names',
      locals(['a'], index('loc', ['pk', 'a']), index('loc', ['pk', 'a'], {})),
      `${INVALID}Unknown ProjectionType: null`,
    ],
    [
      'a name twice, before their number',
      locals(['a'], ...many(5, ['pk', 'a']), index('index-4', ['pk', 'a'])),
      `${INVALID}Duplicate index name: index-4`,
    ],
    [
      'six',
      locals(['a'], ...many(6, ['pk', 'a'])),
      `${INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of 5`,
    ],
    [
      'six, before what is wrong with a global one',
      withIndexes('one', ['a'], {
        LocalSecondaryIndexes: many(6, ['pk', 'a']),
        GlobalSecondaryIndexes: [index('glo', ['a'], {})],
      }),
      `${INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of 5`,
    ],
  ])
})

const letters = (...names: readonly string[]) => names
const hashes = (...names: readonly string[]) => names.map(hash)
const ranges = (...names: readonly string[]) => names.map(range)
const FIVE = letters('a', 'b', 'c', 'd', 'e')
const PROVISIONED = { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(1, 1) }

const FAULTY_GLOBAL_KEYS: readonly (readonly [string, readonly Json[], string])[] = [
  ['the same name twice', [hash('a'), range('a')], SAME_NAME],
  [
    'the same name twice, as HASH',
    [hash('a'), hash('a')],
    'The KeySchema contains multiple key attributes with the same name',
  ],
  ['no HASH first', [range('a')], NO_HASH],
  [
    'HASH after RANGE',
    [hash('a'), range('pk'), hash('sk')],
    `${INVALID}All HASH key attributes must precede RANGE key attributes in the KeySchema`,
  ],
  [
    'a key without a definition',
    [hash('c'), range('a')],
    `${UNDEFINED}Keys: [c, a], AttributeDefinitions: [pk, sk, a, b]`,
  ],
]

rows.group('global indexes', () => {
  rows.refused(suite, [
    [
      'a key without a definition',
      globals([], keys('glo', [range('a'), hash('a')])),
      `${UNDEFINED}Keys: [a, a], AttributeDefinitions: [pk, sk]`,
    ],
    ['the same name twice', globals([], keys('glo', [range('pk'), range('pk')])), SAME_NAME],
    ...FAULTY_GLOBAL_KEYS.map(
      ([name, KeySchema, refusal]): Fault => [
        `${name}, before a definition that no key uses`,
        globals(['a', 'b'], index('glob', ['a'], {}), keys('glo', KeySchema)),
        refusal,
      ],
    ),
    [
      'a definition that no key uses, before projections, throughput and names',
      {
        ...globals(['a', 'b'], index('glo', ['a']), index('glo', ['a'], {})),
        ...PROVISIONED,
      },
      `${INVALID}Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, a, b], keys used: [pk, sk, a]`,
    ],
    [
      'a key without a definition, on a table without a sort key',
      {
        ...globals([], index('glo', ['c'])),
        KeySchema: [hash('a')],
        AttributeDefinitions: definitions('a', 'b'),
      },
      `${UNDEFINED}Keys: [c], AttributeDefinitions: [a, b]`,
    ],
    ['no HASH', globals(['a'], keys('glo', [range('a')])), NO_HASH],
    ['RANGE first', globals(['a'], keys('glo', [range('a'), hash('pk')])), NO_HASH],
    [
      'five HASH',
      globals(FIVE, keys('glo', [...hashes(...FIVE), range('pk'), hash('pk')])),
      `${INVALID}The KeySchema exceeds the maximum allowed number of HASH key attributes`,
    ],
    [
      'five RANGE',
      globals(FIVE, keys('glo', [hash('pk'), ...ranges(...FIVE)])),
      `${INVALID}The KeySchema exceeds the maximum allowed number of RANGE key attributes`,
    ],
    [
      'HASH after RANGE',
      globals(['a', 'b'], keys('glo', [hash('a'), range('b'), hash('a')])),
      `${INVALID}All HASH key attributes must precede RANGE key attributes in the KeySchema`,
    ],
    [
      'a name twice in a key of several parts',
      globals(['a', 'b'], keys('glo', [hash('a'), hash('b'), range('a')], {})),
      'The KeySchema contains multiple key attributes with the same name',
    ],
    ...faultsOfProjection(Projection => ({
      ...globals(['a'], index('glo', ['a'], Projection)),
      ...PROVISIONED,
    })),
    [
      'no throughput, PROVISIONED',
      { ...globals(['a'], index('glo', ['a']), index('glo', ['a'])), ...PROVISIONED },
      `${INVALID}ProvisionedThroughput is not specified for index: glo`,
    ],
    [
      'throughput, PAY_PER_REQUEST',
      globals(['a'], { ...index('glo', ['a']), ProvisionedThroughput: units(1, 1) }),
      `${INVALID}ProvisionedThroughput should not be specified for index: glo when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      'throughput out of bounds, before the keys of the table',
      {
        ...globals([], { ...index('glo', ['a']), ProvisionedThroughput: units(2e12, 1) }),
        ...PROVISIONED,
        KeySchema: [range('pk')],
      },
      'Given value 2000000000000 for ReadCapacityUnits is out of bounds for index glo',
    ],
    [
      'a name twice, before their number',
      globals(['a'], ...many(21, ['a']), index('index-20', ['a'])),
      `${INVALID}Duplicate index name: index-20`,
    ],
    [
      'the name of a local one',
      withIndexes('one', ['a'], {
        LocalSecondaryIndexes: [index('loc', ['pk', 'a'])],
        GlobalSecondaryIndexes: [index('loc', ['a'])],
      }),
      `${INVALID}Duplicate index name: loc`,
    ],
    [
      'twenty-one',
      { ...globals(['a'], ...many(21, ['a'])), StreamSpecification: { StreamEnabled: true } },
      `${INVALID}GlobalSecondaryIndex count exceeds the per-table limit of 20`,
    ],
    [
      'more than a hundred included attributes, some of them twice',
      withIndexes('one', ['a'], {
        LocalSecondaryIndexes: [index('loc', ['pk', 'a'], include('x'))],
        GlobalSecondaryIndexes: Array.from({ length: 5 }, (_, n) =>
          index(`glo-${n}`, ['a'], include(...Array.from({ length: 20 }, (__, m) => `x${m}`))),
        ),
      }),
      `${INVALID}Number of projected attributes exceeds limit of 100`,
    ],
  ])
})

rows.group('what global indexes can take', () => {
  const one = (more: Json) => globals(['a'], { ...index('glo', ['a']), ...more })
  const ProvisionedThroughput = units(1, 1)
  rows.refused(suite, [
    [
      'limits, PROVISIONED',
      {
        ...one({ ProvisionedThroughput, OnDemandThroughput: { MaxWriteRequestUnits: 0 } }),
        ...PROVISIONED,
      },
      `${INVALID}MaxWriteRequestUnits for OnDemandThroughput for index: glo cannot be specified when table BillingMode is PROVISIONED.`,
    ],
    [
      'a limit that is none',
      one({ OnDemandThroughput: { MaxReadRequestUnits: -1 }, WarmThroughput: warm(1, 1) }),
      `${INVALID}Requested MaxReadRequestUnits for OnDemandThroughput for index : glo is outside of valid range`,
    ],
    [
      'less warm throughput than there is',
      one({ WarmThroughput: warm(12_000, 1) }),
      `${INVALID}Requested WriteUnitsPerSecond for WarmThroughput for index glo is lower than initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html`,
    ],
    [
      'less warm throughput than is provisioned',
      {
        ...one({ ProvisionedThroughput: units(9, 9), WarmThroughput: warm(8, 8) }),
        ...PROVISIONED,
      },
      `${INVALID}Requested ReadUnitsPerSecond for WarmThroughput for index glo is lower than ReadCapacityUnits of ProvisionedThroughput`,
    ],
    [
      'more than a table can have',
      { ...one({ ProvisionedThroughput: units(40_001, 1) }), ...PROVISIONED },
      'LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    ],
  ])
})

rows.group('answers', () => {
  const loc = index('loc', ['pk', 'sk'], include('pk', 'x'))
  const glo = index('one', ['n', 'pk'], KEYS_ONLY)
  const several = keys(
    'several',
    [...hashes('a', 'b', 'c', 'd'), ...ranges('n', 'e', 'pk', 'sk')],
    ALL,
  )
  const attributes = [...FIVE, 'n:N']
  const request = withIndexes('one', attributes, {
    LocalSecondaryIndexes: [loc],
    GlobalSecondaryIndexes: [glo, { ...several, OnDemandThroughput: { MaxReadRequestUnits: 7 } }],
  })
  const OnDemandThroughput = { MaxReadRequestUnits: 7 }
  const table = told('one', {
    KeySchema: request.KeySchema,
    AttributeDefinitions: request.AttributeDefinitions,
    LocalSecondaryIndexes: [toldLocal('one', loc)],
    GlobalSecondaryIndexes: [
      toldGlobal('one', glo),
      toldGlobal('one', several, { OnDemandThroughput }),
    ],
  })
  const CREATING = { IndexStatus: 'CREATING' }
  rows.story('indexes of every kind', EMPTY, [
    answer('CreateTable', request, {
      TableDescription: {
        ...without(table, 'WarmThroughput'),
        TableStatus: 'CREATING',
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        GlobalSecondaryIndexes: [
          without(toldGlobal('one', glo, CREATING), 'WarmThroughput'),
          without(
            toldGlobal('one', several, { ...CREATING, OnDemandThroughput }),
            'WarmThroughput',
          ),
        ],
      },
    }),
    answer('DescribeTable', { TableName: 'one' }, { Table: table }),
    answer('DescribeTable', { TableName: arnOf('one') }, { Table: table }),
  ])
})
