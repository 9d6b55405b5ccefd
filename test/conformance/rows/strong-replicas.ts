/** Global tables with strong consistency, and their witnesses: rules in their order, what is told, and what they can't have. */

import {
  answer,
  type Exchange,
  type Given,
  type Json,
  put,
  Rows,
  refuse,
  type World,
} from '../row.js'
import {
  at,
  change,
  creation,
  deletion,
  describe,
  EU,
  MODE,
  make,
  Name,
  refused,
  replica,
  replicas,
  SECOND,
  SINGLE,
  UPDATING,
  US,
  update,
} from './replica-world.js'
import {
  AT,
  arnOf,
  deleting,
  hash,
  IN_USE,
  notFound,
  onDemand,
  provisioned,
  string,
  told,
  without,
} from './tables.js'

export const updateRows = new Rows('UpdateTable')

const OHIO = 'us-east-2'
const OREGON = 'us-west-2'
const STRONG = { MultiRegionConsistency: 'STRONG' }
const witness = (...GlobalTableWitnessUpdates: readonly Json[]): Json => ({
  GlobalTableWitnessUpdates,
})

const updating = (request: Json): Given => ({
  operation: 'UpdateTable',
  request: { ...Name, ...request },
})
const SET_UP = { ...STRONG, ...replicas(creation(OHIO), creation(OREGON)) }
const SET_UP_WITH_WITNESS = {
  ...STRONG,
  ...replicas(creation(OHIO)),
  ...witness(creation(OREGON)),
}
const THREE: World = { given: [...SINGLE.given, updating(SET_UP)] }
const WITNESSED: World = { given: [...SINGLE.given, updating(SET_UP_WITH_WITNESS)] }
const EVENTUAL: World = { given: [...SINGLE.given, updating(replicas(creation(OHIO)))] }

const gone = (region: string): Exchange =>
  at(region, refuse('DescribeTable', Name, notFound('one')))

const left = (RegionName: string): Json => ({
  RegionName,
  ReplicaStatus: 'DELETING',
  ReplicaArn: arnOf('one', RegionName),
  ...MODE,
})
const group = (...Replicas: readonly Json[]): Json => ({
  GlobalTableVersion: '2019.11.21',
  ...MODE,
  MultiRegionConsistency: 'STRONG',
  Replicas,
})
const witnessed = (WitnessStatus = 'ACTIVE'): Json => ({
  GlobalTableWitnesses: [{ RegionName: OREGON, WitnessStatus }],
})
/** What is told of a table of the group in one of its regions. */
const member = (region: string, ...more: readonly Json[]): Json =>
  Object.assign(told('one', { TableArn: arnOf('one', region) }), ...more)

const LABEL = '2026-11-22T06:00:00.123'
const LOCAL = 'Cannot add or delete the local region through ReplicaUpdates'
const ONE_OF_THREE =
  'Deletion of only one table replica is not supported for global tables with MultiRegionConsistency set to STRONG.'
const CREATE_ONLY =
  'Only Replica Create actions are supported when MultiRegionConsistency parameter is provided.'
const WITNESS_STRONG =
  'MultiRegionConsistency must be set as STRONG when GlobalTableWitnessUpdates parameter is present.'
const COUNT =
  'Unsupported replica count: a global table with MultiRegionConsistency set to STRONG has 3 replicas, or 2 replicas and a witness.'
const SETS = (regions: string): string =>
  `Unsupported Region(s) specified [${regions}]: those of a global table with MultiRegionConsistency set to STRONG are all of one set: ` +
  '[us-east-1, us-east-2, us-west-2], [eu-west-1, eu-west-2, eu-west-3, eu-central-1], [ap-northeast-1, ap-northeast-2, ap-northeast-3]'
const NOT_ADDED = 'Cannot add replicas to a global table with strong MultiRegionConsistency'
const EXISTING = 'MultiRegionConsistency parameter is unsupported on existing global table'
const UNSUPPORTED = (what: string): string =>
  `${what} not supported for global tables with MultiRegionConsistency set to STRONG.`
const NOT_A_WITNESS = (region: string): string =>
  `There is no witness of the global table in the region ${region}.`
