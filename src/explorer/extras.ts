/**
 * What the page asks for that the service's protocol has no operation for, each a function of what is explored. A new one is
 * a file or a function here, a line in `EXTRAS`, and its type in `page/wire.ts`.
 */

import { DEFAULT_REGION } from '../transport/client-config.js'
import { explanationOf } from './explain.js'
import type { Explorable } from './explorable.js'
import { collectionsOf } from './keys/collections.js'
import { keysNow } from './keys/keys-now.js'
import { wayOf } from './keys/way.js'
import { COLLECTIONS_EXTRA, KEYS_EXTRA, WAY_EXTRA } from './page/keys/keys-wire.js'
import { EXPLAIN_EXTRA } from './page/statements/statements-wire.js'
import {
  DIFFERENCE_EXTRA,
  PAST_EXTRA,
  PAST_ITEMS_EXTRA,
  VERSIONS_EXTRA,
} from './page/time/time-wire.js'
import type { Facts } from './page/wire.js'
import { differenceOf, versionsIn } from './past/changes-between.js'
import { pastItemsOf, pastOf } from './past/moments.js'

/** Answers `GET /_explorer/NAME?query`, or a POST with the query in its body. What it gives becomes JSON; a refusal that it throws is told as those of operations. */
type Extra = (source: Explorable, query: URLSearchParams) => object | Promise<object>

/** By the name in the path. */
export const EXTRAS: ReadonlyMap<string, Extra> = new Map<string, Extra>([
  ['facts', factsOf],
  [EXPLAIN_EXTRA, explanationOf],
  [PAST_EXTRA, pastOf],
  [PAST_ITEMS_EXTRA, pastItemsOf],
  [DIFFERENCE_EXTRA, differenceOf],
  [VERSIONS_EXTRA, versionsIn],
  [KEYS_EXTRA, keysNow],
  [COLLECTIONS_EXTRA, collectionsOf],
  [WAY_EXTRA, wayOf],
])

async function factsOf(source: Explorable): Promise<Facts> {
  const regions = await source.regions()
  return { regions: regions.length === 0 ? [DEFAULT_REGION] : regions }
}
