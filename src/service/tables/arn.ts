/**
 * ARNs of tables: `arn:aws:dynamodb:<region>:<account>:table/<name>`. A request may name a table by it.
 */

import { arnAccountDenied, arnMemberInvalid, tableArnInvalid } from '../../errors/arn-errors.js'

/** Where tables are. */
export interface Place {
  /** Such as `us-east-1`. */
  readonly region: string
  /** Twelve digits. */
  readonly accountId: string
}

/** The ARN of a table. A table that is created anew has the ARN of the one before. */
export function tableArnOf(name: string, { region, accountId }: Place): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`
}

const NAME_PATTERN = /^[a-zA-Z0-9_.-]{3,255}$/

/** Whether a table can have this name. */
export function isTableName(name: string): boolean {
  return NAME_PATTERN.test(name)
}

/**
 * The table's name where a request has its name or its ARN.
 *
 * @throws ValidationException if the ARN is malformed, of another region, or of something that is no table
 * @throws AccessDeniedException if the ARN is of another account
 */
export function tableNameOf(nameOrArn: string, place: Place): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn
  const [, partition, service, region, accountId, ...rest] = nameOrArn.split(':')
  const resource = rest.join(':')
  if (accountId === undefined || rest.length === 0) throw tableArnInvalid(nameOrArn)
  if (partition !== 'aws') throw arnMemberInvalid('AWS partition', nameOrArn)
  if (service !== 'dynamodb') throw tableArnInvalid(nameOrArn)
  if (region !== place.region) throw arnMemberInvalid('AWS region', nameOrArn)
  const [kind, name, ...more] = resource.split('/')
  if (kind !== 'table') throw arnMemberInvalid('resource type', nameOrArn)
  if (more.length > 0) throw tableArnInvalid(nameOrArn)
  if (name === undefined || !isTableName(name)) throw tableArnInvalid(nameOrArn)
  if (accountId !== place.accountId) throw arnAccountDenied()
  return name
}
