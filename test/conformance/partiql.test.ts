/** PartiQL statements through every door. */

import { rows as batches } from './rows/partiql-batches.js'
import { rows as select } from './rows/partiql-select.js'
import { rows as texts } from './rows/partiql-texts.js'
import { rows as transactions } from './rows/partiql-transactions.js'
import { rows as writes } from './rows/partiql-writes.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([texts, select, writes, batches, transactions])
