/** The actions that a policy of a table or a stream can be about. */

/** Source: Service authorization reference, "Actions defined by Amazon DynamoDB": those on tables, indexes and streams. */
const NAMES = [
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'CreateBackup',
  'CreateTableReplica',
  'DeleteItem',
  'DeleteResourcePolicy',
  'DeleteTable',
  'DeleteTableReplica',
  'DescribeContinuousBackups',
  'DescribeContributorInsights',
  'DescribeKinesisStreamingDestination',
  'DescribeStream',
  'DescribeTable',
  'DescribeTableReplicaAutoScaling',
  'DescribeTimeToLive',
  'DisableKinesisStreamingDestination',
  'EnableKinesisStreamingDestination',
  'ExportTableToPointInTime',
  'GetItem',
  'GetRecords',
  'GetResourcePolicy',
  'GetShardIterator',
  'ListTagsOfResource',
  'PartiQLDelete',
  'PartiQLInsert',
  'PartiQLSelect',
  'PartiQLUpdate',
  'PutItem',
  'PutResourcePolicy',
  'Query',
  'RestoreTableToPointInTime',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateContinuousBackups',
  'UpdateContributorInsights',
  'UpdateItem',
  'UpdateKinesisStreamingDestination',
  'UpdateTable',
  'UpdateTableReplicaAutoScaling',
  'UpdateTimeToLive',
]

const ACTIONS: ReadonlySet<string> = new Set(NAMES.map(name => name.toLowerCase()))
const PATTERN = /^dynamodb:([a-z*?]+)$/

/** Whether there is an action of this name; one with `*` or `?` stands for some. Names are the same in any case. */
export function isPolicyAction(text: string): boolean {
  if (text === '*') return true
  const [, name] = PATTERN.exec(text.toLowerCase()) ?? []
  return name !== undefined && (/[*?]/.test(name) || ACTIONS.has(name))
}
