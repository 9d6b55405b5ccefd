/** Texts of expressions, and what they do, through every door. */

import { rows as conditionTexts } from './rows/condition-texts.js'
import { rows as evaluation } from './rows/evaluation.js'
import { rows as keyConditions } from './rows/key-conditions.js'
import { rows as updateTexts } from './rows/update-texts.js'
import { playThroughEveryDoor } from './suite.js'

playThroughEveryDoor([conditionTexts, updateTexts, keyConditions, evaluation])
