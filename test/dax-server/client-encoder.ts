/** The encoder of Amazon's own client for DAX, which tests hold the reader of its encoding against. */

import { createRequire } from 'node:module'
import type { WireMap, WireValue } from '../../src/encoding/wire-value.js'

type Text = string | null

interface Generator {
  encodeExpressions(
    condition: Text,
    keyCondition: Text,
    filter: Text,
    update: Text,
    projection: Text,
    names: Readonly<Record<string, string>> | undefined,
    values: object | undefined,
  ): Readonly<Record<'Condition' | 'KeyCondition' | 'Filter' | 'Update' | 'Projection', Buffer>>
}

const require = createRequire(import.meta.url)
const PLACE = '@amazon-dax-sdk/client-dax/src'
const { CborSExprGenerator } = require(`${PLACE}/CborSExprGenerator`) as {
  readonly CborSExprGenerator: Generator
}
const AttributeValueEncoder = require(`${PLACE}/AttributeValueEncoder`) as {
  encodeAttributeValue(value: object): Buffer
}

/** Members of a request as a program writes them. */
export interface WrittenExpressions {
  readonly ConditionExpression?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly KeyConditionExpression?: string | undefined
  readonly ProjectionExpression?: string | undefined
  readonly UpdateExpression?: string | undefined
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: WireMap | undefined
}

/** What the client sends of the expressions of a request. Throws what the client refuses. */
export function encodedByClient(
  written: WrittenExpressions,
): Readonly<
  Record<
    `${'Condition' | 'Filter' | 'KeyCondition' | 'Projection' | 'Update'}Expression`,
    Buffer | undefined
  >
> {
  const values = written.ExpressionAttributeValues
  const encoded = CborSExprGenerator.encodeExpressions(
    written.ConditionExpression ?? null,
    written.KeyConditionExpression ?? null,
    written.FilterExpression ?? null,
    written.UpdateExpression ?? null,
    written.ProjectionExpression ?? null,
    written.ExpressionAttributeNames,
    values === undefined ? undefined : sdkMap(values),
  )
  return {
    ConditionExpression: encoded.Condition ?? undefined,
    FilterExpression: encoded.Filter ?? undefined,
    KeyConditionExpression: encoded.KeyCondition ?? undefined,
    ProjectionExpression: encoded.Projection ?? undefined,
    UpdateExpression: encoded.Update ?? undefined,
  }
}

/** What the client sends of an attribute value. */
export function valueByClient(value: WireValue): Buffer {
  return AttributeValueEncoder.encodeAttributeValue(sdkValue(value))
}

/** Binary values are bytes for clients, rather than base64. */
function sdkValue({ B, BS, L, M, ...rest }: WireValue): object {
  if (B !== undefined) return { B: Buffer.from(B, 'base64') }
  if (BS !== undefined) return { BS: BS.map(text => Buffer.from(text, 'base64')) }
  if (L !== undefined) return { L: L.map(sdkValue) }
  return M === undefined ? rest : { M: sdkMap(M) }
}

function sdkMap(map: WireMap): object {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, sdkValue(value)]))
}
