/**
 * The values of condition keys: those of the service, from what an element of a request does, and those that all services have.
 *
 * Source: Service authorization reference, "Condition keys for Amazon DynamoDB"; IAM user guide, "AWS global condition context
 * keys".
 */

import type { AccessContext, ContextValue } from '../../access/question.js'
import type { Clock } from '../../env/clock.js'
import type { StoredTable } from '../../storage/table.js'
import type { KeyAttribute, Tag } from '../../types/table.js'
import type { Element, SourceKeys } from './element.js'

/** How a request came, as far as policies can ask. */
export interface Arrival {
  /** The region that was asked, such as `us-east-1`. */
  readonly region: string
  readonly clock: Pick<Clock, 'now'>
  /** Who is connected; undefined for a client in this process. */
  readonly connection: { readonly remoteAddress?: string | undefined } | undefined
  /** The account that owns what is asked for. */
  readonly account: string
}

/** Tags in a request: those that it gives, or the keys of those that it takes away. */
export interface RequestTags {
  readonly tags: readonly Tag[]
  readonly keys: readonly string[]
}

const RESOURCE_TAG = 'aws:resourcetag/'
const REQUEST_TAG = 'aws:requesttag/'

/** The keys of an element that is about a table, or an index of it. */
export function elementKeys(
  element: Element,
  table: StoredTable | undefined,
  arrival: Arrival,
): AccessContext {
  return key => {
    const value = ELEMENT_KEYS.get(key)
    return value === undefined ? commonKey(key, table, arrival) : value(element, table)
  }
}

/** The keys of anything else that is done to a resource. */
export function resourceKeys(
  table: StoredTable | undefined,
  requestTags: RequestTags | undefined,
  arrival: Arrival,
): AccessContext {
  return key => {
    if (requestTags === undefined) return commonKey(key, table, arrival)
    if (key === 'aws:tagkeys') return requestTags.keys
    return key.startsWith(REQUEST_TAG)
      ? tagValue(requestTags.tags, key.slice(REQUEST_TAG.length))
      : commonKey(key, table, arrival)
  }
}

type ElementKey = (element: Element, table: StoredTable | undefined) => ContextValue | undefined

const leadingKeys: ElementKey = (element, table) => partitionValues(element, table, 0)

const ELEMENT_KEYS: ReadonlyMap<string, ElementKey> = new Map<string, ElementKey>([
  ['dynamodb:leadingkeys', leadingKeys],
  ['dynamodb:firstpartitionkeyvalues', leadingKeys],
  ['dynamodb:secondpartitionkeyvalues', (element, table) => partitionValues(element, table, 1)],
  ['dynamodb:thirdpartitionkeyvalues', (element, table) => partitionValues(element, table, 2)],
  ['dynamodb:fourthpartitionkeyvalues', (element, table) => partitionValues(element, table, 3)],
  ['dynamodb:attributes', element => element.attributes()],
  ['dynamodb:select', element => element.select],
  ['dynamodb:returnvalues', element => element.returnValues],
  ['dynamodb:returnconsumedcapacity', element => element.returnConsumedCapacity ?? 'NONE'],
  ['dynamodb:enclosingoperation', element => element.enclosing],
  ['dynamodb:fulltablescan', isFullScan],
])

/** [U] Of a table that is not there nobody knows which attribute is the partition key, so there are none. */
function partitionValues(
  element: Element,
  table: StoredTable | undefined,
  place: number,
): readonly string[] | undefined {
  const { partitions, sort } = keysOf(element, table)
  const [first] = partitions
  const partition = partitions[place]
  if (first === undefined || partition === undefined) return undefined
  return element.partitionValues(partition.name, { partition: first.name, sort: sort?.name })
}

function isFullScan(element: Element, table: StoredTable | undefined): boolean | undefined {
  const { partitions, sort } = keysOf(element, table)
  const [first] = partitions
  if (first === undefined) return undefined
  const keys: SourceKeys = { partition: first.name, sort: sort?.name }
  return element.isFullScan?.(keys)
}

interface KeyAttributes {
  readonly partitions: readonly KeyAttribute[]
  readonly sort: KeyAttribute | undefined
}

function keysOf({ index }: Element, table: StoredTable | undefined): KeyAttributes {
  if (table === undefined) return { partitions: [], sort: undefined }
  const { partitionKey, sortKey } = table.keySchema
  if (index === undefined) return { partitions: [partitionKey], sort: sortKey }
  const found = table.indexes.find(({ name }) => name === index)?.description
  return { partitions: found?.partitionKeys ?? [], sort: found?.sortKeys[0] }
}

function commonKey(
  key: string,
  table: StoredTable | undefined,
  arrival: Arrival,
): ContextValue | undefined {
  if (key.startsWith(RESOURCE_TAG)) {
    return tagValue(table?.description.settings.tags ?? [], key.slice(RESOURCE_TAG.length))
  }
  return COMMON_KEYS.get(key)?.(arrival)
}

/** Names of keys are the same in any case, and so are those of tags in them. */
function tagValue(tags: readonly Tag[], lowerKey: string): string | undefined {
  return tags.find(({ key }) => key.toLowerCase() === lowerKey)?.value
}

/** What a client in this process is taken to be: nothing that it says leaves the machine. */
const IN_PROCESS = { remoteAddress: '127.0.0.1' }

type CommonKey = (arrival: Arrival) => ContextValue | undefined

const COMMON_KEYS: ReadonlyMap<string, CommonKey> = new Map<string, CommonKey>([
  ['aws:currenttime', ({ clock }) => new Date(clock.now()).toISOString()],
  ['aws:epochtime', ({ clock }) => Math.floor(clock.now() / 1000)],
  ['aws:requestedregion', ({ region }) => region],
  ['aws:resourceaccount', ({ account }) => account],
  ['aws:securetransport', ({ connection }) => connection === undefined],
  ['aws:sourceip', ({ connection = IN_PROCESS }) => addressOf(connection)],
  ['aws:viaawsservice', () => false],
])

const MAPPED = '::ffff:'

/** Sockets that take both kinds of addresses tell those of IPv4 in the form of IPv6. */
function addressOf({ remoteAddress }: NonNullable<Arrival['connection']>): string | undefined {
  return remoteAddress?.startsWith(MAPPED) === true && remoteAddress.includes('.')
    ? remoteAddress.slice(MAPPED.length)
    : remoteAddress
}
