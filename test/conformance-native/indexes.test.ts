/** Secondary indexes and tables, on every door. */

import { indexes } from './rows/indexes.js'
import { tables } from './rows/tables.js'
import { playOnEveryDoor } from './suite.js'

playOnEveryDoor([indexes, tables])
