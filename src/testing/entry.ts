/** `hashrange/testing`: what tests of code that uses DynamoDB need. */

export {
  OrderDiverged,
  OrderFailed,
  ProgramStuck,
  TooManyCalls,
} from '../errors/interleaving-errors.js'
export { NoTestDatabase } from '../errors/testing-errors.js'
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
export type { Timeline } from '../recording/timeline.js'
export { readTrace, type TraceCall, type TraceUnits, traceLine } from '../recording/trace.js'
export { type Forked, forked } from './forked.js'
export { ManualClock } from './manual-clock.js'
export type { TestDatabaseOptions } from './seeded.js'
export type { ClientClass } from './taken-classes.js'
export type { ClientsOfTests, TestDatabase } from './test-database.js'