const UNCLEAR =
  'There must be one action, Create or Delete, in the Global Table Witness Update of the request.'

updateRows.group('strong replicas: the request alone', () => {
  const suite = { operation: 'UpdateTable', base: { TableName: 'none' }, world: { given: [] } }
  const length = (value: string, rule: string): string =>
    `1 validation error detected: Value '[${value}]' at 'globalTableWitnessUpdates' failed to satisfy constraint: Member must have length ${rule} than or equal to 1`
  updateRows.refused(suite, [
    ['no witness', witness(), length('', 'greater')],
    ['one that goes', { ...STRONG, ...replicas(deletion(OHIO)) }, CREATE_ONLY],
    [
      'one that changes beside one that comes',
      { ...STRONG, ...replicas(creation(OHIO), change(OREGON)) },
      CREATE_ONLY,
    ],
    [
      'one that goes, of what is eventual',
      { MultiRegionConsistency: 'EVENTUAL', ...replicas(deletion(OHIO)) },
      CREATE_ONLY,
    ],
    [
      'two that come, of what is eventual',
      { MultiRegionConsistency: 'EVENTUAL', ...replicas(creation(OHIO), creation(OREGON)) },
      'Update table operation with more than one create or delete replica actions not allowed',
    ],
    [
      'a region twice',
      { ...STRONG, ...replicas(creation(OHIO), creation(OHIO)) },
      'Cannot target multiple regions with the same action',
    ],
    ['a witness of what is not said to be strong', witness(creation(OREGON)), WITNESS_STRONG],
    [
      'a witness of what is eventual',
      {
        MultiRegionConsistency: 'EVENTUAL',
        ...replicas(creation(OHIO)),
        ...witness(creation(OREGON)),
      },
      WITNESS_STRONG,
    ],
    ['a witness of which nothing is asked', { ...STRONG, ...witness({}) }, UNCLEAR],
    [
      'a witness that comes and goes',
      { ...STRONG, ...witness({ ...creation(OREGON), ...deletion(OREGON) }) },
      UNCLEAR,
    ],
    [
      'a witness beside something else',
      { ...SET_UP_WITH_WITNESS, DeletionProtectionEnabled: true },
      'One or more parameter values were invalid: DeletionProtection modification must be the only operation in the request',
    ],
    ['no such table', SET_UP, notFound('none')],
  ])
})

