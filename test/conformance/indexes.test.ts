/** Secondary indexes, through every door. */

import { rows as definitions } from './rows/index-definitions.js'
import { rows as life } from './rows/index-life.js'
import { rows as limits } from './rows/index-limits.js'
import { queryRows, scanRows } from './rows/index-reads.js'
import { rows as updates } from './rows/index-updates.js'
import { batchRows, putRows, transactRows, updateRows } from './rows/index-writes.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([
  definitions,
  updates,
  life,
  queryRows,
  scanRows,
  putRows,
  updateRows,
  batchRows,
  transactRows,
  limits,
])
