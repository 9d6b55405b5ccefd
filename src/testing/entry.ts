/** `hashrange/testing`: what tests of code that uses DynamoDB need. */

export type { CollectionSizes } from '../designs/collections.js'
export {
  type CompareOptions,
  type CompareProgress,
  type Comparison,
  compareDesigns,
} from '../designs/compare.js'
export { type DrawComparisonOptions, drawComparison } from '../designs/comparison-text.js'
export {
  type Design,
  type DesignContext,
  type DesignDefinition,
  type DesignTable,
  type DesignTables,
  defineDesign,
  type MadeTables,
  type Operations,
  type TracedCall,
} from '../designs/design.js'
export type { MonthlyCost } from '../designs/monthly-cost.js'
export type { UnitRates } from '../designs/rates.js'
export type { DesignPart, DesignResult, ThrottledKey } from '../designs/result.js'
export type { ThrottledPart } from '../designs/tally.js'
export {
  type DailyRate,
  dailyRate,
  defineWorkload,
  type Workload,
  type WorkloadEvent,
  type WorkloadLoad,
} from '../designs/workload.js'
export type { WorkloadRandom } from '../designs/workload-random.js'
export { DesignFailed } from '../errors/design-errors.js'
export {
  OrderDiverged,
  OrderFailed,
  ProgramStuck,
  TooManyCalls,
} from '../errors/interleaving-errors.js'
export { WrongSeed } from '../errors/seed-errors.js'
export { NoTestDatabase } from '../errors/testing-errors.js'
export {
  type FaultyDatabase,
  type InjectedFaults,
  type InjectFaultsOptions,
  injectFaults,
} from '../faults/inject-faults.js'
export type {
  FaultDecision,
  FaultRule,
  FaultScope,
  FaultScript,
  FaultTime,
  FaultTrace,
  InternalErrorRule,
  LatencyRule,
  LostReplyRule,
  PartialBatchRule,
  Staleness,
  StaleReadRule,
  ThrottleRule,
  TransactionConflictRule,
  UnavailableRule,
} from '../faults/script.js'
export { Exploration, OrderRun } from '../interleaving/exploration.js'
export {
  type ExploreOptions,
  exploreOrders,
  type OrderedProgram,
  type ReplayOptions,
  replayOrder,
} from '../interleaving/explore.js'
export type { OrderedDatabase } from '../interleaving/program-run.js'
export type { OrderStep } from '../interleaving/step-text.js'
export type { RecordedCall } from '../recording/call-ring.js'
export type { Finding, FindingKind } from '../recording/findings.js'
export {
  type Recordable,
  type Recording,
  type RecordOptions,
  record,
} from '../recording/recording.js'
export type { Report } from '../recording/report.js'
export type {
  KeySummary,
  PlaceSummary,
  ReportData,
  RunCost,
  ShapeSummary,
} from '../recording/report-data.js'
export { type RecordedRun, type RecordRunOptions, recordRun } from '../recording/run.js'
export type { Timeline } from '../recording/timeline.js'
export { readTrace, type TraceCall, type TraceUnits, traceLine } from '../recording/trace.js'
export type { SeedFormat } from '../seeding/formats.js'
export type { SeedText } from '../seeding/reading.js'
export { type Seedable, type SeedOptions, type SeedSource, seed } from '../seeding/seed.js'
export type { SeedParameter } from '../seeding/seed-plan.js'
export type { SeedResult } from '../seeding/sowing.js'
export { type Forked, forked } from './forked.js'
export { ManualClock } from './manual-clock.js'
export { type ConsumedExpectation, type HashrangeMatchers, hashrangeMatchers } from './matchers.js'
export type { TestDatabaseOptions } from './seeded.js'
export {
  type ItemSnapshot,
  type SnapshotDatabase,
  type SnapshotTable,
  snapshotOf,
} from './snapshot.js'
export type { ClientClass } from './taken-classes.js'
export type { ClientsOfTests, TestDatabase } from './test-database.js'
