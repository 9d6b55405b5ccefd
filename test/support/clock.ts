/** The clock of the tests is the one that users have. */

export { ManualClock } from '../../src/testing/manual-clock.js'
