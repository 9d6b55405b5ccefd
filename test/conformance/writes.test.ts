/** Operations that write items, through every door. */

import { rows as batchWriteItem } from './rows/batch-write-item.js'
import { rows as deleteItem } from './rows/delete-item.js'
import { rows as putItem } from './rows/put-item.js'
import { rows as transactWriteItems } from './rows/transact-write-items.js'
import { rows as updateItem } from './rows/update-item.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([batchWriteItem, deleteItem, putItem, transactWriteItems, updateItem])
