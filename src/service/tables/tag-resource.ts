/** TagResource. */

import type { Outcome } from '../../api/write-one.js'
import { tagsEmpty } from '../../errors/tag-errors.js'
import type { TableContext } from './region-tables.js'
import { refuseWhileComingOrGoing } from './statuses.js'
import { checkTaggedArn, mergedTags, taggedTable, tagsOf } from './tags.js'
import type { WireTag } from './wire.js'

interface TagResourceRequest {
  readonly ResourceArn: string
  readonly Tags: readonly WireTag[]
}

/** Gives a table tags, in the place of those that have the same keys. */
export function tagResource(
  { tables }: TableContext,
  { ResourceArn, Tags }: TagResourceRequest,
): Outcome<object> {
  checkTaggedArn(ResourceArn, tables.place)
  if (Tags.length === 0) throw tagsEmpty()
  const added = tagsOf(Tags)
  const table = taggedTable(tables, ResourceArn)
  refuseWhileComingOrGoing(tables, table)
  const { settings } = table.description
  const { durable } = tables.change(table, { ...settings, tags: mergedTags(settings.tags, added) })
  return { result: {}, durable }
}
