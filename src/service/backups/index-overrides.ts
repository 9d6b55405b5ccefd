/** The indexes that a restored table has: those of the table that it is restored from, or some of them, perhaps renamed. */

import {
  indexNotOfSource,
  onDemandNotOverridable,
  onDemandOverrideOutOfRange,
  throughputNotOverridable,
  throughputOfIndexMissing,
  throughputOverriddenOnDemand,
} from '../../errors/restore-errors.js'
import type { BillingMode, IndexDescription, TableDescription } from '../../types/table.js'
import {
  refuseRepeatedNames,
  type WireGlobalIndex,
  type WireIndex,
  type WireProjection,
} from '../tables/index-definitions.js'
import { wireKeySchema } from '../tables/index-descriptions.js'
import { checkMaximumOfIndex, indexOnDemand, newIndex } from '../tables/index-settings.js'
import type { WireKeyElement } from '../tables/key-lists.js'
import { checkBounds } from '../tables/throughput.js'

/** The members of a restore that say which indexes there are to be. All of the source, if a list is absent. */
export interface IndexOverrides {
  readonly BillingModeOverride?: BillingMode
  readonly GlobalSecondaryIndexOverride?: readonly WireGlobalIndex[]
  readonly LocalSecondaryIndexOverride?: readonly WireIndex[]
}

/**
 * The indexes of a restored table: first the local ones.
 *
 * @param restored as it would be if nothing were to be otherwise
 * @throws ValidationException if an index is none of the source, or if its capacity does not fit the billing mode
 * @throws LimitExceededException if an index can't have so much
 */
export function overriddenIndexes(
  { settings, createdAt }: TableDescription,
  overrides: IndexOverrides,
  region: string,
): readonly IndexDescription[] {
  const { LocalSecondaryIndexOverride: locals, GlobalSecondaryIndexOverride: globals } = overrides
  const [ownLocals, ownGlobals] = (['local', 'global'] as const).map(kind =>
    (settings.indexes ?? []).filter(index => index.kind === kind),
  ) as [IndexDescription[], IndexDescription[]]
  const keptLocals = locals && matched(locals, ownLocals)
  const keptGlobals = globals && matched(globals, ownGlobals)
  refuseRepeatedNames([...(locals ?? ownLocals.map(named)), ...(globals ?? ownGlobals.map(named))])
  const billing = { ofSource: settings.billingMode, override: overrides.BillingModeOverride }
  return [
    ...(keptLocals?.map(renamed) ?? ownLocals),
    ...(keptGlobals?.map(match => {
      checkCapacity(match.wire, billing)
      checkMaximumOfIndex(match.wire, region)
      return newIndex(renamed(match), match.wire, createdAt)
    }) ?? ownGlobals.map(index => rebilled(index, billing))),
  ]
}

function named({ name }: IndexDescription): { readonly IndexName: string } {
  return { IndexName: name }
}

/** An index that is asked for, and the one of the source that it is. */
interface Match<Wire extends WireIndex> {
  readonly wire: Wire
  readonly index: IndexDescription
}

/** Each index of the source is taken once, and by the one of its own name if there is such a one. */
function matched<Wire extends WireIndex>(
  asked: readonly Wire[],
  indexes: readonly IndexDescription[],
): readonly Match<Wire>[] {
  const left = new Set(indexes)
  const isSame = (wire: WireIndex, index: IndexDescription): boolean =>
    wire.IndexName === index.name && isLike(wire, index)
  return asked.map(wire => {
    const alike = [...left].filter(index => isLike(wire, index))
    const index =
      alike.find(one => isSame(wire, one)) ??
      alike.find(one => !asked.some(other => isSame(other, one)))
    if (index === undefined) throw indexNotOfSource(wire.IndexName)
    left.delete(index)
    return { wire, index }
  })
}

function isLike({ KeySchema, Projection }: WireIndex, index: IndexDescription): boolean {
  const { partitionKeys, sortKeys, projection } = index
  return (
    textOfKey(KeySchema) === JSON.stringify(wireKeySchema(partitionKeys, sortKeys)) &&
    Projection.ProjectionType === projection.type &&
    textOfNames(Projection) === textOfNames({ NonKeyAttributes: projection.names })
  )
}

function textOfKey(elements: readonly WireKeyElement[]): string {
  return JSON.stringify(elements.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType })))
}

/** Their order does not matter. */
function textOfNames({ NonKeyAttributes = [] }: WireProjection): string {
  return JSON.stringify([...NonKeyAttributes].sort())
}

function renamed(match: Match<WireIndex>): IndexDescription {
  const { wire, index } = match
  const name = wire.IndexName
  return { ...index, name, source: name === index.name ? undefined : index.name }
}

interface Billing {
  readonly ofSource: BillingMode
  readonly override: BillingMode | undefined
}

/** An index that is as in the source, but for what the billing mode makes of it. */
function rebilled(index: IndexDescription, { ofSource, override }: Billing): IndexDescription {
  if (override === undefined || override === ofSource) return index
  if (override === 'PROVISIONED') throw throughputOfIndexMissing(index.name)
  return indexOnDemand(index)
}

function checkCapacity(
  { IndexName: name, ProvisionedThroughput, OnDemandThroughput = {} }: WireGlobalIndex,
  { ofSource, override }: Billing,
): void {
  const isProvisioned = (override ?? ofSource) === 'PROVISIONED'
  if (isProvisioned) {
    if (ProvisionedThroughput === undefined) throw throughputOfIndexMissing(name)
    checkBounds(ProvisionedThroughput, name)
  } else if (ProvisionedThroughput !== undefined) {
    throw override === undefined
      ? throughputNotOverridable(name)
      : throughputOverriddenOnDemand(name)
  }
  for (const member of ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const) {
    const units = OnDemandThroughput[member]
    if (units === undefined) continue
    if (isProvisioned) throw onDemandNotOverridable(member, name)
    if (units < 1) throw onDemandOverrideOutOfRange(member, name)
  }
}
