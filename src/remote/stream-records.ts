/** Records of streams, as a client of the SDK has them, and what they say in the terms of the native interface. */

import type { Item } from '../types/attribute.js'
import type { AnyStreamRecord } from './stream-requests.js'
import { itemOfSdk, type SdkMap } from './values.js'

/** A record of the SDK. */
export interface SdkRecord extends AnyStreamRecord {
  readonly eventName?: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly dynamodb?: {
    readonly ApproximateCreationDateTime?: Date
    readonly Keys?: SdkMap
    readonly NewImage?: SdkMap
    readonly OldImage?: SdkMap
    readonly SequenceNumber?: string
  }
  readonly userIdentity?: { readonly PrincipalId?: string; readonly Type?: string }
}

/** One item that has come, changed or gone. */
interface RecordedChange {
  readonly kind: 'insert' | 'modify' | 'remove'
  readonly key: Item
  /** Undefined where there was none, or the view of the stream has no old images. */
  readonly before: Item | undefined
  /** Undefined where there is none, or the view of the stream has no new images. */
  readonly after: Item | undefined
  readonly isExpiry: boolean
}

const KINDS = { INSERT: 'insert', MODIFY: 'modify', REMOVE: 'remove' } as const
/** Who removes what has expired. Source: DynamoDB developer guide, "DynamoDB Streams and Time to Live". */
const EXPIRER = 'dynamodb.amazonaws.com'

/** What a record says. */
export function changeOfRecord({
  eventName = 'MODIFY',
  dynamodb: { Keys = {}, NewImage, OldImage } = {},
  userIdentity,
}: SdkRecord): RecordedChange {
  return {
    kind: KINDS[eventName],
    key: itemOfSdk(Keys),
    before: OldImage && itemOfSdk(OldImage),
    after: NewImage && itemOfSdk(NewImage),
    isExpiry: userIdentity?.Type === 'Service' && userIdentity.PrincipalId === EXPIRER,
  }
}

/** When a change was made, in milliseconds since 1970: the service tells the second. */
export function timeOfRecord({ dynamodb }: SdkRecord): number {
  return dynamodb?.ApproximateCreationDateTime?.getTime() ?? Number.NaN
}

/** Where a record stands in its shard. */
export function numberOfRecord({ dynamodb }: SdkRecord): string {
  return dynamodb?.SequenceNumber ?? ''
}
