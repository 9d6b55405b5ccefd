/** The operations on items, by the service's names. */

export const ITEM_OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
] as const

export type ItemOperation = (typeof ITEM_OPERATIONS)[number]

/** The operations of the service that there are none of here: what its clients can send besides. */
export const MISSING_OPERATIONS: ReadonlySet<string> = new Set([
  'CancelBulkOperation',
  'DescribeBulkOperation',
  'ListBulkOperations',
  'SearchVectors',
  'StartBulkPutItems',
])
