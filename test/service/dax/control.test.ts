import {
  CreateClusterCommand,
  CreateParameterGroupCommand,
  CreateSubnetGroupCommand,
  DAXClient,
  DecreaseReplicationFactorCommand,
  DeleteClusterCommand,
  DeleteParameterGroupCommand,
  DeleteSubnetGroupCommand,
  DescribeClustersCommand,
  DescribeDefaultParametersCommand,
  DescribeEventsCommand,
  DescribeParameterGroupsCommand,
  DescribeParametersCommand,
  DescribeSubnetGroupsCommand,
  IncreaseReplicationFactorCommand,
  ListTagsCommand,
  RebootNodeCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterCommand,
  UpdateParameterGroupCommand,
  UpdateSubnetGroupCommand,
} from '@aws-sdk/client-dax'
import { DynamoDBClient, TagResourceCommand as TagTableCommand } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, test } from 'vitest'
import { Database } from '../../../src/index.js'
import { serve } from '../../../src/server.js'
import { ManualClock } from '../../../src/testing/manual-clock.js'

const ROLE = 'arn:aws:iam::000000000000:role/DaxAccess'
const ARN = 'arn:aws:dax:us-east-1:000000000000:cache/sales'
const SALES = {
  ClusterName: 'sales',
  NodeType: 'dax.r5.large',
  ReplicationFactor: 3,
  IamRoleArn: ROLE,
}
/** Milliseconds that clusters are what they are not for long. */
const MOMENT = 60_000

let clock: ManualClock
let db: Database
let dax: DAXClient

beforeEach(async () => {
  clock = new ManualClock()
  db = await Database.open({ clock, transientStatusDuration: MOMENT })
  dax = new DAXClient(db.clientConfig() as object)
})

/** Any command of the client. */
type Command = object

/** What a command answers, without what the SDK adds. */
async function send(command: Command): Promise<Record<string, unknown>> {
  const { $metadata, ...answer } = await dax.send(command as never)
  return answer
}

async function cluster(name = 'sales') {
  const { Clusters = [] } = await dax.send(new DescribeClustersCommand({ ClusterNames: [name] }))
  return Clusters[0]
}

/** A cluster that has come to be available. */
async function createSales(more: object = {}): Promise<void> {
  await send(new CreateClusterCommand({ ...SALES, ...more }))
  clock.advance(MOMENT)
}

async function expectRefusal(command: Command, name: string, message: string): Promise<void> {
  const refusal = await dax.send(command as never).then(
    () => expect.fail('It is taken'),
    (error: Error) => error,
  )
  expect([refusal.name, refusal.message]).toEqual([name, message])
}

