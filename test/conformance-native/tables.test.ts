/** Secondary indexes, statements and tables, on every door. */

import { indexes } from './rows/indexes.js'
import { statements } from './rows/statements.js'
import { tables } from './rows/tables.js'
import { playOnEveryDoor } from './suite.js'

playOnEveryDoor([indexes, statements, tables])
