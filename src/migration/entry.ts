/** `hashrange/migrate`: tables from one place to another. */

export { MigrationFailed, ServiceFailure } from '../errors/migration-errors.js'
export type { Comparison, Difference } from './compare.js'
export type { AnsweringDatabase, EndOptions, GivenEnd } from './ends.js'
export type { TableEstimate } from './estimate.js'
export {
  estimateMigration,
  type MigrationResult,
  migrate,
  verifyMigration,
} from './migrate.js'
export type {
  EstimateOptions,
  MigrateOptions,
  MigrationOptions,
  MigrationProgress,
} from './migrate-options.js'
export { type PullResult, pull } from './pull.js'
export type { Mask, PullOptions, PullProgress } from './pull-options.js'
export type { MigratedTable } from './table-migration.js'
