/** What the table at the target is given once it has its items, and what is told that it can't be given. */

import { DynamoError } from '../errors/dynamo-error.js'
import { failureOf } from '../remote/refusals.js'
import type { End } from './ends.js'
import { neededTableAt, type TableShape, type WarmThroughput, whenActive } from './table-shape.js'
import { copyPolicies } from './target-policies.js'

const REPEATABLE = { isRepeatable: true }

/** What a step is about: the table as it is at the source, and at the target. */
interface Way {
  readonly source: End
  readonly target: End
  readonly shape: TableShape
  readonly made: TableShape
}

/** Gives the table at the target what that of the source has, and says what it can't be given. */
type Setting = (way: Way) => Promise<readonly string[] | undefined>

/**
 * In this order: the time to live is late, so that nothing expires before; and after a policy the caller may have fewer rights.
 * Contributor Insights and the past are paid for at the target as they are at the source.
 */
const SETTINGS: Readonly<Record<string, Setting>> = {
  tags: copyTags,
  encryption: copyEncryption,
  'point-in-time recovery': copyPointInTime,
  'contributor insights': copyInsights,
  'warm throughput': tellWarmThroughput,
  'kinesis streaming': tellKinesis,
  replicas: tellReplicas,
  'time to live': copyTimeToLive,
  'resource policy': copyPolicies,
}

/**
 * Gives the table at the target the settings that a table isn't made with.
 *
 * @returns what could not be taken over, in words that begin with its name
 * @throws what was not answered, however often it was asked
 * @throws MigrationFailed if the table is gone
 */
export async function finishTarget(
  source: End,
  target: End,
  shape: TableShape,
): Promise<readonly string[]> {
  const made = await neededTableAt(target, shape.TableName)
  const left: string[] = []
  for (const [name, setting] of Object.entries(SETTINGS)) {
    try {
      const rest = (await setting({ source, target, shape, made })) ?? []
      left.push(...rest.map(text => `${name}: ${text}`))
    } catch (error) {
      // Not every server has all operations, and not everybody may call them: the items are there all the same.
      if (!wasAnswered(error)) throw error
      left.push(`${name}: ${error.message}`)
    }
  }
  return left
}

/** Whether it was answered: what is cut off on its way may well be done by the next call. */
function wasAnswered(error: unknown): error is Error {
  if (!(error instanceof Error) || failureOf(error) !== 'refused') return false
  const { httpStatusCode = 0 } = (error as AnsweredError).$metadata ?? {}
  return error instanceof DynamoError || (httpStatusCode >= 400 && httpStatusCode < 500)
}

interface AnsweredError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** What the source says; undefined if it does not have the operation, and so nothing of what that tells. */
async function askedOf<Output extends object>(
  { sender }: End,
  operation: string,
  input: object,
): Promise<Output | undefined> {
  try {
    return await sender.send<Output>(operation, input, REPEATABLE)
  } catch (error) {
    if (error instanceof Error && error.name === 'UnknownOperationException') return undefined
    throw error
  }
}

interface Tag {
  readonly Key: string
  readonly Value: string
}

async function copyTags({ source, target, shape, made }: Way): Promise<undefined> {
  if (shape.TableArn === undefined || made.TableArn === undefined) return
  const tags: Tag[] = []
  for (let token: string | undefined; ; ) {
    const input = { ResourceArn: shape.TableArn, ...(token !== undefined && { NextToken: token }) }
    const page = await source.sender.send<{
      readonly Tags?: readonly Tag[]
      readonly NextToken?: string
    }>('ListTagsOfResource', input, REPEATABLE)
    tags.push(...(page.Tags ?? []))
    token = page.NextToken
    if (token === undefined) break
  }
  // Those with the prefix are the service's own.
  const Tags = tags.filter(({ Key }) => !Key.startsWith('aws:'))
  if (Tags.length === 0) return
  await target.sender.send('TagResource', { ResourceArn: made.TableArn, Tags }, REPEATABLE)
}

/** A key is one of an account and a region: elsewhere it is the default one, unless the table has been made with another. */
async function copyEncryption({ target, shape, made }: Way): Promise<readonly string[]> {
  const key = keyOf(shape)
  if (key === undefined) return []
  const { TableName } = shape
  let there = keyOf(made)
  if (there === undefined) {
    const SSESpecification = { Enabled: true, SSEType: 'KMS' }
    await target.sender.send('UpdateTable', { TableName, SSESpecification }, REPEATABLE)
    there = keyOf(await whenActive(target, TableName))
  }
  return there === key ? [] : [`the key is ${there}, and not ${key}`]
}

/** Undefined for the service's own key. */
function keyOf({ SSEDescription = {} }: TableShape): string | undefined {
  const { Status, KMSMasterKeyArn } = SSEDescription
  const isOn = Status === 'ENABLED' || Status === 'ENABLING' || Status === 'UPDATING'
  return isOn ? (KMSMasterKeyArn ?? 'one that is not told') : undefined
}

interface Backups {
  readonly ContinuousBackupsDescription?: {
    readonly PointInTimeRecoveryDescription?: {
      readonly PointInTimeRecoveryStatus?: string
      readonly RecoveryPeriodInDays?: number
    }
  }
}

