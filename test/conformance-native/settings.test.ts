/** Changes of tables and of their settings, on every door. */

import { changes } from './rows/changes.js'
import { settings } from './rows/settings.js'
import { playOnEveryDoor } from './suite.js'

playOnEveryDoor([changes, settings])