describe('a cluster', () => {
  test('is creating, then available, and described with all that it was asked for', async () => {
    const SecurityGroupIds = ['sg-1']
    const { Cluster: made } = await send(
      new CreateClusterCommand({
        ...SALES,
        ClusterName: 'Sales',
        Description: 'In front of sales',
        AvailabilityZones: ['us-east-1b', 'us-east-1a', 'us-east-1b'],
        SecurityGroupIds,
        PreferredMaintenanceWindow: 'mon:01:00-mon:02:00',
        NotificationTopicArn: 'arn:aws:sns:us-east-1:000000000000:topic',
        SSESpecification: { Enabled: true },
        ClusterEndpointEncryptionType: 'TLS',
      }),
    )
    const node = (letter: string, zone: string) => ({
      NodeId: `sales-${letter}`,
      NodeCreateTime: new Date(clock.now() - MOMENT),
      AvailabilityZone: `us-east-1${zone}`,
      NodeStatus: 'creating',
      ParameterGroupStatus: 'in-sync',
    })
    clock.advance(MOMENT)
    const whole = {
      ClusterName: 'sales',
      Description: 'In front of sales',
      ClusterArn: ARN,
      TotalNodes: 3,
      ActiveNodes: 0,
      NodeType: 'dax.r5.large',
      Status: 'creating',
      ClusterDiscoveryEndpoint: { Port: 9111 },
      PreferredMaintenanceWindow: 'mon:01:00-mon:02:00',
      NotificationConfiguration: {
        TopicArn: 'arn:aws:sns:us-east-1:000000000000:topic',
        TopicStatus: 'active',
      },
      SubnetGroup: 'default',
      SecurityGroups: [{ SecurityGroupIdentifier: 'sg-1', Status: 'active' }],
      IamRoleArn: ROLE,
      ParameterGroup: {
        ParameterGroupName: 'default.dax1.0',
        ParameterApplyStatus: 'in-sync',
        NodeIdsToReboot: [],
      },
      SSEDescription: { Status: 'ENABLED' },
      ClusterEndpointEncryptionType: 'TLS',
      NetworkType: 'ipv4',
    }
    const nodes = [node('a', 'b'), node('b', 'a'), node('c', 'b')].map(one => ({
      ...one,
      NodeCreateTime: new Date(clock.now() - MOMENT),
    }))
    expect(made).toEqual({ ...whole, Nodes: nodes })

    const address = /^sales\.[0-9a-f]{6}\.dax-clusters\.us-east-1\.amazonaws\.com$/
    const found = await cluster('SALES')
    expect(found).toMatchObject({
      ...whole,
      Status: 'available',
      ActiveNodes: 3,
      ClusterDiscoveryEndpoint: { Port: 9111 },
    })
    expect(found?.ClusterDiscoveryEndpoint?.Address).toMatch(address)
    expect(found?.ClusterDiscoveryEndpoint?.URL).toBe(
      `daxs://${found?.ClusterDiscoveryEndpoint?.Address}`,
    )
    expect(found?.Nodes?.map(({ NodeStatus, Endpoint }) => [NodeStatus, Endpoint?.Port])).toEqual(
      Array(3).fill(['available', 9111]),
    )
  })

  test('gets nodes, loses them, and uses their names again', async () => {
    await createSales()
    const more = { ClusterName: 'sales', NewReplicationFactor: 5 }
    const { Cluster: growing } = await dax.send(new IncreaseReplicationFactorCommand(more))
    expect(growing).toMatchObject({ Status: 'modifying', TotalNodes: 5, ActiveNodes: 3 })
    await expectRefusal(
      new IncreaseReplicationFactorCommand({ ...more, NewReplicationFactor: 6 }),
      'InvalidClusterStateFault',
      'Cluster is not in available state: sales',
    )
    clock.advance(MOMENT)
    const { Cluster: shrinking } = await dax.send(
      new DecreaseReplicationFactorCommand({
        ClusterName: 'sales',
        NewReplicationFactor: 3,
        NodeIdsToRemove: ['sales-b', 'sales-d'],
      }),
    )
    expect(shrinking).toMatchObject({ TotalNodes: 5, NodeIdsToRemove: ['sales-b', 'sales-d'] })
    clock.advance(MOMENT)
    const ids = async () => (await cluster())?.Nodes?.map(({ NodeId }) => NodeId)
    expect(await ids()).toEqual(['sales-a', 'sales-c', 'sales-e'])
    await send(new IncreaseReplicationFactorCommand({ ...more, NewReplicationFactor: 4 }))
    clock.advance(MOMENT)
    expect(await ids()).toEqual(['sales-a', 'sales-c', 'sales-e', 'sales-b'])
  })

  test('runs with another parameter group when its nodes have been rebooted, one by one', async () => {
    await createSales({ ReplicationFactor: 2 })
    await send(new CreateParameterGroupCommand({ ParameterGroupName: 'quick' }))
    await send(new UpdateClusterCommand({ ClusterName: 'sales', ParameterGroupName: 'quick' }))
    const groups = []
    for (const NodeId of ['sales-a', 'sales-b']) {
      clock.advance(MOMENT)
      groups.push((await cluster())?.ParameterGroup)
      await send(new RebootNodeCommand({ ClusterName: 'sales', NodeId }))
    }
    clock.advance(MOMENT)
    groups.push((await cluster())?.ParameterGroup)
    const ParameterGroupName = 'quick'
    expect(groups).toEqual([
      {
        ParameterGroupName,
        ParameterApplyStatus: 'pending-reboot',
        NodeIdsToReboot: ['sales-a', 'sales-b'],
      },
      { ParameterGroupName, ParameterApplyStatus: 'pending-reboot', NodeIdsToReboot: ['sales-b'] },
      { ParameterGroupName, ParameterApplyStatus: 'in-sync', NodeIdsToReboot: [] },
    ])
  })

  test('is deleting for a while, and then is gone, and its name is free', async () => {
    await createSales()
    const { Cluster: leaving } = await dax.send(new DeleteClusterCommand({ ClusterName: 'sales' }))
    expect(leaving?.Status).toBe('deleting')
    expect((await cluster())?.Status).toBe('deleting')
    await expectRefusal(
      new CreateClusterCommand(SALES),
      'ClusterAlreadyExistsFault',
      'Cluster already exists: sales',
    )
    clock.advance(MOMENT)
    expect(await send(new DescribeClustersCommand({}))).toEqual({ Clusters: [] })
    await createSales()
    const { Events = [] } = await dax.send(
      new DescribeEventsCommand({ SourceType: 'CLUSTER', SourceName: 'sales' }),
    )
    await cluster()
    expect(Events.map(({ Message }) => Message)).toEqual([
      'Cluster creation started',
      'Cluster created',
      'Node sales-a added',
      'Node sales-b added',
      'Node sales-c added',
      'Cluster deleted',
      'Cluster creation started',
      'Cluster created',
      'Node sales-a added',
      'Node sales-b added',
      'Node sales-c added',
    ])
  })

  test('has tags', async () => {
    await createSales({ Tags: [{ Key: 'a', Value: '1' }] })
    const tagged = await send(
      new TagResourceCommand({ ResourceName: ARN, Tags: [{ Key: 'b', Value: '2' }, { Key: 'a' }] }),
    )
    const a = { Key: 'a', Value: '' }
    expect(tagged).toEqual({ Tags: [a, { Key: 'b', Value: '2' }] })
    const untagged = await send(new UntagResourceCommand({ ResourceName: ARN, TagKeys: ['b'] }))
    expect(untagged).toEqual({ Tags: [a] })
    expect(await send(new ListTagsCommand({ ResourceName: ARN }))).toEqual({ Tags: [a] })
  })

  test('belongs to its region, and is only in its answer what it is for no time', async () => {
    const quick = await Database.open({ clock })
    const west = new DAXClient(quick.clientConfig({ region: 'us-west-2' }) as object)
    const { Cluster } = await west.send(new CreateClusterCommand(SALES))
    expect([Cluster?.Status, Cluster?.Nodes?.[0]?.AvailabilityZone]).toEqual([
      'creating',
      'us-west-2a',
    ])
    const { Clusters } = await west.send(new DescribeClustersCommand({}))
    expect(Clusters?.map(({ Status }) => Status)).toEqual(['available'])
    const east = new DAXClient(quick.clientConfig() as object)
    expect((await east.send(new DescribeClustersCommand({}))).Clusters).toEqual([])
  })
})

