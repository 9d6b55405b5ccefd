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
import type { Placeholders } from '../../expressions/placeholders.js'
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

const MAPS = [
  'Key',
  'Item',
  'ExclusiveStartKey',
  'AttributeUpdates',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
] as const
const EXPRESSIONS = [
  'KeyConditionExpression',
  'UpdateExpression',
  'ConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const

/** The top-level attributes that are mentioned, each once. */
export function mentionedAttributes(mentions: Mentions, wording: WireOptions): readonly string[] {
  const names = new Set<string>(mentions.AttributesToGet)
  for (const member of MAPS) {
    const map = mentions[member]
    if (map !== undefined) for (const name of Object.keys(map)) names.add(name)
  }
  if (EXPRESSIONS.some(name => mentions[name] !== undefined)) {
    for (const name of namesInExpressions(mentions, wording)) names.add(name)
  }
  return [...names]
}

/** The top-level attributes of paths. */
export function attributesOf(paths: readonly Path[] | undefined): readonly string[] {
  return paths?.map(attributeOf) ?? []
}

function namesInExpressions(mentions: Mentions, wording: WireOptions): readonly string[] {
  const placeholders = placeholdersOf(mentions, wording)
  return EXPRESSIONS.flatMap(name => {
    const text = mentions[name]
    return text === undefined ? [] : NAMES_IN[name](text, placeholders)
  })
}

type NamesIn = (text: string, placeholders: Placeholders) => readonly string[]

const NAMES_IN: Readonly<Record<(typeof EXPRESSIONS)[number], NamesIn>> = {
  KeyConditionExpression: (text, placeholders) =>
    compileKeyCondition(text, placeholders).clauses.map(({ attribute }) => attribute),
  UpdateExpression: (text, placeholders) => attributesOf(compileUpdate(text, placeholders).paths),
  ConditionExpression: (text, placeholders) =>
    attributesOf(compileCondition('ConditionExpression', text, placeholders).paths),
  FilterExpression: (text, placeholders) =>
    attributesOf(compileCondition('FilterExpression', text, placeholders).paths),
  ProjectionExpression: (text, placeholders) =>
    attributesOf(compileProjection(text, placeholders).paths),
}

/** The value of an attribute in a key or an item, as policies compare it: S as it is, N in its digits, B in base64. */
export function valueIn(map: WireMap, attribute: string): readonly string[] {
  const wire = Object.hasOwn(map, attribute) ? map[attribute] : undefined
  return wire === undefined ? [] : [textOf(wire)]
}

/** The values that a key condition wants an attribute to equal. */
export function valuesInKeyCondition(
  mentions: Mentions,
  attribute: string,
  wording: WireOptions,
): readonly string[] {
  const { KeyConditionExpression: text, KeyConditions: legacy = {} } = mentions
  if (text !== undefined) {
    const { clauses } = compileKeyCondition(text, placeholdersOf(mentions, wording))
    return clauses.flatMap(clause => equalityIn(clause, attribute))
  }
  const condition = Object.hasOwn(legacy, attribute) ? legacy[attribute] : undefined
  if (condition?.ComparisonOperator !== 'EQ') return []
  return (condition.AttributeValueList ?? []).map(textOf)
}

function equalityIn(clause: KeyClause, attribute: string): readonly string[] {
  return clause.attribute === attribute && clause.operator === '='
    ? clause.values.map(scalarText)
    : []
}

function textOf(wire: WireValue): string {
  return wire.S ?? scalarText(valueOfWire(wire))
}
