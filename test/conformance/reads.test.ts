/** Operations that read items, and legacy conditions, through every door. */

import { rows as batchGetItem } from './rows/batch-get-item.js'
import { rows as capacityOfRequests } from './rows/capacity-of-requests.js'
import { rows as getItem } from './rows/get-item.js'
import { rows as legacyConditions } from './rows/legacy-conditions.js'
import { rows as query } from './rows/query.js'
import { rows as queryAnswers } from './rows/query-answers.js'
import { rows as scan } from './rows/scan.js'
import { rows as transactGetItems } from './rows/transact-get-items.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([
  capacityOfRequests,
  batchGetItem,
  getItem,
  legacyConditions,
  query,
  queryAnswers,
  scan,
  transactGetItems,
])
