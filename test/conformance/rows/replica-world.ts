/** Tables with replicas in other regions: the requests that make them, and what is told of them. */

import { answer, type Exchange, type Given, type Json, refuse, type World } from '../row.js'
import { arnOf, onDemand, told, warm } from './tables.js'

export const SECOND = 1000
export const Name = { TableName: 'one' }
export const EU = 'eu-west-1'
export const AP = 'ap-northeast-1'
export const US = 'us-east-1'
export const creation = (RegionName: string, more: Json = {}): Json => ({
  Create: { RegionName, ...more },
})
export const deletion = (RegionName: string): Json => ({ Delete: { RegionName } })
export const change = (RegionName: string, more: Json = {}): Json => ({
  Update: { RegionName, ...more },
})
export const replicas = (...ReplicaUpdates: readonly Json[]): Json => ({ ReplicaUpdates })

export const make = (request: Json, region = US): Given => ({
  operation: 'CreateTable',
  request,
  region,
})
export const add = (region: string, from = US): Given => ({
  operation: 'UpdateTable',
  request: { ...Name, ...replicas(creation(region)) },
  region: from,
})
export const at = (region: string, exchange: Exchange): Exchange => ({ ...exchange, region })
export const SINGLE: World = { given: [make(onDemand('one'))] }
export const PAIR: World = { given: [make(onDemand('one')), add(EU)] }
export const TRIPLE: World = { given: [...PAIR.given, add(AP)] }

export const refused = (request: Json, text: string): Exchange =>
  refuse('UpdateTable', { ...Name, ...request }, text)
export const update = (request: Json, TableDescription: Json): Exchange =>
  answer('UpdateTable', { ...Name, ...request }, { TableDescription })
export const describe = (Table: Json): Exchange => answer('DescribeTable', Name, { Table })

export const MODE = { GlobalTableSettingsReplicationMode: 'ENABLED_WITH_OVERRIDES' }
export const LABEL = '2026-11-22T06:00:00.123'
export const stream = (region = US, label = LABEL): Json => ({
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  LatestStreamArn: `${arnOf('one', region)}/stream/${label}`,
  LatestStreamLabel: label,
})
export const replica = (RegionName: string, ReplicaStatus = 'ACTIVE', more: Json = {}): Json => ({
  RegionName,
  ReplicaStatus,
  ReplicaArn: arnOf('one', RegionName),
  ...MODE,
  WarmThroughput: { ...warm(12_000, 4_000), Status: 'ACTIVE' },
  ...more,
})
export const group = (...Replicas: readonly Json[]): Json => ({
  GlobalTableVersion: '2019.11.21',
  MultiRegionConsistency: 'EVENTUAL',
  ...MODE,
  Replicas,
})
/** What is told of a table of the group in one of its regions. */
export const member = (region: string, ...more: readonly Json[]): Json =>
  Object.assign(told('one', { TableArn: arnOf('one', region), ...stream(region) }), ...more)
export const UPDATING = { TableStatus: 'UPDATING' }
