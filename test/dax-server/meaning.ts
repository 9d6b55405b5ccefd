/** What an expression says, whatever its text looks like: its tree, with what placeholders stand for in their places. */

import { valueOfWire, type WireMap } from '../../src/encoding/wire-value.js'
import type { ExpressionKind } from '../../src/errors/expression-errors.js'
import { parseCondition } from '../../src/expressions/condition-parser.js'
import { parseProjection } from '../../src/expressions/projection-parser.js'
import { parseUpdate } from '../../src/expressions/update-parser.js'

interface Maps {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: WireMap | undefined
}

type Branch = Readonly<Record<string, unknown>>

/** Throws a `ValidationException` where the text is at fault. */
export function meaningOf(kind: ExpressionKind, text: string, maps: Maps): unknown {
  return withMaps(treeOf(kind, text), maps)
}

function treeOf(kind: ExpressionKind, text: string): unknown {
  if (kind === 'ProjectionExpression') return parseProjection(text).paths
  return kind === 'UpdateExpression' ? parseUpdate(text).actions : parseCondition(kind, text).root
}

function withMaps(node: unknown, maps: Maps): unknown {
  if (Array.isArray(node)) return node.map(one => withMaps(one, maps))
  if (typeof node !== 'object' || node === null) return node
  const branch = node as Branch
  if (branch.kind === 'value') {
    const value = maps.ExpressionAttributeValues?.[String(branch.placeholder)]
    return { value: value && valueOfWire(value) }
  }
  if ('placeholder' in branch) return maps.ExpressionAttributeNames?.[String(branch.placeholder)]
  const entries = Object.entries(branch).map(([name, part]) => [name, withMaps(part, maps)])
  return inARow(Object.fromEntries(entries))
}

/** `a AND (b AND c)` is `a AND b AND c`. */
function inARow(node: Branch): Branch {
  if (node.kind !== 'and' && node.kind !== 'or') return node
  const conditions = (node.conditions as readonly Branch[]).flatMap(condition =>
    condition.kind === node.kind ? (condition.conditions as readonly Branch[]) : [condition],
  )
  return { ...node, conditions }
}
