/** Secondary indexes, through every door. */

import { rows as definitions } from './rows/index-definitions.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([definitions])
