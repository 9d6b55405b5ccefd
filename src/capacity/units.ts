/**
 * From sizes to capacity units. Pure; what a table may consume is another matter.
 *
 * Source: DynamoDB developer guide, "Read and write operations" (a read unit is 4 KB strongly consistent, half of it
 * eventually consistent, twice of it in a transaction; a write unit is 1 KB, twice of it in a transaction).
 */

import { READ_UNIT_SIZE, WRITE_UNIT_SIZE } from '../types/limits.js'

/** How a read is done, as the factor of its cost. */
export const EVENTUAL = 0.5
export const STRONG = 1
export const TRANSACTIONAL = 2

/**
 * Read capacity units of a read.
 *
 * @param bytes size of the item, or of all items that a query or scan evaluated, by the service's rules; 0 for none
 * @param factor `EVENTUAL`, `STRONG` or `TRANSACTIONAL`
 */
export function readUnits(bytes: number, factor: number): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_SIZE)) * factor
}

/**
 * Write capacity units of a write.
 *
 * @param bytes size of the item before or after the write, whichever is larger; 0 for none
 * @param factor `STRONG` for a single write, `TRANSACTIONAL` for one of a transaction
 */
export function writeUnits(bytes: number, factor: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_SIZE)) * factor
}
