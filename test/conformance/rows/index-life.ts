/** What becomes of secondary indexes by UpdateTable, and what cannot be done meanwhile. */

import { answer, type Json, put, Rows, refuse } from '../row.js'
import {
  AFTER,
  ALLOCATED,
  BEFORE,
  CREATE,
  creating,
  DELETE,
  DELETING,
  describe,
  GLO,
  Name,
  NEW,
  PAY,
  REQUEST,
  refused,
  SECOND,
  SLOW,
  table,
  UPDATING,
  update,
  updates,
  WORLD,
} from './index-world.js'
import { index, toldGlobal } from './indexes.js'
import { AT, IN_USE, units, warm, without } from './tables.js'
import { INVALID } from './texts.js'

export const rows = new Rows('UpdateTable')

const ProvisionedThroughput = units(1, 1)
const scanned = (IndexName: string, ...Items: readonly Json[]) =>
  answer('Scan', { ...Name, IndexName }, { Items, Count: Items.length, ScannedCount: Items.length })

rows.group('indexes come and go', () => {
  rows.story('at once', WORLD, [
    describe(BEFORE),
    update(CREATE, ALLOCATED),
    describe(AFTER),
    update(DELETE, {
      ...table(
        [toldGlobal('one', NEW), toldGlobal('one', GLO, { IndexStatus: 'DELETING' })],
        ['l', 'n:N'],
        UPDATING,
      ),
    }),
    describe(table([toldGlobal('one', NEW)], ['l', 'n:N'])),
    update(
      creating(index('glo', ['g']), 'g:B', 'n:S'),
      table(
        [
          toldGlobal('one', NEW),
          toldGlobal('one', index('glo', ['g']), { IndexStatus: 'CREATING', Backfilling: false }),
        ],
        ['l', 'n:N', 'g:B'],
        UPDATING,
      ),
    ),
  ])

  const item = (sk: string, more: Json) => ({ pk: { S: 'p' }, sk: { S: sk }, ...more })
  const [number, text, none] = [
    item('1', { n: { N: '1' } }),
    item('2', { n: { S: '2' } }),
    item('3', {}),
  ]
  const mismatch = `${INVALID}Type mismatch for Index Key n Expected: N Actual: S IndexName: new`
  const filled = { given: [...SLOW.given, ...put('one', number, text, none)] }
  rows.story('what an index is made of', { ...SLOW, ...filled }, [
    answer('UpdateTable', { ...Name, ...CREATE }, expectedOfFilled(ALLOCATED, 3, 23)),
    refuse('PutItem', { ...Name, Item: text }, mismatch),
    refuse(
      'Scan',
      { ...Name, IndexName: 'new' },
      'Cannot read from backfilling global secondary index: new',
    ),
    { wait: SECOND },
    { wait: SECOND },
    scanned('new', number),
    answer('PutItem', { ...Name, Item: item('2', { n: { N: '7' } }) }, {}),
    answer(
      'Query',
      {
        ...Name,
        IndexName: 'new',
        KeyConditionExpression: 'n = :n',
        ExpressionAttributeValues: { ':n': { N: '7' } },
      },
      { Items: [item('2', { n: { N: '7' } })], Count: 1, ScannedCount: 1 },
    ),
    answer('DeleteItem', { ...Name, Key: item('1', {}) }, {}),
    scanned('new', item('2', { n: { N: '7' } })),
  ])
})

/** The same with items in the table, and what they are in bytes. */
function expectedOfFilled(description: Json, ItemCount: number, TableSizeBytes: number): Json {
  return { TableDescription: { ...description, ItemCount, TableSizeBytes } }
}

