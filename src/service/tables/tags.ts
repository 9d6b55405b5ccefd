/** The rules for tags, and the ARNs of what has them. */

import {
  arnAccountDenied,
  arnOfAnotherKind,
  arnOfAnotherService,
  notAnArn,
  tableArnInvalid,
} from '../../errors/arn-errors.js'
import {
  taggedResourceNotFound,
  tagKeyInvalid,
  tagKeyRepeated,
  tagKeyReserved,
  tagValueInvalid,
  tooManyTags,
} from '../../errors/tag-errors.js'
import type { StoredTable } from '../../storage/table.js'
import { TAGS_MAX } from '../../types/limits.js'
import type { Tag } from '../../types/table.js'
import { isTableName, type Place } from './arn.js'
import type { RegionTables } from './region-tables.js'
import type { WireTag } from './wire.js'

const KEY_LENGTH_MAX = 128
const VALUE_LENGTH_MAX = 256
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** The tags of a request. Throws a `ValidationException` if a key or a value is not allowed, or a key comes twice. */
export function tagsOf(wire: readonly WireTag[]): readonly Tag[] {
  const tags = wire.map(tagOf)
  const keys = new Set<string>()
  for (const { key } of tags) {
    if (keys.has(key)) throw tagKeyRepeated(key)
    keys.add(key)
  }
  if (tags.length > TAGS_MAX) throw tooManyTags()
  return tags
}

function tagOf({ Key: key, Value: value }: Partial<WireTag>): Tag {
  const isKey = key !== undefined && key !== '' && key.length <= KEY_LENGTH_MAX
  if (!isKey || !CHARACTERS.test(key)) throw tagKeyInvalid(String(key ?? null))
  if (key.startsWith('aws:')) throw tagKeyReserved(key)
  const isValue = value !== undefined && value.length <= VALUE_LENGTH_MAX
  if (!isValue || !CHARACTERS.test(value)) throw tagValueInvalid(String(value ?? null))
  return { key, value }
}

/** The tags of a table once some are added. Throws a `ValidationException` if they become too many. */
export function mergedTags(current: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const values = new Map(current.map(({ key, value }) => [key, value]))
  for (const { key, value } of added) values.set(key, value)
  if (values.size > TAGS_MAX) throw tooManyTags()
  return Array.from(values, ([key, value]) => ({ key, value }))
}

/**
 * The table that has an ARN.
 *
 * @throws ValidationException if it is no ARN of a table in this region
 * @throws AccessDeniedException if it is of another account
 * @throws ResourceNotFoundException if there is no such table
 */
export function taggedTable(tables: RegionTables, arn: string): StoredTable {
  const name = taggedNameOf(arn, tables.place)
  const table = name === undefined ? undefined : tables.lookUp(name)
  if (table === undefined) throw taggedResourceNotFound(arn)
  return table
}

/**
 * Checks an ARN by itself.
 *
 * @throws ValidationException if it is no ARN of a table in this region
 * @throws AccessDeniedException if it is of another account
 */
export function checkTaggedArn(arn: string, place: Place): void {
  taggedNameOf(arn, place)
}

/** The name of the table, or undefined if the ARN is of a stream, which has no tags. */
function taggedNameOf(arn: string, place: Place): string | undefined {
  if (!arn.startsWith('arn:')) throw notAnArn(arn)
  const [, partition, service, region, accountId, ...rest] = arn.split(':')
  const isDynamo = partition === 'aws' && service === 'dynamodb'
  if (!isDynamo || rest.length === 0) throw arnOfAnotherService(arn)
  const [kind, name = '', part] = rest.join(':').split('/')
  if (kind !== 'table' || (part !== undefined && part !== 'stream')) throw arnOfAnotherKind(arn)
  if (region !== place.region) throw tableArnInvalid(arn)
  if (accountId !== place.accountId) throw arnAccountDenied()
  if (!isTableName(name)) throw tableArnInvalid(arn)
  return part === undefined ? name : undefined
}
