/** JSON types and constraints of members of all operations, through every door. */

import { rows as batchConstraints } from './rows/batch-constraints.js'
import { rows as itemConstraints } from './rows/item-constraints.js'
import { rows as jsonTypes } from './rows/json-types.js'
import { rows as tableConstraints } from './rows/table-constraints.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([jsonTypes, itemConstraints, batchConstraints, tableConstraints])
