/** Refusals of keys with what is wrong with them, by attribute: the service does not say it. */

import { keyAttributes, keyFaultOf } from '../engine/keys.js'
import { TransactionCanceledException } from '../errors/dynamo-error.js'
import { KeyMismatch, keySchemaMismatch } from '../errors/key-errors.js'
import type { StoredTable } from '../storage/table.js'
import type { Item } from '../types/attribute.js'

/** The error as the native interface tells it. */
function inFull(error: unknown): unknown {
  return error instanceof KeyMismatch ? KeyMismatch.inFull(error) : error
}

/** What `run` returns. What it throws is told in full. */
export function toldInFull<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw inFull(error)
  }
}

/** What `run` returns; of a cancelled transaction the reasons are told in full. */
export function cancelledInFull<Result>(
  actions: readonly { readonly table: StoredTable; readonly key?: Item | undefined }[],
  run: () => Result,
): Result {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    const reasons = error.cancellationReasons.map((reason, place) => {
      const { table, key } = actions[place] ?? {}
      if (table === undefined || key === undefined) return reason
      const mismatch = keySchemaMismatch(keyFaultOf(keyAttributes(table.keySchema), key))
      if (reason.message !== mismatch.message) return reason
      return { ...reason, message: KeyMismatch.inFull(mismatch).message }
    })
    throw new TransactionCanceledException(error.message, reasons)
  }
}
