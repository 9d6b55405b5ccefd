/** Resource-based policies, through every door. */

import { deleteRows, getRows, putRows } from './rows/resource-policies.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([putRows, getRows, deleteRows])
