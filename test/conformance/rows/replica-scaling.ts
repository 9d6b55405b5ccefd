/** Auto scaling of replicas: rules in their order, and what is told. */

import { answer, type Exchange, type Given, type Json, Rows, refuse, type World } from '../row.js'
import { hash, onDemand, string } from './tables.js'

export const describeRows = new Rows('DescribeTableReplicaAutoScaling')
export const updateRows = new Rows('UpdateTableReplicaAutoScaling')

const DESCRIBE = 'DescribeTableReplicaAutoScaling'
const UPDATE = 'UpdateTableReplicaAutoScaling'
const SECOND = 1000
const Name = { TableName: 'one' }
const US = 'us-east-1'
const EU = 'eu-west-1'
const AP = 'ap-northeast-1'
const INDEX = {
  IndexName: 'by-b',
  KeySchema: [hash('b')],
  Projection: { ProjectionType: 'ALL' },
}

const make = (more: Json = {}): Given => ({
  operation: 'CreateTable',
  request: onDemand('one', more),
})
const add = (region: string): Given => ({
  operation: 'UpdateTable',
  request: { ...Name, ReplicaUpdates: [{ Create: { RegionName: region } }] },
})
const INDEXED = make({
  AttributeDefinitions: [string('id'), string('b')],
  GlobalSecondaryIndexes: [INDEX],
})
const PAIR: World = { given: [make(), add(EU)] }
const INDEXED_PAIR: World = { given: [INDEXED, add(EU)] }
const at = (region: string, exchange: Exchange): Exchange => ({ ...exchange, region })

const policy = (TargetValue: number, more: Json = {}): Json => ({
  ScalingPolicyUpdate: { TargetTrackingScalingPolicyConfiguration: { TargetValue, ...more } },
})
const bounds = (MinimumUnits: number, MaximumUnits: number): Json => ({
  MinimumUnits,
  MaximumUnits,
})
const writes = (update: Json): Json => ({ ProvisionedWriteCapacityAutoScalingUpdate: update })
const reads = (RegionName: string, update: Json): Json => ({
  RegionName,
  ReplicaProvisionedReadCapacityAutoScalingUpdate: update,
})

const ROLE =
  'arn:aws:iam::000000000000:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable'
const DISABLED: Json = { AutoScalingDisabled: true }
const told = (
  kind: 'Read' | 'Write',
  [min, max, TargetValue]: readonly [number, number, number],
  { resource = 'table/one', ...more }: { readonly resource?: string } & Json = {},
): Json => ({
  ...bounds(min, max),
  AutoScalingDisabled: false,
  AutoScalingRoleArn: ROLE,
  ScalingPolicies: [
    {
      PolicyName: `DynamoDB${kind}CapacityUtilization:${resource}`,
      TargetTrackingScalingPolicyConfiguration: { DisableScaleIn: false, TargetValue, ...more },
    },
  ],
})
const replica = (
  RegionName: string,
  {
    reads = DISABLED,
    writes = DISABLED,
    indexes = [],
  }: { readonly reads?: Json; readonly writes?: Json; readonly indexes?: readonly Json[] } = {},
): Json => ({
  RegionName,
  GlobalSecondaryIndexes: indexes,
  ReplicaProvisionedReadCapacityAutoScalingSettings: reads,
  ReplicaProvisionedWriteCapacityAutoScalingSettings: writes,
  ReplicaStatus: 'ACTIVE',
})
const group = (...Replicas: readonly Json[]): Json => ({
  TableAutoScalingDescription: { TableName: 'one', TableStatus: 'ACTIVE', Replicas },
})
const described = (expected: Json): Exchange => answer(DESCRIBE, Name, expected)
const updated = (request: Json, expected: Json): Exchange =>
  answer(UPDATE, { ...Name, ...request }, expected)
const refused = (request: Json, text: string): Exchange =>
  refuse(UPDATE, { ...Name, ...request }, text)

const NO_NAME = "The parameter 'TableName' is required but was not present in the request"
const none = (name: string): string =>
  `ResourceNotFoundException: Global table with name: '${name}' does not exist.`

