/** A table as the input of the CreateTable that makes a replica of it in another process, which checks it as it does any. */

import { keyAttributes } from '../../engine/keys.js'
import type { IndexDescription, StreamViewType, TableDescription } from '../../types/table.js'
import { wireKeySchema, wireProjection } from '../tables/index-descriptions.js'
import { onDemandThroughput } from '../tables/throughput-wire.js'

/** The input, with a stream that shows `view`. The table is paid for by the request. */
export function createInputOf(
  { name, keySchema, settings }: TableDescription,
  view: StreamViewType,
): object {
  const [partitionKey, ...sortKeys] = keyAttributes(keySchema)
  const { attributes, indexes = [], onDemandMax, tableClass, encryption } = settings
  const locals = indexes.filter(({ kind }) => kind === 'local').map(indexInput)
  const globals = indexes.filter(({ kind }) => kind === 'global').map(indexInput)
  return {
    TableName: name,
    AttributeDefinitions: attributes.map(one => ({
      AttributeName: one.name,
      AttributeType: one.type,
    })),
    KeySchema: wireKeySchema(partitionKey === undefined ? [] : [partitionKey], sortKeys),
    BillingMode: 'PAY_PER_REQUEST',
    ...onDemandThroughput(onDemandMax),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(tableClass.name !== undefined && { TableClass: tableClass.name }),
    StreamSpecification: { StreamEnabled: true, StreamViewType: view },
    // Keys that the account has made are of one region: tables with these have no replicas in other processes.
    ...(encryption.keyArn !== undefined && { SSESpecification: { Enabled: true, SSEType: 'KMS' } }),
  }
}

function indexInput(index: IndexDescription): object {
  const { name, partitionKeys, sortKeys, projection, onDemandMax } = index
  return {
    IndexName: name,
    KeySchema: wireKeySchema(partitionKeys, sortKeys),
    Projection: wireProjection(projection),
    ...onDemandThroughput(onDemandMax ?? {}),
  }
}
