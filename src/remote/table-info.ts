/** What a table elsewhere tells of itself. */

import type { TableInfo } from '../native/describe.js'
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

function keyOfType(
  { KeySchema = [], AttributeDefinitions = [] }: SdkTable,
  keyType: string,
): KeyAttribute | undefined {
  const name = KeySchema.find(one => one.KeyType === keyType)?.AttributeName
  if (name === undefined) return undefined
  const definition = AttributeDefinitions.find(one => one.AttributeName === name)
  return { name, type: definition?.AttributeType as KeyType }
}
