/** Values that are none, through every door. */

import { rows as values } from './rows/values.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([values])
