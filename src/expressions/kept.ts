/** What is kept of expressions, so that a text that comes again is not parsed and compiled again. */

import { CacheBudget } from './cache.js'

/** Bytes of all that is kept of expressions, whatever their language, in one generation. */
const EXPRESSIONS_BYTES_MAX = 8 * 2 ** 20

/** Of what is made from expressions. It holds no data, so all databases of the process share it. */
export const expressionCaches = new CacheBudget(EXPRESSIONS_BYTES_MAX)
