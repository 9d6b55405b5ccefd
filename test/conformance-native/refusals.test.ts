/** What is refused, in which words and in which order, on every door; a refusal changes nothing. */

import { itemRefusals } from './rows/item-refusals.js'
import { orderOfRefusals } from './rows/order-of-refusals.js'
import { projectionRefusals } from './rows/projection-refusals.js'
import { queryKeyRefusals } from './rows/query-key-refusals.js'
import { startRefusals } from './rows/start-refusals.js'
import { transactionRefusals } from './rows/transaction-refusals.js'
import { updateRefusals } from './rows/update-refusals.js'
import { valueRefusals } from './rows/value-refusals.js'
import { playOnEveryDoor } from './suite.js'

playOnEveryDoor([
  valueRefusals,
  itemRefusals,
  updateRefusals,
  orderOfRefusals,
  projectionRefusals,
  queryKeyRefusals,
  startRefusals,
  transactionRefusals,
])
