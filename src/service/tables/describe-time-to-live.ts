/** DescribeTimeToLive. */

import type { Outcome } from '../../api/write-one.js'
import { expiryNotDescribed } from '../../errors/ttl-errors.js'
import type { TableContext } from './region-tables.js'
import type { TableRequest } from './wire.js'

/** Tells whether items of a table expire, and by which attribute. */
export function describeTimeToLive(
  { tables }: TableContext,
  { TableName }: TableRequest,
): Outcome<object> {
  const table = tables.named(TableName)
  for (const { kind } of tables.changesOf(table)) {
    if (kind === 'create') throw expiryNotDescribed('CREATING')
    if (kind === 'delete') throw expiryNotDescribed('DELETING')
  }
  const attribute = table.description.settings.timeToLive?.attribute
  const description =
    attribute === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
  return { result: { TimeToLiveDescription: description }, durable: undefined }
}
