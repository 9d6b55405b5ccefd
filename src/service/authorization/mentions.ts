/** Names and values that requests mention, found by the compilers that their operations use, in whose caches they are by then. */

import { scalarText } from '../../encoding/value-text.js'
import {
  valueOfWire,
  type WireMap,
  type WireOptions,
  type WireValue,
} from '../../encoding/wire-value.js'
import { compileCondition } from '../../expressions/condition.js'
import { compileKeyCondition, type KeyClause } from '../../expressions/key-condition.js'
import { attributeOf, type Path } from '../../expressions/path.js'
import { compileProjection } from '../../expressions/projection.js'
import { compileUpdate } from '../../expressions/update.js'
import { placeholdersOf } from '../bound-values.js'
import type { PlaceholderParameters } from '../combinations.js'
import type { WireCondition } from '../legacy/comparison.js'

/** The parameters in which attributes are named. No operation has all of them. */
export interface Mentions extends PlaceholderParameters {
  readonly Key?: WireMap | undefined
  readonly Item?: WireMap | undefined
  readonly ExclusiveStartKey?: WireMap | undefined
  readonly KeyConditionExpression?: string | undefined
  readonly UpdateExpression?: string | undefined
  readonly ConditionExpression?: string | undefined
  readonly FilterExpression?: string | undefined
  readonly ProjectionExpression?: string | undefined
  readonly AttributesToGet?: readonly string[] | undefined
  readonly AttributeUpdates?: object | undefined
  readonly Expected?: object | undefined
  readonly KeyConditions?: Readonly<Record<string, WireCondition>> | undefined
  readonly QueryFilter?: object | undefined
  readonly ScanFilter?: object | undefined
}

/**
 * The top-level attributes that are mentioned, some of them more than once.
 *
 * @param clauses those of the key conditions, if they are known already
 */
export function mentionedAttributes(
  mentions: Mentions,
  wording: WireOptions,
  clauses: () => readonly KeyClause[] = () => keyClausesIn(mentions, wording),
): readonly string[] {
  const names: string[] = []
  // Named one by one: to look members up by their names would take longer than all the rest.
  addNamesOf(names, mentions.Key)
  addNamesOf(names, mentions.Item)
  addNamesOf(names, mentions.ExclusiveStartKey)
  addNamesOf(names, mentions.AttributeUpdates)
  addNamesOf(names, mentions.Expected)
  addNamesOf(names, mentions.KeyConditions)
  addNamesOf(names, mentions.QueryFilter)
  addNamesOf(names, mentions.ScanFilter)
  if (mentions.AttributesToGet !== undefined) names.push(...mentions.AttributesToGet)
  if (mentions.KeyConditionExpression !== undefined) {
    for (const { attribute } of clauses()) names.push(attribute)
  }
  addNamesInExpressions(names, mentions, wording)
  return names
}

/** The top-level attributes of paths. */
export function attributesOf(paths: readonly Path[] | undefined): readonly string[] {
  return paths?.map(attributeOf) ?? []
}

function addNamesOf(names: string[], map: object | undefined): void {
  if (map !== undefined) for (const name of Object.keys(map)) names.push(name)
}

function addNamesInExpressions(names: string[], mentions: Mentions, wording: WireOptions): void {
  const {
    UpdateExpression: update,
    ConditionExpression: condition,
    FilterExpression: filter,
    ProjectionExpression: projection,
  } = mentions
  if ((update ?? condition ?? filter ?? projection) === undefined) return
  const placeholders = placeholdersOf(mentions, wording)
  const add = ({ paths }: { readonly paths: readonly Path[] }): void => {
    for (const path of paths) names.push(attributeOf(path))
  }
  if (update !== undefined) add(compileUpdate(update, placeholders))
  if (condition !== undefined) {
    add(compileCondition('ConditionExpression', condition, placeholders))
  }
  if (filter !== undefined) add(compileCondition('FilterExpression', filter, placeholders))
  if (projection !== undefined) add(compileProjection(projection, placeholders))
}

/** The clauses of KeyConditionExpression; none if there is no such expression. */
export function keyClausesIn(mentions: Mentions, wording: WireOptions): readonly KeyClause[] {
  const { KeyConditionExpression: text } = mentions
  return text === undefined
    ? []
    : compileKeyCondition(text, placeholdersOf(mentions, wording)).clauses
}

/** The value of an attribute in a key or an item, as policies compare it: S as it is, N in its digits, B in base64. */
export function valueIn(map: WireMap, attribute: string): readonly string[] {
  const wire = Object.hasOwn(map, attribute) ? map[attribute] : undefined
  return wire === undefined ? [] : [textOf(wire)]
}

/** The values that clauses, or KeyConditions, want an attribute to equal. */
export function valuesInKeyCondition(
  { KeyConditions: legacy = {} }: Mentions,
  clauses: readonly KeyClause[],
  attribute: string,
): readonly string[] {
  for (const clause of clauses) {
    if (clause.attribute === attribute && clause.operator === '=') {
      return clause.values.map(scalarText)
    }
  }
  const condition = Object.hasOwn(legacy, attribute) ? legacy[attribute] : undefined
  if (condition?.ComparisonOperator !== 'EQ') return []
  return (condition.AttributeValueList ?? []).map(textOf)
}

function textOf(wire: WireValue): string {
  return wire.S ?? scalarText(valueOfWire(wire))
}