describe('groups', () => {
  test('of parameters are made, changed until a cluster has them, and deleted', async () => {
    const ParameterGroupName = 'quick'
    const ParameterGroup = { ParameterGroupName, Description: 'Short' }
    expect(await send(new CreateParameterGroupCommand(ParameterGroup))).toEqual({ ParameterGroup })
    await send(
      new UpdateParameterGroupCommand({
        ParameterGroupName,
        ParameterNameValues: [{ ParameterName: 'query-ttl-millis', ParameterValue: '0' }],
      }),
    )
    const { Parameters = [] } = await dax.send(
      new DescribeParametersCommand({ ParameterGroupName }),
    )
    expect(Parameters.map(one => [one.ParameterName, one.ParameterValue, one.Source])).toEqual([
      ['query-ttl-millis', '0', 'user'],
      ['record-ttl-millis', '300000', 'system'],
    ])
    const own = await dax.send(
      new DescribeParametersCommand({ ParameterGroupName, Source: 'user' }),
    )
    expect(own.Parameters).toEqual(Parameters.slice(0, 1))
    const defaults = await dax.send(new DescribeDefaultParametersCommand({}))
    expect(defaults.Parameters?.map(one => one.ParameterValue)).toEqual(['300000', '300000'])

    await createSales({ ParameterGroupName })
    const inUse = 'Parameter group is in use by a cluster: quick'
    const deletion = new DeleteParameterGroupCommand({ ParameterGroupName })
    await expectRefusal(deletion, 'InvalidParameterGroupStateFault', inUse)
    await expectRefusal(
      new UpdateParameterGroupCommand({ ParameterGroupName, ParameterNameValues: [] }),
      'InvalidParameterGroupStateFault',
      inUse,
    )
    await send(new DeleteClusterCommand({ ClusterName: 'sales' }))
    clock.advance(MOMENT)
    const DeletionMessage = 'Parameter group quick has been deleted.'
    expect(await send(deletion)).toEqual({ DeletionMessage })
    const left = await dax.send(new DescribeParameterGroupsCommand({}))
    expect(left.ParameterGroups?.map(one => one.ParameterGroupName)).toEqual(['default.dax1.0'])
  })

  test('of subnets are made, changed, and deleted when no cluster is in them', async () => {
    const SubnetGroupName = 'inner'
    const made = await send(
      new CreateSubnetGroupCommand({ SubnetGroupName, SubnetIds: ['subnet-1', 'subnet-2'] }),
    )
    const subnets = (...ids: string[]) => ids.map(SubnetIdentifier => ({ SubnetIdentifier }))
    expect(made).toEqual({
      SubnetGroup: { SubnetGroupName, Subnets: subnets('subnet-1', 'subnet-2') },
    })
    await createSales({ SubnetGroupName })
    await send(new UpdateSubnetGroupCommand({ SubnetGroupName, SubnetIds: ['subnet-3'] }))
    const names = { SubnetGroupNames: [SubnetGroupName] }
    expect(await send(new DescribeSubnetGroupsCommand(names))).toEqual({
      SubnetGroups: [{ SubnetGroupName, Subnets: subnets('subnet-3') }],
    })
    const deletion = new DeleteSubnetGroupCommand({ SubnetGroupName })
    await expectRefusal(
      deletion,
      'SubnetGroupInUseFault',
      'Subnet group is in use by a cluster: inner',
    )
    await send(new DeleteClusterCommand({ ClusterName: 'sales' }))
    clock.advance(MOMENT)
    expect(await send(deletion)).toEqual({
      DeletionMessage: 'Subnet group inner has been deleted.',
    })
  })
})

