/** Values that are none, and values that legacy operators do not take, through every door. */

import { rows as attributeNames } from './rows/attribute-names.js'
import { rows as legacyValues } from './rows/legacy-values.js'
import { rows as nesting } from './rows/nesting.js'
import { rows as values } from './rows/values.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([values, legacyValues, attributeNames, nesting])
