/** Whether a table agrees with its indexes and its stream, whatever has been written to it. */

import { isDeepStrictEqual } from 'node:util'

export type WireItem = Record<string, { readonly S?: string; readonly N?: string }>
export type Ask = (operation: string, json: object) => Promise<object>

interface CheckedTable {
  readonly TableName: string
  /** All that it has. */
  readonly items: readonly WireItem[]
}

/** @throws if an index has not what follows from the items, or the stream from its start does not lead to them */
export async function throwIfInconsistent(ask: Ask, table: CheckedTable): Promise<void> {
  for (const [IndexName, attribute] of [
    ['byColor', 'color'],
    ['bySize', 'size'],
  ] as const) {
    const { TableName, items } = table
    const { Items } = (await ask('Scan', { TableName, IndexName })) as { Items: WireItem[] }
    throwIfOthers(
      IndexName,
      Items,
      items.filter(item => item[attribute] !== undefined),
    )
  }
  await throwIfStreamDiffers(ask, table)
}

async function throwIfStreamDiffers(ask: Ask, { TableName, items }: CheckedTable): Promise<void> {
  const records = await recordsOf(ask, TableName)
  const found = new Map<string, WireItem>()
  let last: number | undefined
  for (const { dynamodb } of records) {
    const { Keys, NewImage, SequenceNumber } = dynamodb
    // Every commit but those that created the tables is one of this table.
    const commit = Number(SequenceNumber.slice(1, -STEP_DIGITS))
    if (last !== undefined && commit > last + 1) throw new Error(`no commit ${last + 1}`)
    last = commit
    if (NewImage === undefined) found.delete(JSON.stringify(Keys))
    else found.set(JSON.stringify(Keys), NewImage)
  }
  throwIfOthers('the stream', [...found.values()], items)
}

/** Digits of a sequence number of a stream that tell the place in a commit. */
const STEP_DIGITS = 12

interface WireRecord {
  readonly dynamodb: {
    readonly Keys: WireItem
    readonly NewImage?: WireItem
    readonly SequenceNumber: string
  }
}

/** The records of all shards, in the order of the commits. */
async function recordsOf(ask: Ask, TableName: string): Promise<WireRecord[]> {
  const { Streams } = (await ask('ListStreams', { TableName })) as {
    Streams: readonly { StreamArn: string }[]
  }
  const StreamArn = Streams[0]?.StreamArn
  const records: WireRecord[] = []
  let ExclusiveStartShardId: string | undefined
  do {
    const { StreamDescription } = (await ask('DescribeStream', {
      StreamArn,
      ...(ExclusiveStartShardId && { ExclusiveStartShardId }),
    })) as {
      StreamDescription: { Shards: { ShardId: string }[]; LastEvaluatedShardId?: string }
    }
    for (const { ShardId } of StreamDescription.Shards) {
      records.push(...(await recordsOfShard(ask, { StreamArn, ShardId })))
    }
    ExclusiveStartShardId = StreamDescription.LastEvaluatedShardId
  } while (ExclusiveStartShardId !== undefined)
  const numberOf = ({ dynamodb }: WireRecord): bigint => BigInt(dynamodb.SequenceNumber)
  return records.sort((left, right) => (numberOf(left) < numberOf(right) ? -1 : 1))
}

async function recordsOfShard(ask: Ask, shard: object): Promise<WireRecord[]> {
  const records: WireRecord[] = []
  const start = { ...shard, ShardIteratorType: 'TRIM_HORIZON' }
  let next = (await ask('GetShardIterator', start)) as { ShardIterator?: string }
  for (let last = ''; next.ShardIterator !== undefined; ) {
    const page = (await ask('GetRecords', next)) as {
      Records: WireRecord[]
      NextShardIterator?: string
    }
    for (const record of page.Records) {
      const { SequenceNumber } = record.dynamodb
      // All have as many digits.
      if (SequenceNumber <= last) throw new Error(`${SequenceNumber} comes after ${last}`)
      last = SequenceNumber
      records.push(record)
    }
    if (page.Records.length === 0) break
    next = { ...(page.NextShardIterator && { ShardIterator: page.NextShardIterator }) }
  }
  return records
}

function throwIfOthers(
  what: string,
  found: readonly WireItem[],
  expected: readonly WireItem[],
): void {
  if (isDeepStrictEqual(byKey(found), byKey(expected))) return
  throw new Error(`${what} has others: ${JSON.stringify([byKey(found), byKey(expected)])}`)
}

function byKey(items: readonly WireItem[]): WireItem[] {
  const keyOf = ({ pk, sk }: WireItem): string => `${pk?.S} ${sk?.S}`
  return [...items].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
}