updateRows.group('strong replicas: set-up', () => {
  const suite = (world: World) => ({ operation: 'UpdateTable', base: Name, world })
  const witnessAt = (region: string, ...created: readonly string[]): Json => ({
    ...STRONG,
    ...replicas(...created.map(one => creation(one))),
    ...witness(creation(region)),
  })
  updateRows.refused(suite(SINGLE), [
    ['its own region', { ...STRONG, ...replicas(creation(US), creation(OHIO)) }, LOCAL],
    ['one replica alone', { ...STRONG, ...replicas(creation(OHIO)) }, COUNT],
    [
      'three others',
      { ...STRONG, ...replicas(creation(OHIO), creation(OREGON), creation(EU)) },
      COUNT,
    ],
    ['two others and a witness', witnessAt(OREGON, OHIO, EU), COUNT],
    ['a witness alone', { ...STRONG, ...witness(creation(OREGON)) }, COUNT],
    [
      'a witness in its own region',
      witnessAt(US, OHIO),
      'Cannot add a witness in the same region as an existing replica: us-east-1',
    ],
    [
      'a witness in the region of the other',
      witnessAt(OHIO, OHIO),
      'Cannot add a witness in the same region as an existing replica: us-east-2',
    ],
    [
      'a region of another set',
      { ...STRONG, ...replicas(creation(OHIO), creation(EU)) },
      SETS('us-east-1, us-east-2, eu-west-1'),
    ],
    [
      'a region of none',
      { ...STRONG, ...replicas(creation(OHIO), creation('us-west-1')) },
      SETS('us-east-1, us-east-2, us-west-1'),
    ],
    ['a witness of another set', witnessAt(EU, OHIO), SETS('us-east-1, us-east-2, eu-west-1')],
    [
      'a witness that goes',
      { ...STRONG, ...replicas(creation(OHIO)), ...witness(deletion(OREGON)) },
      NOT_A_WITNESS(OREGON),
    ],
    ['a witness that goes alone', witness(deletion(OREGON)), NOT_A_WITNESS(OREGON)],
  ])
  const refusedIn = (name: string, given: readonly Given[], text: string): void =>
    updateRows.refused(suite({ given }), [[name, SET_UP, text]])
  refusedIn(
    'a table with an item',
    [...SINGLE.given, ...put('one', { id: { S: 'a' } })],
    'MultiRegionConsistency can be set to STRONG only while the table is empty: TableName: one',
  )
  refusedIn(
    'a table with time to live',
    [
      ...SINGLE.given,
      {
        operation: 'UpdateTimeToLive',
        request: { ...Name, TimeToLiveSpecification: { Enabled: true, AttributeName: 'till' } },
      },
    ],
    UNSUPPORTED('Time to Live is'),
  )
  const indexed = onDemand('one', {
    AttributeDefinitions: [string('id'), string('a'), string('b')],
    KeySchema: [hash('id'), { AttributeName: 'a', KeyType: 'RANGE' }],
    LocalSecondaryIndexes: [
      {
        IndexName: 'by-b',
        KeySchema: [hash('id'), { AttributeName: 'b', KeyType: 'RANGE' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  refusedIn(
    'a table with a local index',
    [make(indexed)],
    UNSUPPORTED('Local secondary indexes are'),
  )
  refusedIn(
    'a table of the name where a replica is to be',
    [...SINGLE.given, make(onDemand('one'), OREGON)],
    'Failed to create a the new replica of table with name: ‘one’ because one or more replicas already existed as tables.',
  )
  refusedIn(
    'writes that are not scaled',
    [make(provisioned('one', 5, 5))],
    'Table write capacity should either be Pay-Per-Request or AutoScaled.',
  )
  updateRows.refused(suite(EVENTUAL), [
    ['a table that has replicas', SET_UP, EXISTING],
    [
      'a table that has replicas, as it is',
      { MultiRegionConsistency: 'EVENTUAL', ...replicas(creation(OREGON)) },
      EXISTING,
    ],
  ])
})

updateRows.group('strong replicas: what there is', () => {
  const suite = (world: World) => ({ operation: 'UpdateTable', base: Name, world })
  updateRows.refused(suite(THREE), [
    ['strong again', SET_UP, EXISTING],
    ['one more', replicas(creation(EU)), NOT_ADDED],
    ['one again', replicas(creation(OHIO)), NOT_ADDED],
    ['one that goes', replicas(deletion(OHIO)), ONE_OF_THREE],
    ['its own region goes', replicas(deletion(US), deletion(OHIO)), LOCAL],
    [
      'a stranger goes',
      replicas(deletion(OHIO), deletion(EU)),
      'Update global table operation failed because one or more replicas were not part of the global table. Please retry the request without these replicas: [eu-west-1].',
    ],
    [
      'a witness that there is not',
      { ...replicas(deletion(OHIO), deletion(OREGON)), ...witness(deletion(EU)) },
      NOT_A_WITNESS(EU),
    ],
  ])
  updateRows.refused(suite(WITNESSED), [
    ['a witness more', { ...STRONG, ...witness(creation(OREGON)) }, EXISTING],
    ['a replica in the place of the witness', replicas(creation(OREGON)), NOT_ADDED],
    [
      'the other goes, the witness stays',
      replicas(deletion(OHIO)),
      'Update table delete operation does not include all witnesses.',
    ],
    ['the witness goes, the other stays', witness(deletion(OREGON)), ONE_OF_THREE],
    [
      'the witness goes, another one comes',
      { ...replicas(creation(EU)), ...witness(deletion(OREGON)) },
      NOT_ADDED,
    ],
  ])
  updateRows.refused(suite(EVENTUAL), [
    [
      'two of eventual ones go',
      replicas(deletion(OHIO), deletion(OREGON)),
      'Update table operation with more than one create or delete replica actions not allowed',
    ],
  ])
  const guarded: Given = {
    operation: 'UpdateTable',
    request: { ...Name, DeletionProtectionEnabled: true },
    region: OREGON,
  }
  updateRows.refused(suite({ given: [...THREE.given, guarded] }), [
    [
      'a protected one goes with the others',
      replicas(deletion(OHIO), deletion(OREGON)),
      'Cannot delete table one in region us-west-2 because it has deletion protection enabled. Disable deletion protection first.',
    ],
  ])
  updateRows.refused({ operation: 'DeleteTable', base: Name, world: THREE }, [
    ['no table leaves alone', {}, ONE_OF_THREE],
  ])
})

updateRows.group('strong replicas: their life', () => {
  const both = replicas(deletion(US), deletion(OREGON))
  updateRows.story('three, at once', SINGLE, [
    update(SET_UP, member(US, UPDATING, group())),
    describe(member(US, group(replica(OHIO), replica(OREGON)))),
    at(OHIO, describe(member(OHIO, group(replica(US), replica(OREGON))))),
    at(OREGON, describe(member(OREGON, group(replica(US), replica(OHIO))))),
    at(OHIO, update(both, member(OHIO, UPDATING, group(left(US), left(OREGON))))),
    at(OHIO, describe(member(OHIO))),
    gone(US),
    gone(OREGON),
    at(OHIO, answer('DeleteTable', Name, { TableDescription: deleting(member(OHIO)) })),
  ])
  const all = { ...replicas(deletion(OHIO)), ...witness(deletion(OREGON)) }
  updateRows.story('two and a witness, at once', SINGLE, [
    update(SET_UP_WITH_WITNESS, member(US, UPDATING, group(), witnessed('CREATING'))),
    describe(member(US, group(replica(OHIO)), witnessed())),
    at(OHIO, describe(member(OHIO, group(replica(US)), witnessed()))),
    gone(OREGON),
    at(OREGON, answer('ListTables', {}, { TableNames: [] })),
    update(all, member(US, UPDATING, group(left(OHIO)), witnessed('DELETING'))),
    describe(member(US)),
    gone(OHIO),
    update(SET_UP_WITH_WITNESS, member(US, UPDATING, group(), witnessed('CREATING'))),
  ])
  const neighbour = { given: [...SINGLE.given, make(onDemand('one'), OREGON)] }
  updateRows.story('a table of the name in the region of the witness is another one', neighbour, [
    update(SET_UP_WITH_WITNESS, member(US, UPDATING, group(), witnessed('CREATING'))),
    answer('PutItem', { ...Name, Item: { id: { S: 'a' } } }, {}),
    at(OREGON, describe(member(OREGON))),
    at(OREGON, answer('PutItem', { ...Name, Item: { id: { S: 'b' } } }, {})),
    answer('GetItem', { ...Name, Key: { id: { S: 'b' } } }, {}),
    answer('DeleteItem', { ...Name, Key: { id: { S: 'a' } } }, {}),
    update(all, member(US, UPDATING, group(left(OHIO)), witnessed('DELETING'))),
    at(OREGON, describe(member(OREGON, { ItemCount: 1, TableSizeBytes: 3 }))),
    at(
      OREGON,
      answer('DeleteTable', Name, {
        TableDescription: { ...deleting(member(OREGON)), ItemCount: 1, TableSizeBytes: 3 },
      }),
    ),
  ])
  const slow: World = {
    given: [make(onDemand('one')), { wait: SECOND }],
    transientStatusDuration: SECOND,
  }
  const ohio = (...more: readonly Json[]) => member(OHIO, { CreationDateTime: AT + 1 }, ...more)
  const updateOther = replicas({
    Update: { RegionName: OHIO, OnDemandThroughputOverride: { MaxReadRequestUnits: 7 } },
  })
  const limited = { OnDemandThroughputOverride: { MaxReadRequestUnits: 7 } }
  const limit = { OnDemandThroughput: { MaxReadRequestUnits: 7 } }
  updateRows.story('two and a witness, in time', slow, [
    update(SET_UP_WITH_WITNESS, member(US, UPDATING, group(), witnessed('CREATING'))),
    describe(member(US, UPDATING, group(replica(OHIO, 'CREATING')), witnessed('CREATING'))),
    at(
      OHIO,
      describe(
        ohio({ TableStatus: 'CREATING' }, group(replica(US, 'UPDATING')), witnessed('CREATING')),
      ),
    ),
    refused(
      all,
      'ResourceInUseException: The resource which you are attempting to change is in use.',
    ),
    refuse('DeleteTable', Name, `${IN_USE}Table: one is in the process of being updated.`),
    { wait: SECOND },
    describe(member(US, group(replica(OHIO)), witnessed())),
    update(
      updateOther,
      member(US, UPDATING, group({ ...replica(OHIO, 'UPDATING'), ...limited }), witnessed()),
    ),
    { wait: SECOND },
    at(OHIO, describe(ohio(limit, group(replica(US)), witnessed()))),
    update(
      all,
      member(
        US,
        UPDATING,
        group({ ...replica(OHIO, 'DELETING'), ...limited }),
        witnessed('DELETING'),
      ),
    ),
    at(
      OHIO,
      describe(
        ohio(
          limit,
          { TableStatus: 'DELETING' },
          group(replica(US, 'UPDATING')),
          witnessed('DELETING'),
        ),
      ),
    ),
    at(
      OHIO,
      refuse(
        'GetItem',
        { ...Name, Key: { id: { S: 'a' } } },
        'ResourceNotFoundException: Requested resource not found',
      ),
    ),
    { wait: SECOND },
    describe(member(US)),
    gone(OHIO),
  ])
})

updateRows.group('strong replicas: settings', () => {
  const expiring = (Enabled: boolean): Json => ({
    ...Name,
    TimeToLiveSpecification: { Enabled, AttributeName: 'till' },
  })
  updateRows.refused({ operation: 'UpdateTimeToLive', base: {}, world: THREE }, [
    ['no time to live', expiring(true), UNSUPPORTED('Time to Live is')],
    ['none to turn off', expiring(false), 'TimeToLive is already disabled'],
  ])
  const TRANSACTIONS = UNSUPPORTED('Transactions are')
  const Item = { id: { S: 'a' } }
  const other = make(onDemand('two'))
  const world = { given: [...WITNESSED.given, other] }
  const none = (operation: string, members: Json): void =>
    updateRows.refused({ operation, base: {}, world }, [['no transactions', members, TRANSACTIONS]])
  none('TransactWriteItems', {
    TransactItems: [{ Put: { TableName: 'two', Item } }, { Put: { ...Name, Item } }],
  })
  none('TransactGetItems', {
    TransactItems: [{ Get: { TableName: 'two', Key: Item } }, { Get: { ...Name, Key: Item } }],
  })
  const Statement = (text: string): Json => ({ TransactStatements: [{ Statement: text }] })
  none('ExecuteTransaction', Statement(`INSERT INTO one VALUE {'id': 'a'}`))
  none('ExecuteTransaction', Statement(`SELECT * FROM one WHERE id = 'a'`))
  const stream = (StreamViewType: string, region: string): Json => ({
    StreamSpecification: { StreamEnabled: true, StreamViewType },
    LatestStreamArn: `${arnOf('one', region)}/stream/${LABEL}`,
    LatestStreamLabel: LABEL,
  })
  const streamed = (StreamViewType: string): Json => ({
    StreamSpecification: { StreamEnabled: true, StreamViewType },
  })
  updateRows.story('a stream is of one replica, and may go', THREE, [
    at(
      OHIO,
      update(
        streamed('KEYS_ONLY'),
        member(OHIO, UPDATING, group(replica(US), replica(OREGON)), stream('KEYS_ONLY', OHIO)),
      ),
    ),
    describe(member(US, group(replica(OHIO), replica(OREGON)))),
    at(
      OHIO,
      update(
        { StreamSpecification: { StreamEnabled: false } },
        member(
          OHIO,
          UPDATING,
          group(replica(US), replica(OREGON)),
          without(stream('KEYS_ONLY', OHIO), 'StreamSpecification'),
        ),
      ),
    ),
  ])
})