rows.group('what indexes can take', () => {
  const OnDemandThroughput = { MaxReadRequestUnits: 5 }
  const change = (more: Json) => updates({ Update: { IndexName: 'glo', ...more } })
  const limited = table([toldGlobal('one', GLO, { OnDemandThroughput })], ['l', 'g'])
  rows.story('limits, of a table paid for by the request', WORLD, [
    update(change({ OnDemandThroughput }), limited),
    describe(limited),
    update(change({ OnDemandThroughput: { MaxReadRequestUnits: -1 } }), BEFORE),
    describe(BEFORE),
  ])
  rows.story('warm throughput', WORLD, [
    update(
      change({ WarmThroughput: warm(13_000, 4_000) }),
      table(
        [
          toldGlobal('one', GLO, {
            WarmThroughput: { ...warm(12_000, 4_000), Status: 'UPDATING' },
          }),
        ],
        ['l', 'g'],
      ),
    ),
    describe(
      table(
        [toldGlobal('one', GLO, { WarmThroughput: { ...warm(13_000, 4_000), Status: 'ACTIVE' } })],
        ['l', 'g'],
      ),
    ),
  ])

  const { BillingMode: _, ...paid } = REQUEST
  const given = [
    {
      operation: 'CreateTable',
      request: {
        ...paid,
        ProvisionedThroughput: units(5, 5),
        GlobalSecondaryIndexes: [{ ...GLO, ProvisionedThroughput: units(2, 3) }],
      },
    },
  ]
  const toldUnits = (read: number, write: number, more: Json = {}) => ({
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...units(read, write), ...more },
  })
  const provisioned = (glo: Json) => ({
    ...without(table([toldGlobal('one', GLO, glo)], ['l', 'g']), 'BillingModeSummary'),
    ...toldUnits(5, 5),
    WarmThroughput: { ...warm(5, 5), Status: 'ACTIVE' },
  })
  const two = {
    ...toldUnits(2, 3),
    WarmThroughput: { ...warm(2, 3), Status: 'ACTIVE' },
  }
  const times = { LastIncreaseDateTime: AT, LastDecreaseDateTime: AT }
  const nine = { ...two, WarmThroughput: { ...warm(9, 3), Status: 'ACTIVE' } }
  rows.story('throughput, of a provisioned table', { given }, [
    describe(provisioned(two)),
    update(
      change({ ProvisionedThroughput: units(9, 1) }),
      provisioned({ ...two, ...toldUnits(2, 3, times), IndexStatus: 'UPDATING' }),
    ),
    describe(provisioned({ ...nine, ...toldUnits(9, 1, { ...times, NumberOfDecreasesToday: 1 }) })),
    refused(
      change({ ProvisionedThroughput: units(9, 1) }),
      'The provisioned throughput for the index glo will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for index glo: 9. Requested ReadCapacityUnits: 9. Current WriteCapacityUnits provisioned for index glo: 1. Requested WriteCapacityUnits: 1. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.',
    ),
    refused(
      change({ OnDemandThroughput }),
      `${INVALID}MaxReadRequestUnits for OnDemandThroughput for index: glo cannot be specified when the table BillingMode is PROVISIONED`,
    ),
    refused(
      creating(NEW, 'n', 'sk'),
      `${INVALID}ProvisionedThroughput is not specified for index: new`,
    ),
  ])

  const onDemand = table(
    [toldGlobal('one', GLO, { IndexStatus: 'UPDATING' })],
    ['l', 'g'],
    UPDATING,
  )
  rows.story('the billing mode of the table is that of its indexes', { given }, [
    update(PAY, onDemand),
    describe(BEFORE),
    answer(
      'UpdateTable',
      {
        ...Name,
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: units(6, 6),
        ...change({ ProvisionedThroughput: units(4, 4) }),
      },
      {
        TableDescription: {
          ...onDemand,
          BillingModeSummary: {
            BillingMode: 'PROVISIONED',
            LastUpdateToPayPerRequestDateTime: AT,
          },
        },
      },
    ),
    describe(
      table([toldGlobal('one', GLO, toldUnits(4, 4))], ['l', 'g'], {
        ...toldUnits(6, 6),
        BillingModeSummary: { BillingMode: 'PROVISIONED', LastUpdateToPayPerRequestDateTime: AT },
      }),
    ),
  ])
})

rows.group('while indexes change', () => {
  const inUse = (text: string) => `${IN_USE}${text}`
  const limit =
    'LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table'
  const busy = refuse(
    'DeleteTable',
    Name,
    inUse('Cannot delete table while indexes are being created, updated, or deleted.'),
  )
  const SWITCH = { BillingMode: 'PROVISIONED', ProvisionedThroughput }
  rows.story('one is created', SLOW, [
    update(CREATE, ALLOCATED),
    describe(ALLOCATED),
    refused(
      updates({ Delete: { IndexName: 'new' } }),
      inUse(
        'Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is active. Table: one Index: new',
      ),
    ),
    refused(
      updates({ Update: { IndexName: 'new', WarmThroughput: warm(12_000, 4_000) } }),
      inUse('Index is being created but is not backfilling yet.  Table: one Index: new'),
    ),
    refused(
      PAY,
      inUse("Can't change table IOPS when an index is being created. Table: one Indexes: [new]"),
    ),
    refused(
      SWITCH,
      inUse("Can't change table IOPS when an index is being created. Table: one Indexes: [new]"),
    ),
    refused(
      { OnDemandThroughput: { MaxReadRequestUnits: 1 } },
      inUse(
        'OnDemandThroughput cannot be updated while index creation is in progress for indexes: [new]',
      ),
    ),
    refused(
      { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
      inUse("Can't change stream status when an index is being created"),
    ),
    refused(DELETE, limit),
    refused(creating(index('two', ['n']), 'n:N'), limit),
    busy,
    { wait: SECOND },
    { wait: 1 },
    describe(AFTER),
  ])
  rows.story('one is deleted', SLOW, [
    update(DELETE, DELETING),
    describe(DELETING),
    refused(DELETE, inUse('Index is being deleted. Table: one Index: glo')),
    refused(
      updates({ Update: { IndexName: 'glo', WarmThroughput: warm(12_000, 4_000) } }),
      inUse('Index is being deleted. Table: one Index: glo'),
    ),
    refused(
      PAY,
      inUse("Can't change table IOPS when an index is being deleted. Table: one Indexes: [glo]"),
    ),
    refused(CREATE, limit),
    refuse(
      'Scan',
      { ...Name, IndexName: 'glo' },
      'The table does not have the specified index: glo',
    ),
    busy,
    { wait: SECOND },
    describe(table([], ['l'])),
  ])
  rows.story('the billing mode changes', SLOW, [
    answer(
      'UpdateTable',
      { ...Name, ...PAY },
      {
        TableDescription: table(
          [toldGlobal('one', GLO, { IndexStatus: 'UPDATING' })],
          ['l', 'g'],
          UPDATING,
        ),
      },
    ),
    refused(
      CREATE,
      inUse("Can't create or delete indexes while table IOPS are being updated. Table: one"),
    ),
    refused(
      updates({ Update: { IndexName: 'glo', WarmThroughput: warm(12_000, 4_000) } }),
      inUse('Index is being updated. Table: one Index: glo'),
    ),
  ])
  rows.story('the class of the table changes', SLOW, [
    answer(
      'UpdateTable',
      { ...Name, TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      { TableDescription: { ...BEFORE, ...UPDATING } },
    ),
    refused(
      DELETE,
      inUse(
        "Can't create or delete an index when a table class update is in progress. Table: one TableClassUpdateInProgress: STANDARD_INFREQUENT_ACCESS",
      ),
    ),
  ])
})
