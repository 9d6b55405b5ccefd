/** `hashrange/testing`: what tests of code that uses DynamoDB need. */

export { ManualClock } from './manual-clock.js'
