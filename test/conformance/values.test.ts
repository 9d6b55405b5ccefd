/** Values that are none, and values that legacy operators do not take, through every door. */

import { rows as legacyValues } from './rows/legacy-values.js'
import { rows as values } from './rows/values.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([values, legacyValues])