async function copyPointInTime({ source, target, shape }: Way): Promise<undefined> {
  const { TableName } = shape
  const told = await askedOf<Backups>(source, 'DescribeContinuousBackups', { TableName })
  const { PointInTimeRecoveryStatus, RecoveryPeriodInDays } =
    told?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {}
  if (PointInTimeRecoveryStatus !== 'ENABLED') return
  const PointInTimeRecoverySpecification = {
    PointInTimeRecoveryEnabled: true,
    ...(RecoveryPeriodInDays !== undefined && { RecoveryPeriodInDays }),
  }
  const input = { TableName, PointInTimeRecoverySpecification }
  await target.sender.send('UpdateContinuousBackups', input, REPEATABLE)
}

interface Insights {
  readonly ContributorInsightsSummaries?: readonly {
    readonly IndexName?: string
    readonly ContributorInsightsStatus?: string
    readonly ContributorInsightsMode?: string
  }[]
}

async function copyInsights({ source, target, shape }: Way): Promise<undefined> {
  const { TableName } = shape
  // Of a table and its indexes there are never so many that they come in pages.
  const told = await askedOf<Insights>(source, 'ListContributorInsights', { TableName })
  for (const {
    IndexName,
    ContributorInsightsStatus: status,
    ContributorInsightsMode,
  } of told?.ContributorInsightsSummaries ?? []) {
    if (status !== 'ENABLED' && status !== 'ENABLING') continue
    const input = {
      TableName,
      ContributorInsightsAction: 'ENABLE',
      ...(IndexName !== undefined && { IndexName }),
      ...(ContributorInsightsMode !== undefined && { ContributorInsightsMode }),
    }
    await target.sender.send('UpdateContributorInsights', input, REPEATABLE)
  }
}

/** A table that has grown can take more at once than a new one, which is paid for where it is wanted: so it is told. */
async function tellWarmThroughput({ shape, made }: Way): Promise<readonly string[]> {
  const others = made.GlobalSecondaryIndexes ?? []
  const pairs: (readonly [string, WarmThroughput | undefined, WarmThroughput | undefined])[] = [
    ['the table', shape.WarmThroughput, made.WarmThroughput],
    ...(shape.GlobalSecondaryIndexes ?? []).map(({ IndexName, WarmThroughput }) => {
      const other = others.find(one => one.IndexName === IndexName)
      return [IndexName, WarmThroughput, other?.WarmThroughput] as const
    }),
  ]
  return pairs.flatMap(([name, ours, theirs]) => {
    // Servers that know nothing of it have no such bound.
    if (ours === undefined || theirs === undefined) return []
    const [read, write] = unitsOf(ours)
    const [otherRead, otherWrite] = unitsOf(theirs)
    if (read <= otherRead && write <= otherWrite) return []
    return `${name} takes ${otherRead} read and ${otherWrite} write units a second at once, and ${read} and ${write} at the source`
  })
}

function unitsOf({ ReadUnitsPerSecond = 0, WriteUnitsPerSecond = 0 }: WarmThroughput) {
  return [ReadUnitsPerSecond, WriteUnitsPerSecond] as const
}

interface Destinations {
  readonly KinesisDataStreamDestinations?: readonly {
    readonly StreamArn?: string
    readonly DestinationStatus?: string
  }[]
}

/** To hand changes on twice is not what anybody asked for. */
async function tellKinesis({ source, shape }: Way): Promise<readonly string[]> {
  const input = { TableName: shape.TableName }
  const told = await askedOf<Destinations>(source, 'DescribeKinesisStreamingDestination', input)
  return (told?.KinesisDataStreamDestinations ?? [])
    .filter(({ DestinationStatus: status }) => status === 'ACTIVE' || status === 'ENABLING')
    .map(({ StreamArn = '' }) => `changes at the target are not handed on to ${StreamArn}`)
}

async function tellReplicas({ shape: { Replicas = [] } }: Way): Promise<readonly string[]> {
  const regions = Replicas.map(({ RegionName = '' }) => RegionName)
  return regions.length === 0 ? [] : [`none are made in ${regions.join(', ')}`]
}

async function copyTimeToLive({ source, target, shape }: Way): Promise<undefined> {
  const { TableName } = shape
  const AttributeName = await timeToLiveAt(source, TableName)
  if (AttributeName === undefined) return
  if ((await timeToLiveAt(target, TableName)) === AttributeName) return
  const TimeToLiveSpecification = { Enabled: true, AttributeName }
  await target.sender.send('UpdateTimeToLive', { TableName, TimeToLiveSpecification }, REPEATABLE)
}

/** The attribute; undefined if nothing expires. */
async function timeToLiveAt({ sender }: End, TableName: string): Promise<string | undefined> {
  const { TimeToLiveDescription: told = {} } = await sender.send<{
    readonly TimeToLiveDescription?: {
      readonly TimeToLiveStatus?: string
      readonly AttributeName?: string
    }
  }>('DescribeTimeToLive', { TableName }, REPEATABLE)
  const isOn = told.TimeToLiveStatus === 'ENABLED' || told.TimeToLiveStatus === 'ENABLING'
  return isOn ? told.AttributeName : undefined
}
