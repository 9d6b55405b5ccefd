/** What the requests of several operations on tables have in common, in wire form, their shapes checked. */

import type { BillingMode, StreamViewType } from '../../types/table.js'

export interface WireThroughput {
  readonly ReadCapacityUnits: number
  readonly WriteCapacityUnits: number
}

export interface WireOnDemandThroughput {
  readonly MaxReadRequestUnits?: number
  readonly MaxWriteRequestUnits?: number
}

export interface WireWarmThroughput {
  readonly ReadUnitsPerSecond?: number
  readonly WriteUnitsPerSecond?: number
}

export interface WireEncryption {
  readonly Enabled?: boolean
  readonly SSEType?: string
  readonly KMSMasterKeyId?: string
}

export interface WireStream {
  readonly StreamEnabled: boolean
  readonly StreamViewType?: StreamViewType
}

export interface WireTag {
  readonly Key: string
  readonly Value: string
}

/** The settings that CreateTable and UpdateTable take. */
export interface WireSettings {
  readonly BillingMode?: BillingMode
  readonly ProvisionedThroughput?: WireThroughput
  readonly OnDemandThroughput?: WireOnDemandThroughput
  readonly WarmThroughput?: WireWarmThroughput
  readonly StreamSpecification?: WireStream
  readonly SSESpecification?: WireEncryption
  readonly TableClass?: string
  readonly DeletionProtectionEnabled?: boolean
  readonly GlobalTableSettingsReplicationMode?: string
}

/** A request about one table, by its name or its ARN. */
export interface TableRequest {
  readonly TableName: string
}

/** A time of the service as ours are. */
export function millisecondsOf(seconds: number): number {
  return Math.round(seconds * 1000)
}

/** The times of the service are seconds since 1970 with a fraction; ours are milliseconds. */
export function secondsOf(milliseconds: number): number {
  return milliseconds / 1000
}
