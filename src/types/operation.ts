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
  'BatchExecuteStatement',
  'CancelBulkOperation',
  'CreateBackup',
  'CreateGlobalTable',
  'DeleteBackup',
  'DescribeBackup',
  'DescribeBulkOperation',
  'DescribeContinuousBackups',
  'DescribeExport',
  'DescribeGlobalTable',
  'DescribeGlobalTableSettings',
  'DescribeImport',
  'DescribeTableReplicaAutoScaling',
  'ExecuteStatement',
  'ExecuteTransaction',
  'ExportTableToPointInTime',
  'ImportTable',
  'ListBackups',
  'ListBulkOperations',
  'ListExports',
  'ListGlobalTables',
  'ListImports',
  'RestoreTableFromBackup',
  'RestoreTableToPointInTime',
  'SearchVectors',
  'StartBulkPutItems',
  'UpdateContinuousBackups',
  'UpdateGlobalTable',
  'UpdateGlobalTableSettings',
  'UpdateTableReplicaAutoScaling',
])
