/**
 * What a handler's answer says of its batch, where the trigger reports item failures: from which record on it failed.
 *
 * Source: AWS Lambda developer guide, "Configuring partial batch response with DynamoDB and Lambda".
 */

/** What a handler may return to tell which records it could not handle. */
export interface StreamBatchResponse {
  batchItemFailures: { itemIdentifier: string }[]
}

/**
 * The index of the first record that is to be handled again; undefined if the whole batch is done. An answer that
 * makes no sense, or names a record that was not in the batch, fails the whole batch.
 *
 * @param sequenceNumbers of the records of the batch
 */
export function firstFailureOf(
  response: unknown,
  sequenceNumbers: readonly string[],
): number | undefined {
  if (response === undefined || response === null) return undefined
  if (Array.isArray(response)) return response.length === 0 ? undefined : 0
  if (typeof response !== 'object') return 0
  const { batchItemFailures: failures } = response as { readonly batchItemFailures?: unknown }
  if (failures === undefined || failures === null) return undefined
  if (!Array.isArray(failures)) return 0
  if (failures.length === 0) return undefined
  // What is not found is at -1, and fails the whole batch.
  return Math.max(0, Math.min(...failures.map(failure => indexOf(failure, sequenceNumbers))))
}

function indexOf(failure: unknown, sequenceNumbers: readonly string[]): number {
  if (typeof failure !== 'object' || failure === null) return -1
  const { itemIdentifier } = failure as { readonly itemIdentifier?: unknown }
  return typeof itemIdentifier === 'string' ? sequenceNumbers.indexOf(itemIdentifier) : -1
}
