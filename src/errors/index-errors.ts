/** Refusals of reads of secondary indexes, and of items that do not fit them, in the service's words. */

import { ValidationException } from './dynamo-error.js'

/** An index that does not hold all of its items yet. */
export const indexFilling = (index: string): ValidationException =>
  new ValidationException(`Cannot read from backfilling global secondary index: ${index}`)

export const indexReadConsistently = (): ValidationException =>
  new ValidationException('Consistent reads are not supported on global secondary indexes')
