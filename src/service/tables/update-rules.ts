/** The rules between the members of an UpdateTable request that hold whatever the table is. */

import {
  emptyIndexList,
  indexWithStream,
  indexWithThroughput,
  indexWithWarmThroughput,
  nothingToUpdate,
  notSupportedYet,
  notTheOnlyChange,
  onDemandNotAlone,
  streamViewMissingInUpdate,
  streamViewUnwantedInUpdate,
  streamWithThroughput,
  throughputMissingInUpdate,
  throughputOnDemand,
} from '../../errors/table-setting-errors.js'
import { type ReplicasRequest, replicaActionsOf } from '../replicas/replica-actions.js'
import { witnessActionOf } from '../replicas/witness-updates.js'
import { checkEncryption } from './encryption.js'
import { refuseOnDemandInUpdate } from './index-settings.js'
import { checkIndexUpdates, type WireIndexUpdate } from './index-update-rules.js'
import type { WireDefinition } from './key-lists.js'
import { tableClassOf } from './table-class.js'
import { checkBounds, checkOnDemand } from './throughput.js'
import type { TableRequest, WireSettings } from './wire.js'

export interface UpdateTableRequest extends TableRequest, WireSettings, ReplicasRequest {
  readonly AttributeDefinitions?: readonly WireDefinition[]
  readonly GlobalSecondaryIndexUpdates?: readonly WireIndexUpdate[]
  readonly VectorIndexUpdates?: readonly object[]
  readonly MultiAccountReplicaReady?: unknown
  readonly ReplicaTransitRoleArn?: unknown
}

/** Throws a `ValidationException` for the first rule that a request breaks. */
export function checkUpdate(request: UpdateTableRequest): void {
  const changed = changedMembers(request)
  if (changed.size === 0) throw nothingToUpdate(CHANGING.filter(one => !isIdle(request, one)))
  if (request.GlobalSecondaryIndexUpdates?.length === 0) {
    throw emptyIndexList('GlobalSecondaryIndexUpdates')
  }
  checkExclusive(request, changed)
  checkCombination(request, changed)
  checkStream(request)
  checkBillingMode(request)
  checkIndexUpdates(request)
  if (request.TableClass !== undefined) tableClassOf(request.TableClass)
  if (request.SSESpecification !== undefined) checkEncryption(request.SSESpecification)
  if (request.VectorIndexUpdates !== undefined) throw notSupportedYet('VectorIndexUpdates')
  if (!isOfReplicas(request)) return
  replicaActionsOf(request)
  witnessActionOf(request)
}

/** Whether a request is about replicas or witnesses. */
export function isOfReplicas(request: ReplicasRequest): boolean {
  return request.ReplicaUpdates !== undefined || request.GlobalTableWitnessUpdates !== undefined
}

/** In the order in which the service lists them, by the names that it lists. */
const CHANGING = [
  'ProvisionedThroughput',
  'BillingMode',
  'UpdateStreamEnabled',
  'GlobalSecondaryIndexUpdates',
  'SSESpecification',
  'ReplicaUpdates',
  'MultiAccountReplicaReady',
  'ReplicaTransitRoleArn',
  'MultiRegionConsistency',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'WarmThroughput',
  'TableClass',
] as const

type Changing = (typeof CHANGING)[number]

/** What a request would change. */
function changedMembers(request: UpdateTableRequest): ReadonlySet<string> {
  const changed = new Set<string>()
  for (const member of CHANGING) {
    if (isIdle(request, member)) continue
    const value = member === 'UpdateStreamEnabled' ? request.StreamSpecification : request[member]
    if (value !== undefined && !(MAY_BE_EMPTY.has(member) && isEmpty(value))) changed.add(member)
  }
  for (const member of NOT_LISTED) if (request[member] !== undefined) changed.add(member)
  // Witnesses come and go with replicas.
  if (isOfReplicas(request)) changed.add('ReplicaUpdates')
  return changed
}

/** The service does not name them where it says that there is nothing to change. */
const NOT_LISTED = ['VectorIndexUpdates', 'GlobalTableSettingsReplicationMode'] as const

const MAY_BE_EMPTY: ReadonlySet<string> = new Set<Changing>([
  'GlobalSecondaryIndexUpdates',
  'OnDemandThroughput',
  'WarmThroughput',
])

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Whether a member is there that counts for nothing by itself. */
function isIdle(request: UpdateTableRequest, member: Changing): boolean {
  switch (member) {
    case 'MultiAccountReplicaReady':
    case 'ReplicaTransitRoleArn':
    case 'MultiRegionConsistency':
      return request[member] !== undefined
    default:
      return false
  }
}

/** The first of several that must each be alone is the one that is named. */
const EXCLUSIVE: readonly (readonly [Changing | (typeof NOT_LISTED)[number], string])[] = [
  ['SSESpecification', 'Server-Side Encryption modification'],
  ['TableClass', 'TableClass modification'],
  ['DeletionProtectionEnabled', 'DeletionProtection modification'],
  ['ReplicaUpdates', 'Replica modification'],
  // The service's rule for it is not known.
  ['GlobalTableSettingsReplicationMode', 'GlobalTableSettingsReplicationMode modification'],
]

function checkExclusive(request: UpdateTableRequest, changed: ReadonlySet<string>): void {
  if (changed.size === 1) return
  for (const [member, what] of EXCLUSIVE) {
    if (changed.has(member)) throw notTheOnlyChange(what)
  }
  if (!changed.has('WarmThroughput')) return
  const { GlobalSecondaryIndexUpdates: updates = [] } = request
  if (updates.some(({ Create }) => Create !== undefined)) throw indexWithWarmThroughput()
  throw notTheOnlyChange('WarmThroughput')
}

function checkCombination(request: UpdateTableRequest, changed: ReadonlySet<string>): void {
  if (changed.has('OnDemandThroughput')) {
    const isWithBillingMode = changed.has('BillingMode') && changed.size === 2
    if (changed.size > 1 && !isWithBillingMode) throw onDemandNotAlone()
  }
  const isStream = changed.has('UpdateStreamEnabled')
  const isThroughput = changed.has('ProvisionedThroughput')
  if (isStream && (isThroughput || request.BillingMode === 'PROVISIONED')) {
    throw streamWithThroughput()
  }
  const { GlobalSecondaryIndexUpdates: updates = [] } = request
  const isIndex = updates.some(({ Create, Delete }) => Create !== undefined || Delete !== undefined)
  if (isIndex && isThroughput) throw indexWithThroughput()
  if (isIndex && isStream) throw indexWithStream()
}

function checkStream({ StreamSpecification }: UpdateTableRequest): void {
  if (StreamSpecification === undefined) return
  const { StreamEnabled, StreamViewType } = StreamSpecification
  if (StreamEnabled && StreamViewType === undefined) throw streamViewMissingInUpdate()
  if (!StreamEnabled && StreamViewType !== undefined) throw streamViewUnwantedInUpdate()
}

function checkBillingMode(request: UpdateTableRequest): void {
  const { BillingMode, ProvisionedThroughput, OnDemandThroughput = {} } = request
  if (BillingMode === 'PAY_PER_REQUEST' && ProvisionedThroughput) throw throughputOnDemand()
  if (BillingMode === 'PROVISIONED') {
    if (ProvisionedThroughput === undefined) throw throughputMissingInUpdate()
    refuseOnDemandInUpdate(OnDemandThroughput)
  }
  if (ProvisionedThroughput !== undefined) checkBounds(ProvisionedThroughput)
  checkOnDemand(OnDemandThroughput, { canRemove: true })
}