test('lists come a page at a time, in the order of names', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `g${index + 10}`)
  for (const ParameterGroupName of names.toReversed()) {
    await send(new CreateParameterGroupCommand({ ParameterGroupName }))
  }
  const first = await dax.send(new DescribeParameterGroupsCommand({ MaxResults: 20 }))
  const { NextToken } = first
  const second = await dax.send(new DescribeParameterGroupsCommand({ MaxResults: 20, NextToken }))
  const found = [first, second].map(one =>
    one.ParameterGroups?.map(group => group.ParameterGroupName),
  )
  expect(found).toEqual([['default.dax1.0', ...names.slice(0, 19)], names.slice(19)])
  expect(second.NextToken).toBeUndefined()
  const events = await dax.send(new DescribeEventsCommand({ MaxResults: 20 }))
  expect([events.Events?.length, events.NextToken]).toEqual([20, undefined])
  clock.advance(3_600_001)
  expect((await dax.send(new DescribeEventsCommand({}))).Events).toEqual([])
  expect((await dax.send(new DescribeEventsCommand({ Duration: 61 }))).Events).toHaveLength(20)
})

describe('is refused', () => {
  const VALUE = 'InvalidParameterValueException'
  const more = (NewReplicationFactor: number, rest: object = {}) =>
    new IncreaseReplicationFactorCommand({ ClusterName: 'sales', NewReplicationFactor, ...rest })
  const fewer = (NewReplicationFactor: number, rest: object = {}) =>
    new DecreaseReplicationFactorCommand({ ClusterName: 'sales', NewReplicationFactor, ...rest })
  const create = (change: object) =>
    new CreateClusterCommand({ ...SALES, ClusterName: 'other', ...change })
  const parameter = (ParameterName: string, ParameterValue: string) =>
    new UpdateParameterGroupCommand({
      ParameterGroupName: 'quick',
      ParameterNameValues: [{ ParameterName, ParameterValue }],
    })
  const group = { ParameterGroupName: 'none' }

  test.each<[string, Command, string, string]>([
    [
      'no name',
      create({ ClusterName: undefined }),
      'ValidationException',
      "1 validation error detected: Value null at 'clusterName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'another encryption',
      create({ ClusterEndpointEncryptionType: 'SSL' }),
      'ValidationException',
      "1 validation error detected: Value 'SSL' at 'clusterEndpointEncryptionType' failed to satisfy constraint: Member must satisfy enum value set: [NONE, TLS]",
    ],
    [
      'a long name',
      create({ ClusterName: 'a'.repeat(21) }),
      VALUE,
      `Invalid cluster name: ${'a'.repeat(21)}`,
    ],
    ['two hyphens', create({ ClusterName: 'a--b' }), VALUE, 'Invalid cluster name: a--b'],
    [
      'a node type of no cluster',
      create({ NodeType: 'db.r5.large' }),
      VALUE,
      'Invalid node type: db.r5.large',
    ],
    ['what is no role', create({ IamRoleArn: 'me' }), VALUE, 'Invalid IAM role ARN: me'],
    [
      'a window without an end',
      create({ PreferredMaintenanceWindow: 'mon' }),
      VALUE,
      'Invalid maintenance window: mon',
    ],
    [
      'a name that there is',
      create({ ClusterName: 'SALES' }),
      'ClusterAlreadyExistsFault',
      'Cluster already exists: sales',
    ],
    [
      'no such subnets',
      create({ SubnetGroupName: 'none' }),
      'SubnetGroupNotFoundFault',
      'Subnet group not found: none',
    ],
    [
      'no such parameters',
      create(group),
      'ParameterGroupNotFoundFault',
      'Parameter group not found: none',
    ],
    ['no nodes', create({ ReplicationFactor: 0 }), VALUE, 'Replication factor must be at least 1'],
    [
      'twelve nodes',
      create({ ReplicationFactor: 12 }),
      'NodeQuotaForClusterExceededFault',
      'A cluster can have at most 11 nodes',
    ],
    [
      'too few zones',
      create({ AvailabilityZones: ['us-east-1a'] }),
      VALUE,
      'There must be as many availability zones as new nodes',
    ],
    [
      'a zone elsewhere',
      create({ AvailabilityZones: ['eu-west-1a'] }),
      VALUE,
      'Invalid availability zone: eu-west-1a',
    ],
    [
      'no such cluster',
      new DescribeClustersCommand({ ClusterNames: ['none'] }),
      'ClusterNotFoundFault',
      'Cluster not found: none',
    ],
    ['no fewer nodes', more(3), VALUE, 'New replication factor must be above the current one'],
    ['no more nodes', fewer(3), VALUE, 'New replication factor must be below the current one'],
    ['no nodes left', fewer(0), VALUE, 'Replication factor must be at least 1'],
    [
      'a node that is not there',
      fewer(2, { NodeIdsToRemove: ['sales-x'] }),
      'NodeNotFoundFault',
      'Node not found: sales-x',
    ],
    [
      'other than so many',
      fewer(1, { NodeIdsToRemove: ['sales-a'] }),
      VALUE,
      'Exactly 2 nodes must be removed',
    ],
    [
      'nodes and zones',
      fewer(2, { NodeIdsToRemove: [], AvailabilityZones: [] }),
      'InvalidParameterCombinationException',
      'Only one of NodeIdsToRemove and AvailabilityZones can be given',
    ],
    [
      'a reboot of none',
      new RebootNodeCommand({ ClusterName: 'sales', NodeId: 'x' }),
      'NodeNotFoundFault',
      'Node not found: x',
    ],
    [
      'a small page',
      new DescribeClustersCommand({ MaxResults: 19 }),
      VALUE,
      'MaxResults must be from 20 to 100',
    ],
    [
      'a token of nobody',
      new DescribeClustersCommand({ NextToken: '!' }),
      VALUE,
      'NextToken is invalid',
    ],
    [
      'a group that there is',
      new CreateParameterGroupCommand({ ParameterGroupName: 'Quick' }),
      'ParameterGroupAlreadyExistsFault',
      'Parameter group already exists: quick',
    ],
    [
      'a group that there is not',
      new DescribeParametersCommand(group),
      'ParameterGroupNotFoundFault',
      'Parameter group not found: none',
    ],
    [
      'the end of the default',
      new DeleteParameterGroupCommand({ ParameterGroupName: 'default.dax1.0' }),
      'InvalidParameterGroupStateFault',
      'Default parameter group cannot be changed: default.dax1.0',
    ],
    ['another parameter', parameter('ttl', '1'), VALUE, 'Invalid parameter: ttl'],
    [
      'a time that is none',
      parameter('query-ttl-millis', '-1'),
      VALUE,
      'Invalid value of parameter query-ttl-millis: -1',
    ],
    [
      'a subnet that is none',
      new CreateSubnetGroupCommand({ SubnetGroupName: 's', SubnetIds: ['x'] }),
      VALUE,
      'Invalid subnet ID: x',
    ],
    [
      'the end of default subnets',
      new DeleteSubnetGroupCommand({ SubnetGroupName: 'default' }),
      VALUE,
      'Subnet group cannot be deleted: default',
    ],
    [
      'an ARN that is none',
      new ListTagsCommand({ ResourceName: 'sales' }),
      'InvalidARNFault',
      'Invalid ARN: sales',
    ],
    [
      'an ARN of elsewhere',
      new ListTagsCommand({ ResourceName: ARN.replace('east', 'west') }),
      'ClusterNotFoundFault',
      'Cluster not found: sales',
    ],
    [
      'a tag that is not there',
      new UntagResourceCommand({ ResourceName: ARN, TagKeys: ['x'] }),
      'TagNotFoundFault',
      'Tag not found: x',
    ],
    [
      'a source of no type',
      new DescribeEventsCommand({ SourceName: 'sales' }),
      'InvalidParameterCombinationException',
      'SourceType must be given where SourceName is',
    ],
  ])('%s, and nothing has changed', async (_, command, name, message) => {
    await createSales()
    await send(new CreateParameterGroupCommand({ ParameterGroupName: 'quick' }))
    const state = async () => [
      await send(new DescribeClustersCommand({})),
      await send(new DescribeEventsCommand({ Duration: 1000 })),
    ]
    const before = await state()
    await expectRefusal(command, name, message)
    expect(await state()).toEqual(before)
  })
})

