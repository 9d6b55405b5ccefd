/** What reads return, on every door. */

import { gets } from './rows/gets.js'
import { queries } from './rows/queries.js'
import { scans } from './rows/scans.js'
import { selections } from './rows/selections.js'
import { playOnEveryDoor } from './suite.js'

playOnEveryDoor([gets, queries, selections, scans])
