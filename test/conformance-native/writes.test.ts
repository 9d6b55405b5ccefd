/** What writes do and return, on every door. */

import { conditions } from './rows/conditions.js'
import { patches } from './rows/patches.js'
import { surrogates } from './rows/surrogates.js'
import { updates } from './rows/updates.js'
import { values } from './rows/values.js'
import { writes } from './rows/writes.js'
import { playOnEveryDoor } from './suite.js'

playOnEveryDoor([values, writes, conditions, updates, patches, surrogates])
