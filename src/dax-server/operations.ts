/** The operations on items, by the names that they have in the service: how requests and replies of each are read and written. */

import { readBatchGet, readBatchWrite } from './batches.js'
import type { ReadExchange } from './exchange.js'
import { readQuery, readScan } from './pages.js'
import { readChange, readGet, readPut } from './single-item.js'
import { readTransactGet, readTransactWrite } from './transactions.js'

export const OPERATIONS: ReadonlyMap<string, ReadExchange> = new Map([
  ['GetItem', readGet],
  ['PutItem', readPut],
  ['UpdateItem', readChange],
  ['DeleteItem', readChange],
  ['Query', readQuery],
  ['Scan', readScan],
  ['BatchGetItem', readBatchGet],
  ['BatchWriteItem', readBatchWrite],
  ['TransactGetItems', readTransactGet],
  ['TransactWriteItems', readTransactWrite],
])
