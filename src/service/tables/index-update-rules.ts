/** The rules for GlobalSecondaryIndexUpdates that hold whatever the table is. */

import {
  indexActionMissing,
  indexDefinitionsMissing,
  indexUnitsOnDemand,
  indexUpdateEmpty,
  oneIndexAtATime,
  severalActionsOnIndex,
  severalIndexActions,
} from '../../errors/index-definition-errors.js'
import type { BillingMode } from '../../types/table.js'
import { globalIndexOf, type WireGlobalIndex } from './index-definitions.js'
import { refuseOnDemandInUpdate, type WireIndexThroughput } from './index-settings.js'
import type { WireDefinition } from './key-lists.js'
import { checkBounds, checkOnDemand } from './throughput.js'

/** One action on one global index, in wire form. */
export interface WireIndexUpdate {
  readonly Create?: WireGlobalIndex
  readonly Update?: WireIndexThroughput
  readonly Delete?: { readonly IndexName: string }
}

interface IndexUpdatesRequest {
  readonly BillingMode?: BillingMode
  readonly AttributeDefinitions?: readonly WireDefinition[]
  readonly GlobalSecondaryIndexUpdates?: readonly WireIndexUpdate[]
}

/**
 * @throws ValidationException for the first rule that the actions break
 * @throws LimitExceededException if more than one index is to be created or deleted
 */
export function checkIndexUpdates(request: IndexUpdatesRequest): void {
  const { GlobalSecondaryIndexUpdates: updates = [] } = request
  const names = new Set<string>()
  for (const update of updates) {
    const actions = [update.Create, update.Update, update.Delete].filter(one => one !== undefined)
    const [action] = actions
    if (action === undefined) throw indexActionMissing()
    if (actions.length > 1) throw severalIndexActions()
    if (names.has(action.IndexName)) throw severalActionsOnIndex(action.IndexName)
    names.add(action.IndexName)
  }
  if (updates.filter(({ Update }) => Update === undefined).length > 1) throw oneIndexAtATime()
  for (const { Create, Update } of updates) {
    if (Create !== undefined) checkCreate(Create, request)
    if (Update !== undefined) checkChange(Update, request.BillingMode)
  }
}

function checkCreate(
  wire: WireGlobalIndex,
  { AttributeDefinitions, BillingMode }: IndexUpdatesRequest,
): void {
  if (AttributeDefinitions === undefined) throw indexDefinitionsMissing(wire.IndexName)
  globalIndexOf(wire, AttributeDefinitions)
  const { IndexName, ProvisionedThroughput } = wire
  if (ProvisionedThroughput !== undefined) checkBounds(ProvisionedThroughput, IndexName)
  checkOnDemandUnits(wire, { billingMode: BillingMode, canRemove: false })
}

function checkChange(wire: WireIndexThroughput, billingMode: BillingMode | undefined): void {
  const { IndexName: index, ProvisionedThroughput, OnDemandThroughput, WarmThroughput } = wire
  if (!ProvisionedThroughput && !OnDemandThroughput && !WarmThroughput)
    throw indexUpdateEmpty(index)
  if (ProvisionedThroughput !== undefined && billingMode === 'PAY_PER_REQUEST') {
    throw indexUnitsOnDemand(index)
  }
  checkOnDemandUnits(wire, { billingMode, canRemove: true })
}

function checkOnDemandUnits(
  { IndexName: index, OnDemandThroughput }: WireIndexThroughput,
  { billingMode, canRemove }: { billingMode: BillingMode | undefined; canRemove: boolean },
): void {
  if (billingMode === 'PROVISIONED') refuseOnDemandInUpdate(OnDemandThroughput, index)
  if (OnDemandThroughput !== undefined) checkOnDemand(OnDemandThroughput, { canRemove, index })
}
