/** UntagResource. */

import type { Outcome } from '../../api/write-one.js'
import { tagKeysEmpty } from '../../errors/tag-errors.js'
import type { TableContext } from './region-tables.js'
import { refuseWhileComingOrGoing } from './statuses.js'
import { checkTaggedArn, taggedTable } from './tags.js'

interface UntagResourceRequest {
  readonly ResourceArn: string
  readonly TagKeys: readonly string[]
}

/** Takes tags from a table. It is no error if it has none with such a key. */
export function untagResource(
  { tables }: TableContext,
  { ResourceArn, TagKeys }: UntagResourceRequest,
): Outcome<object> {
  checkTaggedArn(ResourceArn, tables.place)
  if (TagKeys.length === 0) throw tagKeysEmpty()
  const table = taggedTable(tables, ResourceArn)
  refuseWhileComingOrGoing(tables, table)
  const { settings } = table.description
  const tags = settings.tags.filter(({ key }) => !TagKeys.includes(key))
  const { durable } = tables.change(table, { ...settings, tags })
  return { result: {}, durable }
}
