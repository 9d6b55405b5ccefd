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
