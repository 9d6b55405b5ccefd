/** `hashrange/testing`: what tests of code that uses DynamoDB need. */

export { readTrace, type TraceCall, type TraceUnits, traceLine } from '../recording/trace.js'
export { ManualClock } from './manual-clock.js'
