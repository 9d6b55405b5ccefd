/** What reads and writes of tables elsewhere can be told beside what those of embedded ones can. */

import { segmentsWith } from '../errors/remote-errors.js'
import { QUERY, type ReadOptions, SCAN } from '../native/options.js'
import type { IndexQueryOptions, IndexScanOptions } from '../native/secondary-index.js'
import { ANYTHING, FLAG, numberFrom, type OptionRule, optionsOf } from '../validation/options.js'
import { type PaceOptions, UNITS_PER_SECOND } from './pace.js'

/** What scans can be told besides. */
export interface SegmentOptions extends PaceOptions {
  /** Reads so many segments at a time: items come as they are read, in no order. Default: 1. */
  readonly segments?: number | undefined
}

type AnyQueryOptions = IndexQueryOptions<unknown, object> & PaceOptions
type AnyScanOptions = IndexScanOptions<unknown, object> & SegmentOptions

const SEGMENTS_MAX = 1_000_000
const PACE = { unitsPerSecond: UNITS_PER_SECOND }
/** What `segments` may be. */
export const SEGMENTS: OptionRule = {
  allowed: `a whole number from 1 to ${SEGMENTS_MAX}`,
  accepts: value =>
    Number.isInteger(value) && numberFrom(1).accepts(value) && Number(value) <= SEGMENTS_MAX,
}
const PACE_AND_SEGMENTS = { ...PACE, segments: SEGMENTS }

/** What all items of a batch can be told. */
export const manyOptions = (call: string) => optionsOf<PaceOptions>(call, PACE)
export const getAllOptions = optionsOf<ReadOptions<unknown> & PaceOptions>('getAll', {
  projection: ANYTHING,
  consistentRead: FLAG,
  ...PACE,
})

/** Those of a table have no `wholeItems`. */
export const queryOptions = optionsOf<Omit<AnyQueryOptions, 'wholeItems'>>('query', {
  ...QUERY,
  ...PACE,
})
const tableScanOptions = optionsOf<Omit<AnyScanOptions, 'wholeItems'>>('scan', {
  ...SCAN,
  ...PACE_AND_SEGMENTS,
})
export const indexQueryOptions = optionsOf<AnyQueryOptions>('query', {
  ...QUERY,
  ...PACE,
  wholeItems: FLAG,
})
const anyIndexScanOptions = optionsOf<AnyScanOptions>('scan', {
  ...SCAN,
  ...PACE_AND_SEGMENTS,
  wholeItems: FLAG,
})

/** Throws also for what makes no sense of segments. */
export const scanOptions = withoutClashes(tableScanOptions)
export const indexScanOptions = withoutClashes(anyIndexScanOptions)

function withoutClashes<Options extends SegmentOptions>(
  read: (given: Options) => Options,
): <Given extends Options>(given: Given) => Given {
  return <Given extends Options>(given: Given): Given => {
    const options = read(given) as Given
    if (options.segments === undefined) return options
    for (const clash of ['segment', 'totalSegments', 'startKey', 'limit']) {
      if (Object.hasOwn(options, clash)) throw segmentsWith(clash)
    }
    return options
  }
}
