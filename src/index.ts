/** hashrange: Amazon DynamoDB's data model and semantics as an embedded database for Node. */

export { compilePolicy } from './access/compile-policy.js'
export { decide } from './access/decision.js'
export { decisionText } from './access/decision-text.js'
export {
  type DecisionExplanation,
  explainDecision,
  type StatementExplanation,
} from './access/explanation.js'
export { type Policies, readPolicies, readPrincipal } from './access/policies-file.js'
export type {
  AccessContext,
  AccessQuestion,
  Circumstances,
  CompiledPolicy,
  CompiledStatement,
  ContextValue,
  Decision,
  Grant,
  PolicyKind,
  PolicyLevels,
  Principal,
  PrincipalKind,
  ResourceSide,
  StatementPlace,
  StatementsOfAction,
} from './access/question.js'
export type { AccessRequest } from './access-request.js'
export type { ImportFault } from './api/import-filler.js'
export type { CsvImportOptions } from './api/import-format.js'
export type { UpdateReturnValues } from './api/update-item.js'
export { type Consumption, type Cost, estimateCost, type TableCost } from './capacity/cost.js'
export type {
  HeatMap,
  HeatMapRow,
  HeatPartition,
  HeatUnits,
  HotKey,
} from './capacity/heat-map.js'
export { drawHeat } from './capacity/heat-picture.js'
export type { MetricName, MetricPoint, MetricSeries, Statistic } from './capacity/metrics.js'
export { type ClassPrices, PRICES, type Prices } from './capacity/prices.js'
export type { ScalingActivity } from './capacity/table-scaler.js'
export { Database } from './database.js'
export type { DatabaseRegion } from './database-region.js'
export type { OpenProgress, Recovery } from './disk/disk.js'
export type { TornTail } from './disk/log-scan.js'
export type { Durability } from './disk/log-writer.js'
export { PoisonedDatabase, ReadOnlyDatabase } from './engine/log.js'
export type { Clock } from './env/clock.js'
export { MalformedPolicyDocument, type PolicyPath } from './errors/access-errors.js'
export {
  BackupInUseException,
  BackupNotFoundException,
  ContinuousBackupsUnavailableException,
  ExportConflictException,
  ExportNotFoundException,
  ImportConflictException,
  ImportNotFoundException,
  InvalidExportTimeException,
  InvalidRestoreTimeException,
  PointInTimeRecoveryUnavailableException,
  TableAlreadyExistsException,
  TableInUseException,
  TableNotFoundException,
} from './errors/backup-exceptions.js'
export {
  type CancellationReason,
  ConditionalCheckFailedException,
  DuplicateItemException,
  DynamoError,
  InvalidParameterValueException,
  ItemCollectionSizeLimitExceededException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceInUseException,
  ResourceNotFoundException,
  ThrottledError,
  ThrottlingException,
  type ThrottlingReason,
  TransactionCanceledException,
  TransactionConflictException,
  TrimmedDataAccessException,
  ValidationException,
} from './errors/dynamo-error.js'
export { DatabaseClosed } from './errors/native-errors.js'
export {
  GlobalTableNotFoundException,
  LinkCut,
  ReplicatedWriteConflictException,
} from './errors/replica-errors.js'
export {
  CorruptCheckpoint,
  CorruptHistory,
  CorruptImage,
  CorruptLog,
  CorruptManifest,
  DatabaseLocked,
  DirectoryInUse,
  DirectoryNotAccessible,
  DiskFailed,
  DiskFull,
  MisplacedFile,
  MissingFile,
  NotADatabase,
  UnknownFormat,
  WrongKey,
} from './errors/storage-errors.js'
export { type AttributeName, type Expression, expr } from './expressions/template.js'
export type { CostOptions, HeatOptions, MetricsOptions } from './native/account-of-use.js'
export type { BackupInfo, RestoreOptions, TableBackupOptions } from './native/backups.js'
export type {
  Changes,
  ChangesOptions,
  ListenOptions,
  LostChanges,
  TableChange,
} from './native/changes.js'
export type { CreateOptions } from './native/create.js'
export type { BackupOptions, DatabaseOptions, ForkOptions } from './native/database-options.js'
export type {
  IndexInfo,
  PartitionInfo,
  PointInTimeInfo,
  StreamInfo,
  TableInfo,
} from './native/describe.js'
export type { Explanation } from './native/explain.js'
export type {
  ExportInfo,
  ExportProgress,
  ExportSpan,
  ExportTableOptions,
} from './native/exports.js'
export type {
  ImportInfo,
  ImportTableOptions,
  ImportTableProgress,
} from './native/imports.js'
export type {
  AnyIndex,
  GlobalIndex,
  GlobalIndexSchema,
  LocalIndex,
  LocalIndexSchema,
} from './native/index-types.js'
export type { Storable } from './native/item-types.js'
export type {
  Key,
  PartitionKeyOf,
  QueryKey,
  SortKeyCondition,
  SortKeyOf,
} from './native/key-types.js'
export type { LinkOptions } from './native/link-options.js'
export type {
  Patch,
  Projected,
  QueryOptions,
  ReadOptions,
  Returned,
  ScanOptions,
  WriteOptions,
} from './native/options.js'
export type { ItemVersion } from './native/past.js'
export type { PastTable } from './native/past-table.js'
export type { PointInTimeOptions } from './native/point-in-time.js'
export type { ReadableTable } from './native/readable-table.js'
export type { StrongReplicas } from './native/replicas.js'
export type { AutoScaleOptions, CapacityOptions, ScalingOptions } from './native/scaling.js'
export type { KeyDefinition, TableSchema } from './native/schema.js'
export type {
  IndexQueryOptions,
  IndexScanOptions,
  SecondaryIndex,
} from './native/secondary-index.js'
export type { Page, Selection } from './native/selection.js'
export type { SqlValue } from './native/sql-text.js'
export type { Statement, StatementPage, StatementPageOptions } from './native/statement.js'
export type { Table, TableOf } from './native/table.js'
export type {
  GetAction,
  GetActions,
  GotItems,
  WriteAction,
  WriteActions,
} from './native/transaction.js'
export type { WholeTable } from './native/whole-table.js'
export type { AccessExplanation, AnsweredQuestion } from './service/authorization/explain-access.js'
export type { PartitionLimits } from './storage/partition.js'
export type { KinesisRecord } from './streams/kinesis/kinesis-record.js'
export type { KinesisTarget } from './streams/kinesis/targets.js'
export type { StreamLimits } from './streams/stream.js'
export type {
  StreamEvent,
  StreamEventItem,
  StreamEventRecord,
  StreamEventValue,
} from './streams/triggers/event.js'
export type { TriggerFailure } from './streams/triggers/failure.js'
export type {
  TriggerCallback,
  TriggerContext,
  TriggerHandler,
} from './streams/triggers/invocation.js'
export type { StreamBatchResponse } from './streams/triggers/response.js'
export type { TriggerCounts } from './streams/triggers/run.js'
export type { FilterPattern, TriggerOptions } from './streams/triggers/settings.js'
export type { Trigger } from './streams/triggers/trigger.js'
export type { AttachOptions } from './transport/attach.js'
export type { Answer, Call } from './transport/exchange.js'
export type { Interceptor } from './transport/interceptors.js'
export {
  type AttributeMap,
  type AttributeValue,
  type Item,
  type KeyType,
  type NumberAttribute,
  NumberValue,
  type ScalarAttribute,
  type SetAttribute,
} from './types/attribute.js'
export type { ItemOperation } from './types/operation.js'
export type { KeyAttribute, KeySchema, StreamViewType } from './types/table.js'