describe('the operations are reached', () => {
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }

  test('by a client that is attached', async () => {
    const client = db.attach(new DAXClient({ region: 'eu-west-1', credentials }))
    const { Cluster } = await client.send(new CreateClusterCommand(SALES))
    expect(Cluster?.ClusterArn).toBe(ARN.replace('us-east-1', 'eu-west-1'))
  })

  test('over HTTP, signed for their own service', async () => {
    const server = await serve(db, { port: 0, credentials: [credentials] })
    const settings = { endpoint: server.url, region: 'us-east-1', credentials }
    const client = new DAXClient(settings)
    const tables = new DynamoDBClient(settings)
    try {
      const { Cluster } = await client.send(new CreateClusterCommand(SALES))
      expect(Cluster?.ClusterArn).toBe(ARN)
      await expect(client.send(new CreateClusterCommand(SALES))).rejects.toMatchObject({
        name: 'ClusterAlreadyExistsFault',
        $metadata: { httpStatusCode: 400 },
      })
      // An operation of the same name on tables is another one.
      const Tags = [{ Key: 'a', Value: '1' }]
      await expect(tables.send(new TagTableCommand({ ResourceArn: ARN, Tags }))).rejects.toThrow()
      const answer = await client.send(new TagResourceCommand({ ResourceName: ARN, Tags }))
      expect(answer.Tags).toEqual(Tags)
    } finally {
      client.destroy()
      tables.destroy()
      await server.close()
    }
  })

  test.each([
    ['a target of DynamoDB', 'DynamoDB_20120810.AmazonDAXV3.DescribeClusters', '1.0', 400],
    ['a target that there is not', 'AmazonDAXV3.ListTables', '1.1', 400],
    ['another version of JSON for tables', 'DynamoDB_20120810.ListTables', '1.1', 404],
    ['their own target', 'AmazonDAXV3.DescribeClusters', '1.1', 200],
  ])('by %s: status', async (_, target, version, status) => {
    const server = await serve(db, { port: 0 })
    const scope = '20260101/us-east-1/dax/aws4_request'
    try {
      const answer = await fetch(server.url, {
        method: 'POST',
        headers: {
          'content-type': `application/x-amz-json-${version}`,
          'x-amz-target': target,
          'x-amz-date': '20260101T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=key/${scope}, SignedHeaders=host, Signature=0`,
        },
        body: '{}',
      })
      await answer.text()
      expect(answer.status).toBe(status)
    } finally {
      await server.close()
    }
  })
})
