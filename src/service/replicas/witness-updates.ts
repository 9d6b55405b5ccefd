/** The member GlobalTableWitnessUpdates of UpdateTable: a region of a strongly consistent table that has no replica. */

import { witnessActionUnclear, witnessOnlyStrong } from '../../errors/strong-replica-errors.js'

/** The one element of GlobalTableWitnessUpdates. */
export interface WireWitnessUpdate {
  readonly Create?: { readonly RegionName: string }
  readonly Delete?: { readonly RegionName: string }
}

interface WitnessRequest {
  readonly GlobalTableWitnessUpdates?: readonly WireWitnessUpdate[] | undefined
  readonly MultiRegionConsistency?: 'EVENTUAL' | 'STRONG' | undefined
}

/** What is to become of the witness in a region. */
export interface WitnessAction {
  readonly kind: 'create' | 'delete'
  readonly region: string
}

/**
 * What a request asks of witnesses, if it does.
 *
 * @throws ValidationException if it is not clear, or not of a table that becomes strongly consistent
 */
export function witnessActionOf({
  GlobalTableWitnessUpdates: [update] = [],
  MultiRegionConsistency,
}: WitnessRequest): WitnessAction | undefined {
  if (update === undefined) return undefined
  const { Create, Delete } = update
  if (Create !== undefined && MultiRegionConsistency !== 'STRONG') throw witnessOnlyStrong()
  if (Create !== undefined && Delete === undefined) {
    return { kind: 'create', region: Create.RegionName }
  }
  if (Create === undefined && Delete !== undefined) {
    return { kind: 'delete', region: Delete.RegionName }
  }
  throw witnessActionUnclear()
}
