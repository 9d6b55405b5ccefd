/** What updates return of an item, and what sizes decide: the ends of pages and the units consumed. Through every door. */

import { rows as capacity } from './rows/capacity.js'
import { rows as pageEnds } from './rows/page-ends.js'
import { rows as returnedValues } from './rows/returned-values.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([returnedValues, pageEnds, capacity])
