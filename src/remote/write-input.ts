/** From the options of writes to requests. */

import { OLD, returnsOldOnFailure, returnValuesOf } from '../native/bind.js'
import type { WriteOptions } from '../native/options.js'
import type { RequestParts } from './request-parts.js'
import type { SdkMap } from './values.js'

const OLD_AND_NEW = ['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'] as const

/** What is written, and how the request may be dealt with. */
export interface WriteRequest {
  readonly input: object
  /** Whether it may be sent again though it may have taken effect: that changes nothing, and is not to be seen. */
  readonly isRepeatable: boolean
}

/**
 * The request of a PutItem, DeleteItem or UpdateItem.
 *
 * @param write the table, and `Item`, `Key` or `UpdateExpression`
 * @param kind `replace` for one that comes to the same if it is done twice
 * @throws ValidationException if an option is not allowed
 */
export function writeRequestOf(
  write: { readonly TableName: string; readonly [member: string]: string | SdkMap | undefined },
  options: WriteOptions<string>,
  { parts, kind }: { readonly parts: RequestParts; readonly kind: 'replace' | 'change' | 'update' },
): WriteRequest {
  const allowed = kind === 'replace' ? OLD : OLD_AND_NEW
  const returned = returnValuesOf<string>(options.returnValues, allowed)
  const condition = parts.expression('if', options.if)
  const showsOld = returnsOldOnFailure(options)
  const input = {
    ...write,
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...(returned === undefined ? {} : { ReturnValues: returned }),
    ...(showsOld ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {}),
    ...parts.bindings(),
  }
  const tellsOld = returned === 'ALL_OLD' || returned === 'UPDATED_OLD'
  return { input, isRepeatable: kind !== 'update' && condition === undefined && !tellsOld }
}
