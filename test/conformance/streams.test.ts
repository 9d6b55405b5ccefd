/** Operations on streams, through every door. */

import {
  describeStreamRows,
  getRecordsRows,
  listStreamsRows,
  shardIteratorRows,
  streamLifeRows,
} from './rows/streams.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([
  listStreamsRows,
  describeStreamRows,
  shardIteratorRows,
  getRecordsRows,
  streamLifeRows,
])