describeRows.group('auto scaling of replicas', () => {
  const suite = { operation: DESCRIBE, base: {}, world: { given: [make()] } }
  describeRows.refusedInOrder(suite, [
    ['no name', { TableName: undefined }, NO_NAME],
    [
      'a name that is none',
      { TableName: 'a b' },
      "1 validation error detected: Value 'a b' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    ['no table', { TableName: 'none' }, none('none')],
    ['a table of one region', Name, none('one')],
  ])
  describeRows.story('of none, in the order of the regions, from each of them', PAIR, [
    described(group(replica(EU), replica(US))),
    at(EU, described(group(replica(EU), replica(US)))),
    answer(
      DESCRIBE,
      { TableName: 'arn:aws:dynamodb:us-east-1:000000000000:table/one' },
      group(replica(EU), replica(US)),
    ),
  ])
  const slow: World = {
    given: [make(), { wait: SECOND }, add(EU)],
    transientStatusDuration: SECOND,
  }
  const changing = (TableStatus: string, ...Replicas: readonly Json[]): Json => ({
    TableAutoScalingDescription: { TableName: 'one', TableStatus, Replicas },
  })
  describeRows.story('while a replica is being added', slow, [
    described(
      changing(
        'UPDATING',
        { ...replica(EU), ReplicaStatus: 'CREATING' },
        { ...replica(US), ReplicaStatus: 'UPDATING' },
      ),
    ),
    refused(
      writes(bounds(1, 2)),
      'ResourceInUseException: The resource which you are attempting to change is in use.',
    ),
    { wait: SECOND },
    described(group(replica(EU), replica(US))),
  ])
})

updateRows.group('auto scaling of replicas: rules', () => {
  const positive = 'failed to satisfy constraint: Member must have value greater than or equal to 1'
  const failures = (...sentences: readonly string[]): string =>
    `${sentences.length} validation error${sentences.length === 1 ? '' : 's'} detected: ${sentences.join('; ')}`
  const WRITES = 'provisionedWriteCapacityAutoScalingUpdate'
  updateRows.refused({ operation: UPDATE, base: Name, world: PAIR }, [
    ['no name', { TableName: undefined }, NO_NAME],
    [
      'units that are none',
      writes(bounds(0, 0)),
      failures(
        `Value '0' at '${WRITES}.minimumUnits' ${positive}`,
        `Value '0' at '${WRITES}.maximumUnits' ${positive}`,
      ),
    ],
    [
      'a policy without its target',
      writes({
        ScalingPolicyUpdate: { PolicyName: 'ä', TargetTrackingScalingPolicyConfiguration: {} },
      }),
      failures(
        `Value 'ä' at '${WRITES}.scalingPolicyUpdate.policyName' failed to satisfy constraint: Member must satisfy regular expression pattern: \\p{Print}+`,
        `Value null at '${WRITES}.scalingPolicyUpdate.targetTrackingScalingPolicyConfiguration.targetValue' failed to satisfy constraint: Member must not be null`,
      ),
    ],
    [
      'lists of nothing',
      { GlobalSecondaryIndexUpdates: [], ReplicaUpdates: [] },
      failures(
        "Value '[]' at 'globalSecondaryIndexUpdates' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value '[]' at 'replicaUpdates' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    ],
    [
      'a replica without its region',
      { ReplicaUpdates: [{}] },
      failures(
        "Value null at 'replicaUpdates.1.member.regionName' failed to satisfy constraint: Member must not be null",
      ),
    ],
  ])
  updateRows.refused({ operation: UPDATE, base: { TableName: 'none' }, world: PAIR }, [
    [
      'nothing',
      {},
      'At least one of ProvisionedWriteCapacityAutoScalingUpdate, GlobalSecondaryIndexUpdates or ReplicaUpdates is required',
    ],
    [
      'an index twice',
      {
        GlobalSecondaryIndexUpdates: [INDEX.IndexName, INDEX.IndexName].map(IndexName => ({
          IndexName,
        })),
      },
      'Only one auto scaling update per index is allowed: by-b',
    ],
    [
      'a region twice',
      { ReplicaUpdates: [reads(EU, bounds(1, 2)), reads(EU, bounds(1, 2))] },
      'Only one auto scaling update per region is allowed: eu-west-1',
    ],
    [
      'bounds that are none',
      writes(bounds(5, 4)),
      'Maximum capacity cannot be less than minimum capacity',
    ],
    [
      'a target that is too low',
      writes({ ...bounds(4, 5), ...policy(19.5) }),
      'TargetValue is 19.5, and must be from 20 to 90',
    ],
    [
      'a target that is too high',
      { ReplicaUpdates: [reads(EU, policy(90.5))] },
      'TargetValue is 90.5, and must be from 20 to 90',
    ],
    [
      'a pause that is none',
      writes(policy(50, { ScaleInCooldown: -1 })),
      'ScaleInCooldown is -1, and must not be negative',
    ],
    [
      'another pause that is none',
      writes(policy(50, { ScaleOutCooldown: -2 })),
      'ScaleOutCooldown is -2, and must not be negative',
    ],
    ['no table', writes(bounds(4, 5)), none('none')],
  ])
  updateRows.refused({ operation: UPDATE, base: Name, world: { given: [make()] } }, [
    ['a table of one region', writes(bounds(4, 5)), none('one')],
  ])
  updateRows.story('what there is', INDEXED_PAIR, [
    refused(
      { ReplicaUpdates: [reads(EU, bounds(1, 2)), reads(AP, bounds(1, 2))] },
      `Update global table operation failed because one or more replicas were not part of the global table. Please retry the request without these replicas: [${AP}].`,
    ),
    refused(
      { GlobalSecondaryIndexUpdates: [{ IndexName: 'by-c' }] },
      'ResourceNotFoundException: Requested resource not found: Index by-c for table one',
    ),
    refused(
      {
        ReplicaUpdates: [
          { RegionName: EU, ReplicaGlobalSecondaryIndexUpdates: [{ IndexName: 'by-d' }] },
        ],
      },
      'ResourceNotFoundException: Requested resource not found: Index by-d for table one',
    ),
    refused(
      { ...writes(bounds(1, 2)), ReplicaUpdates: [reads(EU, policy(50))] },
      'MinimumUnits and MaximumUnits must both be specified for reads of the table, which is not auto scaled yet',
    ),
    refused(
      {
        GlobalSecondaryIndexUpdates: [
          {
            IndexName: 'by-b',
            ProvisionedWriteCapacityAutoScalingUpdate: { MinimumUnits: 1 },
          },
        ],
      },
      'MinimumUnits and MaximumUnits must both be specified for writes of index by-b, which is not auto scaled yet',
    ),
    // Nothing has come of any of them.
    described(group(...[EU, US].map(region => replica(region, { indexes: [index()] })))),
  ])
})

function index(read: Json = DISABLED, write: Json = DISABLED): Json {
  return {
    IndexName: 'by-b',
    IndexStatus: 'ACTIVE',
    ProvisionedReadCapacityAutoScalingSettings: read,
    ProvisionedWriteCapacityAutoScalingSettings: write,
  }
}

updateRows.group('auto scaling of replicas: what becomes of it', () => {
  const ofIndex = { resource: 'table/one/index/by-b' }
  const both = (read: Json, write: Json): Json =>
    group(
      replica(EU, {
        reads: read,
        writes: write,
        indexes: [index(told('Read', [2, 7, 60], ofIndex), told('Write', [2, 8, 55.5], ofIndex))],
      }),
      replica(US, {
        writes: write,
        indexes: [index(DISABLED, told('Write', [2, 8, 55.5], ofIndex))],
      }),
    )
  const READS = told('Read', [3, 9, 50], { ScaleInCooldown: 60, ScaleOutCooldown: 30 })
  const first = {
    ...writes(bounds(5, 10)),
    GlobalSecondaryIndexUpdates: [
      {
        IndexName: 'by-b',
        ProvisionedWriteCapacityAutoScalingUpdate: { ...bounds(2, 8), ...policy(55.5) },
      },
    ],
    ReplicaUpdates: [
      {
        ...reads(EU, {
          ...bounds(3, 9),
          ...policy(50, { ScaleInCooldown: 60, ScaleOutCooldown: 30 }),
        }),
        ReplicaGlobalSecondaryIndexUpdates: [
          {
            IndexName: 'by-b',
            ProvisionedReadCapacityAutoScalingUpdate: { ...bounds(2, 7), ...policy(60) },
          },
        ],
      },
    ],
  }
  updateRows.story('writes of all, reads of one; what is left out stays', INDEXED_PAIR, [
    updated(first, both(READS, told('Write', [5, 10, 70]))),
    at(EU, described(both(READS, told('Write', [5, 10, 70])))),
    at(EU, updated(writes({ MaximumUnits: 20 }), both(READS, told('Write', [5, 20, 70])))),
    refused(writes({ MinimumUnits: 21 }), 'Maximum capacity cannot be less than minimum capacity'),
    updated(
      writes(policy(30, { DisableScaleIn: true })),
      both(READS, told('Write', [5, 20, 30], { DisableScaleIn: true })),
    ),
    updated(
      { ReplicaUpdates: [reads(EU, { ...policy(40) })] },
      both(told('Read', [3, 9, 40]), told('Write', [5, 20, 30], { DisableScaleIn: true })),
    ),
    updated(
      {
        ...writes({ AutoScalingDisabled: true }),
        ReplicaUpdates: [reads(EU, { AutoScalingDisabled: true })],
      },
      both(DISABLED, DISABLED),
    ),
  ])
  const named = {
    AutoScalingRoleArn: 'arn:aws:iam::000000000000:role/mine',
    ScalingPolicyUpdate: {
      PolicyName: 'my policy',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 80 },
    },
  }
  const toldNamed = {
    ...bounds(1, 9),
    AutoScalingDisabled: false,
    AutoScalingRoleArn: 'arn:aws:iam::000000000000:role/mine',
    ScalingPolicies: [
      {
        PolicyName: 'my policy',
        TargetTrackingScalingPolicyConfiguration: { DisableScaleIn: false, TargetValue: 80 },
      },
    ],
  }
  const ofAll = (write: Json): Json =>
    group(...[EU, US].map(region => replica(region, { writes: write })))
  updateRows.story('names of a policy and of a role are told', PAIR, [
    updated(writes({ ...bounds(1, 9), ...named }), ofAll(toldNamed)),
    updated(writes(bounds(2, 9)), ofAll({ ...toldNamed, ...bounds(2, 9) })),
  ])
})
