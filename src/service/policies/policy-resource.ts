/** What a policy is attached to: a table, also for its indexes, or the latest stream of a table. */

import {
  arnOfAnotherKind,
  arnOfAnotherService,
  notAnArn,
  tableArnInvalid,
} from '../../errors/arn-errors.js'
import {
  policyArnInvalid,
  policyOfAnotherAccount,
  policyRevisionMismatch,
} from '../../errors/policy-errors.js'
import { tableNotFoundByName } from '../../errors/request-errors.js'
import { streamNotFound } from '../../errors/stream-errors.js'
import type { StoredTable } from '../../storage/table.js'
import type { ResourcePolicy, StreamSetting, TableSettings } from '../../types/table.js'
import { streamLabelOf } from '../streams/region-streams.js'
import { isTableName } from '../tables/arn.js'
import type { RegionTables } from '../tables/region-tables.js'

/** A table or a stream by its ARN, be it there or not. */
interface Named {
  readonly arn: string
  readonly tableName: string
  /** Undefined if it is the table itself. */
  readonly streamLabel: string | undefined
}

/** A table, or its stream, and the policy that it has. */
interface PolicyResource {
  readonly table: StoredTable
  /** Undefined if it is the table itself. */
  readonly stream: StreamSetting | undefined
  readonly policy: ResourcePolicy | undefined
}

/** For those who want that there is no policy. */
const NO_POLICY = 'NO_POLICY'

/** What an ARN names. Throws a `ValidationException` if it is no ARN of a table or a stream of this region and account. */
export function policyNameOf({ place }: RegionTables, arn: string): Named {
  if (!arn.startsWith('arn:')) throw notAnArn(arn)
  const [, partition, service, region, accountId, ...rest] = arn.split(':')
  if (service !== 'dynamodb' || rest.length === 0) throw arnOfAnotherService(arn)
  const [kind, tableName = '', part, streamLabel, ...more] = rest.join(':').split('/')
  const isStream = part === 'stream' && streamLabel !== undefined && more.length === 0
  if (kind !== 'table' || (part !== undefined && !isStream)) throw arnOfAnotherKind(arn)
  if (partition !== 'aws' || region !== place.region) throw policyArnInvalid(arn)
  if (accountId !== place.accountId) throw policyOfAnotherAccount()
  if (!isTableName(tableName)) throw tableArnInvalid(arn)
  return { arn, tableName, streamLabel }
}

/**
 * What an ARN names, as it is.
 *
 * @throws ResourceNotFoundException if there is no such table, or its latest stream is another one
 */
export function policyResourceOf(
  tables: RegionTables,
  { arn, tableName, streamLabel }: Named,
): PolicyResource {
  const table = tables.lookUp(tableName)
  if (table === undefined) throw tableNotFoundByName(tableName)
  const { policy, stream } = table.description.settings
  if (streamLabel === undefined) return { table, stream: undefined, policy }
  if (stream === undefined || streamLabelOf(stream) !== streamLabel) throw streamNotFound(arn)
  return { table, stream, policy: stream.policy }
}

/** Settings with another policy, or with none. */
export function withPolicy(
  { table, stream }: PolicyResource,
  policy: ResourcePolicy | undefined,
): TableSettings {
  const { settings } = table.description
  return stream === undefined
    ? { ...settings, policy }
    : { ...settings, stream: { ...stream, policy } }
}

/** Throws a `PolicyNotFoundException` if there is another revision than somebody expects. */
export function checkRevision({ policy }: PolicyResource, expected: string | undefined): void {
  if (expected === undefined) return
  const current = policy === undefined ? NO_POLICY : revisionIdOf(policy)
  if (current !== expected) throw policyRevisionMismatch(expected)
}

/** A revision as requests and answers have it. */
export function revisionIdOf({ revision }: ResourcePolicy): string {
  return String(revision)
}
