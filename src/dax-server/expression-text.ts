/**
 * Expressions that clients of DAX have parsed and encoded, back to the text that DynamoDB's operations take. The text is not what the
 * program wrote, but it means the same.
 */

import type { WireValue } from '../encoding/wire-value.js'
import { malformedExpression } from '../errors/dax-errors.js'
import { conditionText } from './condition-text.js'
import { ExpressionNames } from './expression-names.js'
import { type EncodedExpression, readExpression } from './expression-node.js'
import { pathText, type TextContext } from './operand-text.js'
import { updateText } from './update-text.js'

/** The expressions of one request, each as the bytes of one CBOR value: the contents of the byte string that it came in. */
export interface EncodedExpressions {
  readonly ConditionExpression?: Uint8Array | undefined
  readonly FilterExpression?: Uint8Array | undefined
  readonly KeyConditionExpression?: Uint8Array | undefined
  readonly ProjectionExpression?: Uint8Array | undefined
  readonly UpdateExpression?: Uint8Array | undefined
}

/** Members of a request to DynamoDB, in wire form. None of them is there that is not needed. */
type ExpressionTexts = {
  readonly [Kind in keyof EncodedExpressions]?: string
} & {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Readonly<Record<string, WireValue>>
}

/**
 * All expressions of one request, or of one action of a transaction, with the names and values that they share.
 *
 * ```ts
 * const request = { TableName, Key, ...expressionTexts({ UpdateExpression: bytes }) }
 * ```
 *
 * What is wrong with an expression by the rules of the service is not found here: it is refused as any text of that kind is.
 *
 * @throws MalformedDaxRequest if the bytes are not what a client makes of an expression of this kind
 */
export function expressionTexts(encoded: EncodedExpressions): ExpressionTexts {
  const names = new ExpressionNames()
  const texts: [string, unknown][] = []
  for (const kind of KINDS) {
    const bytes = encoded[kind]
    if (bytes === undefined) continue
    const { root, values } = readExpression(kind, bytes)
    texts.push([kind, textOf({ kind, names, values }, root)])
  }
  texts.push(['ExpressionAttributeNames', names.names()])
  texts.push(['ExpressionAttributeValues', names.values()])
  return Object.fromEntries(texts.filter(([, value]) => value !== undefined))
}

const KINDS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const

function textOf(context: TextContext, root: EncodedExpression['root']): string {
  switch (context.kind) {
    case 'ProjectionExpression':
      if (root.length === 0) throw malformedExpression(context.kind, 'it has no paths')
      return root.map(path => pathText(context, path)).join(',')
    case 'UpdateExpression':
      return updateText(context, root)
    default:
      return conditionText(context, root)
  }
}
