/** ListTagsOfResource. */

import type { Outcome } from '../../api/write-one.js'
import type { TableContext } from './region-tables.js'
import { taggedTable } from './tags.js'

interface ListTagsOfResourceRequest {
  readonly ResourceArn: string
}

/** Tells all tags of a table, on one page. */
export function listTagsOfResource(
  { tables }: TableContext,
  { ResourceArn }: ListTagsOfResourceRequest,
): Outcome<object> {
  const { tags } = taggedTable(tables, ResourceArn).description.settings
  const result = { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }
  return { result, durable: undefined }
}
