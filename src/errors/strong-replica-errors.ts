/**
 * Refusals of what is asked of global tables with strong consistency, and of witnesses. Where the service's text is known it begins
 * as here; how it goes on, and the texts that say so, are ours.
 */

import { ValidationException } from './dynamo-error.js'

// By the request alone

export const onlyReplicasCreated = (): ValidationException =>
  new ValidationException(
    'Only Replica Create actions are supported when MultiRegionConsistency parameter is provided.',
  )

export const witnessOnlyStrong = (): ValidationException =>
  new ValidationException(
    'MultiRegionConsistency must be set as STRONG when GlobalTableWitnessUpdates parameter is present.',
  )

/** Of an element with no action, or with both. The text is ours. */
export const witnessActionUnclear = (): ValidationException =>
  new ValidationException(
    'There must be one action, Create or Delete, in the Global Table Witness Update of the request.',
  )

// Which regions there may be

export const replicaCountUnsupported = (): ValidationException =>
  new ValidationException(
    'Unsupported replica count: a global table with MultiRegionConsistency set to STRONG has 3 replicas, or 2 ' +
      'replicas and a witness.',
  )

export const witnessInReplicaRegion = (region: string): ValidationException =>
  new ValidationException(
    `Cannot add a witness in the same region as an existing replica: ${region}`,
  )

export const regionsUnsupported = (
  regions: readonly string[],
  sets: readonly (readonly string[])[],
): ValidationException =>
  new ValidationException(
    `Unsupported Region(s) specified [${regions.join(', ')}]: those of a global table with MultiRegionConsistency ` +
      `set to STRONG are all of one set: ${sets.map(set => `[${set.join(', ')}]`).join(', ')}`,
  )

// By what there is

export const consistencyOfExisting = (): ValidationException =>
  new ValidationException(
    'MultiRegionConsistency parameter is unsupported on existing global table',
  )

export const replicasNotAddedToStrong = (): ValidationException =>
  new ValidationException(
    'Cannot add replicas to a global table with strong MultiRegionConsistency',
  )

export const replicaNotAloneDeleted = (): ValidationException =>
  new ValidationException(
    'Deletion of only one table replica is not supported for global tables with MultiRegionConsistency set to STRONG.',
  )

export const witnessesNotIncluded = (): ValidationException =>
  new ValidationException('Update table delete operation does not include all witnesses.')

/** The text is ours. */
export const notTheWitness = (region: string): ValidationException =>
  new ValidationException(`There is no witness of the global table in the region ${region}.`)

/** The text is ours. */
export const strongNotEmpty = (table: string): ValidationException =>
  new ValidationException(
    `MultiRegionConsistency can be set to STRONG only while the table is empty: TableName: ${table}`,
  )

type Unsupported = 'Time to Live is' | 'Local secondary indexes are' | 'Transactions are'

/** The text is ours. */
export const notOfStrong = (what: Unsupported): ValidationException =>
  new ValidationException(
    `${what} not supported for global tables with MultiRegionConsistency set to STRONG.`,
  )
