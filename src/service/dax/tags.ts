/** TagResource, UntagResource and ListTags. Of all that belongs to DAX, clusters have tags. */

import {
  clusterNotFound,
  invalidArn,
  invalidValue,
  tagNotFound,
  tooManyTags,
} from '../../errors/dax-control-errors.js'
import { pageOf } from './pages.js'
import type { Cluster, RegionDax } from './region-dax.js'

export interface WireTag {
  readonly Key?: string
  readonly Value?: string
}

interface ResourceRequest {
  readonly ResourceName: string
}

const TAGS_MAX = 50
const KEY_LENGTH_MAX = 128
const VALUE_LENGTH_MAX = 256
const CLUSTER_ARN = /^arn:aws[a-z-]*:dax:([a-z0-9-]+):(\d{12}):cache\/(.+)$/

/** Gives a cluster tags, in the place of those that have the same keys. */
export function tagResource(
  dax: RegionDax,
  { ResourceName, Tags }: ResourceRequest & { readonly Tags: readonly WireTag[] },
): object {
  const { tags } = clusterOfArn(dax, ResourceName)
  for (const [key, value] of mergeTags(tags, Tags)) tags.set(key, value)
  return tagsAnswer(tags)
}

/** Takes tags of a cluster away, all of which have to be there. */
export function untagResource(
  dax: RegionDax,
  { ResourceName, TagKeys }: ResourceRequest & { readonly TagKeys: readonly string[] },
): object {
  const { tags } = clusterOfArn(dax, ResourceName)
  for (const key of TagKeys) if (!tags.has(key)) throw tagNotFound(key)
  for (const key of TagKeys) tags.delete(key)
  return tagsAnswer(tags)
}

/** Tells the tags of a cluster. They are no more than one page has. */
export function listTags(
  dax: RegionDax,
  request: ResourceRequest & { readonly NextToken?: string },
): object {
  const { tags } = clusterOfArn(dax, request.ResourceName)
  const all = [...tags].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const { elements, next } = pageOf(all, request, ([key]) => key)
  return { ...tagsAnswer(elements), ...next }
}

/**
 * Tags with others added. Nothing is changed.
 *
 * @throws InvalidParameterValueException if a key or a value is absent or too long
 * @throws TagQuotaPerResourceExceeded if they are more than 50
 */
export function mergeTags(
  tags: ReadonlyMap<string, string>,
  added: readonly WireTag[],
): Map<string, string> {
  const merged = new Map(tags)
  for (const { Key = '', Value = '' } of added) {
    if (Key === '' || Key.length > KEY_LENGTH_MAX) throw invalidValue(`Invalid tag key: ${Key}`)
    if (Value.length > VALUE_LENGTH_MAX) throw invalidValue(`Invalid value of tag ${Key}`)
    merged.set(Key, Value)
  }
  if (merged.size > TAGS_MAX) throw tooManyTags(String(TAGS_MAX))
  return merged
}

function clusterOfArn(dax: RegionDax, arn: string): Cluster {
  const [, region, accountId, name = ''] = CLUSTER_ARN.exec(arn) ?? []
  if (region === undefined) throw invalidArn(arn)
  if (region !== dax.region || accountId !== dax.accountId) throw clusterNotFound(name)
  return dax.cluster(name)
}

function tagsAnswer(tags: Iterable<readonly [string, string]>): object {
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }
}
