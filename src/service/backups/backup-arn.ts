/** ARNs of backups: `<ARN of the table>/backup/<id>`, and those of tables where they stand for what is restored. */

import { arnAccountDenied } from '../../errors/arn-errors.js'
import { backupArnInvalid, backupArnOfElsewhere } from '../../errors/backup-errors.js'
import { sourceArnInvalid, sourceOfAnotherAccount } from '../../errors/restore-errors.js'
import { isTableName, type Place, tableArnOf } from '../tables/arn.js'

/** What the ARN of a backup says, be it there or not. */
export interface BackupName {
  readonly arn: string
  readonly region: string
  readonly table: string
  readonly id: string
}

/** The ARN of a backup of a table. */
export function backupArnOf(table: string, id: string, place: Place): string {
  return `${tableArnOf(table, place)}/backup/${id}`
}

/**
 * What the ARN of a backup says, which may be of another region.
 *
 * @throws ValidationException if it is none, or of another service or partition
 * @throws AccessDeniedException if it is of another account
 */
export function backupNameOf(arn: string, { accountId }: Place): BackupName {
  const [prefix, partition, service, region, account, ...rest] = arn.split(':')
  const [kind, table, part, id, ...more] = rest.join(':').split('/')
  if (prefix !== 'arn' || region === undefined || kind !== 'table' || part !== 'backup') {
    throw backupArnInvalid()
  }
  if (table === undefined || id === undefined || id === '' || more.length > 0) {
    throw backupArnInvalid()
  }
  if (partition !== 'aws' || service !== 'dynamodb') throw backupArnOfElsewhere()
  if (account !== accountId) throw arnAccountDenied()
  return { arn, region, table, id }
}

/**
 * The table whose past is restored, by its ARN, which may be of another region.
 *
 * @throws ValidationException if it is none, or of another account
 */
export function sourceTableOf(
  arn: string,
  { accountId }: Place,
): { readonly region: string; readonly name: string } {
  const [prefix, partition, service, region, account, ...rest] = arn.split(':')
  const [kind, name = '', ...more] = rest.join(':').split('/')
  const isOfTable = kind === 'table' && isTableName(name) && more.length === 0
  if (prefix !== 'arn' || partition !== 'aws' || service !== 'dynamodb') throw sourceArnInvalid()
  if (region === undefined || !isOfTable) throw sourceArnInvalid()
  if (account !== accountId) throw sourceOfAnotherAccount()
  return { region, name }
}
