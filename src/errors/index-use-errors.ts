/** Refusals of changes to indexes, or to a table, while indexes or the table are being changed, in the service's words. */

import type { ResourceInUseException } from './dynamo-error.js'
import { stillInUse } from './table-use-errors.js'

/** An index of a table, by their names. */
interface Names {
  readonly table: string
  readonly index: string
}

const ofIndex = ({ table, index }: Names): string => `Table: ${table} Index: ${index}`
const withIndex = ({ table, index }: Names): string => `Table: ${table} Indexes: [${index}]`

export const indexesWithThroughput = (table: string): ResourceInUseException =>
  stillInUse(`Can't create or delete indexes while table IOPS are being updated. Table: ${table}`)

/** `tableClass` is the one that the table is given. */
export const indexesWithTableClass = (table: string, tableClass: string): ResourceInUseException =>
  stillInUse(
    "Can't create or delete an index when a table class update is in progress. " +
      `Table: ${table} TableClassUpdateInProgress: ${tableClass}`,
  )

export const deletionWithIndexes = (): ResourceInUseException =>
  stillInUse('Cannot delete table while indexes are being created, updated, or deleted.')

export const deletionOfNewIndex = (names: Names): ResourceInUseException =>
  stillInUse(
    'Index creation is in resource allocation phase. ' +
      `Retry deletion during backfilling phase or when the index is active. ${ofIndex(names)}`,
  )

/** The two blanks are the service's. */
export const updateOfNewIndex = (names: Names): ResourceInUseException =>
  stillInUse(`Index is being created but is not backfilling yet.  ${ofIndex(names)}`)

export const indexBeingDeleted = (names: Names): ResourceInUseException =>
  stillInUse(`Index is being deleted. ${ofIndex(names)}`)

export const indexBeingUpdated = (names: Names): ResourceInUseException =>
  stillInUse(`Index is being updated. ${ofIndex(names)}`)

export const throughputWithNewIndex = (names: Names): ResourceInUseException =>
  stillInUse(`Can't change table IOPS when an index is being created. ${withIndex(names)}`)

export const throughputWithDeletedIndex = (names: Names): ResourceInUseException =>
  stillInUse(`Can't change table IOPS when an index is being deleted. ${withIndex(names)}`)

export const streamWithNewIndex = (): ResourceInUseException =>
  stillInUse("Can't change stream status when an index is being created")

export const onDemandWithNewIndex = (index: string): ResourceInUseException =>
  stillInUse(
    `OnDemandThroughput cannot be updated while index creation is in progress for indexes: [${index}]`,
  )
