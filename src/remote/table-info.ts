/** What a table elsewhere tells of itself. */

import type { IndexInfo, TableInfo } from '../native/describe.js'
import type { KeyType } from '../types/attribute.js'
import type { KeyAttribute, StreamViewType } from '../types/table.js'
import type { SdkTable } from './table-facts.js'

/** What a table is, and how much it held when that was last counted. */
export interface RemoteTableInfo
  extends Pick<TableInfo, 'name' | 'keySchema' | 'createdAt' | 'itemCount' | 'sizeBytes'> {
  /** Such as `ACTIVE`. */
  readonly status: string
  /** Undefined unless a stream is turned on. */
  readonly stream: { readonly viewType: StreamViewType; readonly arn: string } | undefined
}

/** What DescribeTable has answered, in the form of the native interface. */
export function describedTable(table: SdkTable): RemoteTableInfo {
  const { StreamSpecification: stream, LatestStreamArn: arn = '' } = table
  const partitionKey = keyOfType(table, 'HASH')
  const sortKey = keyOfType(table, 'RANGE')
  return {
    name: table.TableName ?? '',
    keySchema: {
      partitionKey: partitionKey ?? { name: '', type: 'S' },
      ...(sortKey && { sortKey }),
    },
    createdAt: new Date(table.CreationDateTime ?? 0),
    itemCount: table.ItemCount ?? 0,
    sizeBytes: table.TableSizeBytes ?? 0,
    status: table.TableStatus ?? '',
    stream:
      stream?.StreamEnabled === true
        ? { viewType: stream.StreamViewType as StreamViewType, arn }
        : undefined,
  }
}

/** What an index is, and how much it held when that was last counted. */
export type RemoteIndexInfo = Pick<
  IndexInfo,
  'name' | 'kind' | 'isFilled' | 'itemCount' | 'sizeBytes'
>

/** What DescribeTable has answered of an index; undefined if there is none of this name. */
export function describedIndex(table: SdkTable, name: string): RemoteIndexInfo | undefined {
  const { LocalSecondaryIndexes: locals = [], GlobalSecondaryIndexes: globals = [] } = table
  const index = [...locals, ...globals].find(({ IndexName }) => IndexName === name)
  if (index === undefined) return undefined
  const { IndexStatus = 'ACTIVE', Backfilling = false } = index
  return {
    name,
    kind: locals.includes(index) ? 'local' : 'global',
    // It is CREATING or ACTIVE while it is being filled; one that is UPDATING or DELETING can be read.
    isFilled: IndexStatus !== 'CREATING' && !Backfilling,
    itemCount: index.ItemCount ?? 0,
    sizeBytes: index.IndexSizeBytes ?? 0,
  }
}

function keyOfType(
  { KeySchema = [], AttributeDefinitions = [] }: SdkTable,
  keyType: string,
): KeyAttribute | undefined {
  const name = KeySchema.find(one => one.KeyType === keyType)?.AttributeName
  if (name === undefined) return undefined
  const definition = AttributeDefinitions.find(one => one.AttributeName === name)
  return { name, type: definition?.AttributeType as KeyType }
}
