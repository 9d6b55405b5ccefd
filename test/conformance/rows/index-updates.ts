/** UpdateTable of secondary indexes: the rules in their order. */

import { type Fault, type Json, Rows, type World } from '../row.js'
import { Create, creating, DELETE, Name, NEW, PAY, updates, WORLD } from './index-world.js'
import { include, index, withIndexes } from './indexes.js'
import { range, units, warm } from './tables.js'
import { INVALID } from './texts.js'

export const rows = new Rows('UpdateTable')

const NAMES = { IndexName: 'none' }
const ProvisionedThroughput = units(1, 1)

/** Whatever the table is: all are refused before it is known that there is none. */
const FAULTS: readonly Fault[] = [
  [
    'no action',
    updates({}, { Create, Delete: NAMES }),
    `${INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null`,
  ],
  [
    'two actions in one',
    updates({ Create, Delete: NAMES }, { Delete: NAMES }),
    `${INVALID}Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object`,
  ],
  [
    'two actions on one index',
    updates({ Create }, { Update: { ...NAMES, ProvisionedThroughput } }, { Delete: NAMES }),
    `${INVALID}Only one global secondary index update per index is allowed simultaneously. Index: none`,
  ],
  [
    'one created and one deleted',
    updates({ Create }, { Delete: NAMES }),
    'LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  ],
  [
    'no definitions',
    updates({ Create }),
    `${INVALID}AttributeDefinitions is not specified for index: new`,
  ],
  [
    'definitions without the key',
    creating(NEW, 'n:N'),
    `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [n, sk], AttributeDefinitions: [n]`,
  ],
  [
    'a key without HASH',
    creating({ ...NEW, KeySchema: [range('n')] }, 'n'),
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
  [
    'no projection type',
    creating({ ...NEW, Projection: {} }, 'n', 'sk'),
    `${INVALID}Unknown ProjectionType: null`,
  ],
  [
    'throughput out of bounds',
    creating({ ...NEW, ProvisionedThroughput: units(1, 2e12) }, 'n', 'sk'),
    'Given value 2000000000000 for WriteCapacityUnits is out of bounds for index new',
  ],
  [
    'an update of nothing',
    updates({ Update: NAMES }),
    `${INVALID}Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: none`,
  ],
  [
    'throughput with a switch to PAY_PER_REQUEST',
    { ...PAY, ...updates({ Update: { ...NAMES, ProvisionedThroughput } }) },
    `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: none when BillingMode is PAY_PER_REQUEST`,
  ],
  [
    'a limit that is none',
    updates({ Update: { ...NAMES, OnDemandThroughput: { MaxReadRequestUnits: 0 } } }),
    `${INVALID}Requested MaxReadRequestUnits for OnDemandThroughput for index : none is outside of valid range`,
  ],
  [
    'no such table',
    DELETE,
    'ResourceNotFoundException: Requested resource not found: Table: one not found',
  ],
]

const BEYOND = { ProvisionedThroughput: units(1e12 + 1, 1) }

rows.group('actions on indexes in the order of the service', () => {
  rows.refused({ operation: 'UpdateTable', base: Name, world: { given: [] } }, FAULTS)
  rows.refused({ operation: 'UpdateTable', base: Name, world: { given: [] } }, [
    [
      'no such table, before throughput of an index out of bounds',
      updates({ Update: { ...NAMES, ...BEYOND } }),
      'ResourceNotFoundException: Requested resource not found: Table: one not found',
    ],
  ])
})

const many = Array.from({ length: 20 }, (_, n) => index(`glo-${n}`, ['g']))
const included = Array.from({ length: 5 }, (_, n) =>
  index(`glo-${n}`, ['g'], include(...Array.from({ length: 20 }, (__, m) => `x${m}`))),
)
const full = (GlobalSecondaryIndexes: readonly Json[]): World => ({
  given: [
    { operation: 'CreateTable', request: withIndexes('one', ['g'], { GlobalSecondaryIndexes }) },
  ],
})
const redefined = (existing: string, wanted: string) =>
  `${INVALID}Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. Existing schema: Schema:[${existing}] New schema: Schema:[${wanted}]`

rows.group('actions that do not fit the table', () => {
  const suite = { operation: 'UpdateTable', base: Name, world: WORLD }
  const exists = 'Attempting to create an index which already exists'
  const unknown =
    'ResourceNotFoundException: Requested resource not found: Index none for table one'
  rows.refused(suite, [
    ['the name of a global index', creating({ ...NEW, IndexName: 'glo' }, 'n', 'sk'), exists],
    ['the name of a local one', creating({ ...NEW, IndexName: 'loc' }, 'n', 'sk'), exists],
    [
      'a key attribute of the table has another type',
      creating(NEW, 'n', 'sk:N'),
      redefined(
        'SchemaElement: key{pk:S:HASH}, SchemaElement: key{sk:S:RANGE}',
        'SchemaElement: key{n:S:HASH}, SchemaElement: key{sk:N:RANGE}',
      ),
    ],
    [
      'a key attribute of an index has another type',
      creating(index('new', ['g']), 'g:B'),
      redefined('SchemaElement: key{g:S:HASH}', 'SchemaElement: key{g:B:HASH}'),
    ],
    [
      'a new index has throughput',
      creating({ ...NEW, ProvisionedThroughput }, 'n', 'sk'),
      `${INVALID}ProvisionedThroughput should not be specified for index: new when BillingMode is PAY_PER_REQUEST`,
    ],
    ['no such index to delete', updates({ Delete: NAMES }), unknown],
    ['no such index to update', updates({ Update: { ...NAMES, ProvisionedThroughput } }), unknown],
    [
      'no such index to update, before throughput out of bounds',
      updates({ Update: { ...NAMES, ...BEYOND } }),
      unknown,
    ],
    [
      'throughput out of bounds',
      updates({ Update: { IndexName: 'glo', ...BEYOND } }),
      'Given value 1000000000001 for ReadCapacityUnits is out of bounds for index glo',
    ],
    [
      'a local index is deleted',
      updates({ Delete: { IndexName: 'loc' } }),
      'Cannot delete an index that is not a GlobalSecondaryIndex: loc',
    ],
    [
      'a local index is updated',
      updates({ Update: { IndexName: 'loc', ProvisionedThroughput } }),
      'Cannot update an index that is not a GlobalSecondaryIndex: loc',
    ],
    [
      'an index is given throughput',
      updates({ Update: { IndexName: 'glo', ProvisionedThroughput } }),
      `${INVALID}The only Updates for index: glo when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput`,
    ],
    [
      'less warm throughput',
      updates({ Update: { IndexName: 'glo', WarmThroughput: warm(1, 1) } }),
      `${INVALID}Requested ReadUnitsPerSecond for WarmThroughput for index glo is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
    ],
    [
      'a switch to PROVISIONED without its indexes',
      { BillingMode: 'PROVISIONED', ProvisionedThroughput },
      `${INVALID}ProvisionedThroughput must be specified for index: glo`,
    ],
  ])
  rows.refused({ ...suite, world: full(many) }, [
    [
      'a twenty-first index',
      creating(NEW, 'n', 'sk'),
      'LimitExceededException: Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20',
    ],
    [
      'a switch to PROVISIONED with some of its indexes',
      {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput,
        ...updates(
          ...many
            .slice(2)
            .map(({ IndexName }) => ({ Update: { IndexName, ProvisionedThroughput } })),
        ),
      },
      `${INVALID}ProvisionedThroughput must be specified for index: glo-0,glo-1`,
    ],
  ])
  rows.refused({ ...suite, world: full(included) }, [
    [
      'a hundred and first included attribute',
      creating({ ...NEW, Projection: include('z') }, 'n', 'sk'),
      `${INVALID}Number of projected attributes exceeds limit of 100`,
    ],
  ])
})
