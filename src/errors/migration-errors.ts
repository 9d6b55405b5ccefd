/** What a migration is refused for, and what it fails by. */

import { ValidationException } from './dynamo-error.js'

/** A migration that can't begin, or go on: the message says why, and what helps. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed'
}

/** What a service answers that is no success, under the name that it has there. */
export class ServiceFailure extends Error {
  override readonly name: string
  /** As clients of the SDK have it. */
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(name: string, message: string, httpStatusCode: number) {
    super(message)
    this.name = name
    this.$metadata = { httpStatusCode }
  }
}

/** What was given is no end of a migration. */
export const notAnEnd = (side: string): ValidationException =>
  new ValidationException(
    `${side}: give the directory of a database, the address of a server such as http://127.0.0.1:8000, dynamodb:REGION, a Database or a DynamoDBClient`,
  )

export const wrongAddress = (address: string): ValidationException =>
  new ValidationException(`${address} is no address such as http://127.0.0.1:8000`)

export const sameEnds = (): ValidationException =>
  new ValidationException('A database cannot be migrated to itself: from and to are the same')

export const noSuchTable = (table: string, source: string): MigrationFailed =>
  new MigrationFailed(`There is no table ${table} in ${source}`)

export const targetNotEmpty = (table: string, target: string): MigrationFailed =>
  new MigrationFailed(
    `The table ${table} of ${target} has items that no journal of this migration knows of: empty or drop it, or give the journal`,
  )

export const targetHasOtherSchema = (
  table: string,
  target: string,
  differences: readonly string[],
): MigrationFailed =>
  new MigrationFailed(
    `The table ${table} of ${target} has another schema than that of the source: ${differences.join(', ')}`,
  )

export const otherTable = (table: string, end: string): MigrationFailed =>
  new MigrationFailed(
    `The table ${table} of ${end} is another one than when the migration began: remove the journal to begin anew`,
  )

export const otherMigration = (
  directory: string,
  { from, to }: { readonly from: string; readonly to: string },
): MigrationFailed =>
  new MigrationFailed(
    `${directory} is the journal of a migration from ${from} to ${to}: give another directory for this one`,
  )

export const damagedJournal = (path: string, line: number): MigrationFailed =>
  new MigrationFailed(`${path} is damaged in line ${line}: remove it to copy everything anew`)

export const unknownJournal = (path: string): MigrationFailed =>
  new MigrationFailed(`${path} was written by another version of this library`)

export const noStream = (table: string): MigrationFailed =>
  new MigrationFailed(
    `The table ${table} has no stream, so what is written to it meanwhile would be lost: allow one to be enabled, or copy it at rest`,
  )

export const streamWithoutImages = (table: string, view: string): MigrationFailed =>
  new MigrationFailed(
    `The stream of ${table} has the view ${view}: changes can be made again only of NEW_IMAGE or NEW_AND_OLD_IMAGES`,
  )

export const streamNotEnabled = (table: string): MigrationFailed =>
  new MigrationFailed(`The service enabled no stream of ${table}: it may not have streams`)

export const notActive = (table: string, end: string): MigrationFailed =>
  new MigrationFailed(`The table ${table} of ${end} was not ready in time`)

export const streamEnded = (table: string): MigrationFailed =>
  new MigrationFailed(`The stream of ${table} was turned off while its changes were made again`)

export const notFollowed = (table: string): MigrationFailed =>
  new MigrationFailed(
    `The copy of ${table} began without a stream, at rest: there are no changes to wait for. Remove the journal to begin anew`,
  )

export const pullHasOtherSchema = (
  table: string,
  target: string,
  differences: readonly string[],
): MigrationFailed =>
  new MigrationFailed(
    `The table ${table} is in ${target} already, with another schema than where it is pulled from: ${differences.join(', ')}`,
  )

export const keyOfOtherType = (name: string, type: string, key: unknown): MigrationFailed =>
  new MigrationFailed(
    `The partition key ${name} is of type ${type}, and ${typeof key === 'string' ? JSON.stringify(key) : `a ${typeof key}`} is no value of that`,
  )

export const maskFailed = (key: string, error: unknown): MigrationFailed =>
  new MigrationFailed(
    `The mask failed at the item ${key}: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  )

export const noMaskIn = (path: string): MigrationFailed =>
  new MigrationFailed(`${path} exports no function by default, which would be the mask`)
