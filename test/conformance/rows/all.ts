/** The rows of all operations. */

import { rows as batchGetItem } from './batch-get-item.js'
import { rows as batchWriteItem } from './batch-write-item.js'
import { rows as capacity } from './capacity.js'
import { rows as deleteItem } from './delete-item.js'
import { rows as getItem } from './get-item.js'
import { rows as legacyConditions } from './legacy-conditions.js'
import { rows as pageEnds } from './page-ends.js'
import { rows as putItem } from './put-item.js'
import { rows as query } from './query.js'
import { rows as returnedValues } from './returned-values.js'
import { rows as scan } from './scan.js'
import { rows as transactGetItems } from './transact-get-items.js'
import { rows as transactWriteItems } from './transact-write-items.js'
import { rows as updateItem } from './update-item.js'

export const ROWS = [
  putItem,
  getItem,
  updateItem,
  deleteItem,
  query,
  scan,
  batchGetItem,
  batchWriteItem,
  transactGetItems,
  transactWriteItems,
  legacyConditions,
  returnedValues,
  pageEnds,
  capacity,
].flatMap(({ list }) => list)
