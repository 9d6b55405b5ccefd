/** What a run did that it could do with less: each finding with its evidence, and with what to do. */

import { estimateCost } from '../capacity/cost.js'
import type { TableClass } from '../types/table.js'
import { equalAttributesOf } from './equal-attributes.js'
import type { PlaceUse } from './place-use.js'
import { ROW_MIN, type ShapeUse } from './shape-use.js'
import { count, dollars, percent, units } from './wording.js'

/** What was found. */
export type FindingKind =
  | 'full-scan'
  | 'wasteful-filter'
  | 'missing-index'
  | 'reads-in-a-loop'
  | 'queries-in-a-loop'
  | 'writes-in-a-loop'
  | 'hot-key'
  | 'needless-consistency'
  | 'throttled'
  | 'failing-conditions'
  | 'unused-index'

/** Something that a run could do with less. */
export interface Finding {
  readonly kind: FindingKind
  /** In a sentence. */
  readonly title: string
  /** The figures that it is concluded from. */
  readonly evidence: string
  /** What to do. */
  readonly advice: string
  readonly table: string
  readonly index?: string | undefined
  /** Such as `Scan`; undefined if it is about all operations. */
  readonly operation?: string | undefined
  /** Calls that it is about. */
  readonly calls: number
  /** Capacity units that could be saved, of reads and writes. */
  readonly avoidableUnits: number
  /** Dollars that could be saved with a million such runs, on demand. */
  readonly dollarsPerMillionRuns: number
  /** The first of the requests, cut off if it is long. */
  readonly sample?: string | undefined
}

/** What findings are made of. */
export interface Evidence {
  readonly shapes: readonly ShapeUse[]
  readonly places: readonly PlaceUse[]
  readonly retries: number
}

/** Evaluated items below which it matters little how they were found: a page of an administrator, a list of settings. */
const SCANNED_MIN = 20
/** Scans without a filter: one may be an export or a migration, and who does it again and again has a question to ask. */
const PLAIN_SCANS_MIN = 3
/** Of the items that a filter sees; below, more than half of what is paid for is thrown away. */
const KEPT_MIN = 0.5
/** Times that the same attribute was filtered by: once may be a look by hand, and an index costs with every write. */
const FILTERED_RUNS_MIN = 3
/** Of the units of a table or index; with ten keys and more, an even share is a tenth at the most. */
const HOT_SHARE_MIN = 0.4
const HOT_KEYS_MIN = 10
/** Units below which no key can be called hot: a partition bears 1000 write units a second. */
const HOT_UNITS_MIN = 100
/** Consistent reads without a write before them: a few are habit, and cost as good as nothing. */
const STRONG_READS_MIN = 10
/** Writes of an index that nobody asked anything. */
const UNUSED_WRITES_MIN = 20
/** Conditions fail where they guard something; where most of them do, writers get in each other's way. */
const FAILED_CONDITIONS_MIN = 10
const FAILED_SHARE_MIN = 0.5

/** What can be saved most by comes first; what saves no units, in the order of the rules. */
export function findingsOf(evidence: Evidence): readonly Finding[] {
  const classes = new Map<string, TableClass>()
  for (const { table, index, tableClass } of evidence.places) {
    if (index === undefined) classes.set(table, tableClass)
  }
  const found = RULES.flatMap(rule => rule(evidence))
  const told = found.map(({ reads = 0, writes = 0, ...finding }) => ({
    ...finding,
    avoidableUnits: reads + writes,
    dollarsPerMillionRuns: estimateCost({
      tableClass: classes.get(finding.table),
      readRequestUnits: reads * MILLION,
      writeRequestUnits: writes * MILLION,
    }).total,
  }))
  return told.sort((a, b) => b.dollarsPerMillionRuns - a.dollarsPerMillionRuns)
}

const MILLION = 1_000_000

type Found = Omit<Finding, 'avoidableUnits' | 'dollarsPerMillionRuns'> & {
  /** Units that could be saved. */
  readonly reads?: number
  readonly writes?: number
}

const RULES: readonly ((evidence: Evidence) => readonly Found[])[] = [
  fullScans,
  wastefulFilters,
  missingIndexes,
  loops,
  hotKeys,
  needlessConsistency,
  throttles,
  failingConditions,
  unusedIndexes,
]

function fullScans({ shapes }: Evidence): Found[] {
  return shapes.filter(isFullScan).map(shape => {
    const { calls, continued, scanned, returned, readUnits } = shape
    const isStatement = shape.operation !== 'Scan'
    return {
      ...placed(shape),
      kind: 'full-scan',
      title: isStatement
        ? `Statements read all of ${nameOf(shape)}: their WHERE does not say which partition`
        : `Scans read all of ${nameOf(shape)}`,
      evidence: `${count(calls - continued, 'scan')} in ${count(calls, 'page')} evaluated ${count(scanned, 'item')}, returned ${returned} and consumed ${units(readUnits)}`,
      advice:
        'Query by a partition key, of the table or of an index. What a scan costs grows with the table, whatever it returns.',
      reads: readUnits * (1 - shareKept(shape)),
    }
  })
}

function isFullScan(shape: ShapeUse): boolean {
  if (shape.reading !== 'Scan' || shape.scanned < SCANNED_MIN) return false
  // Segments are for exports; and an index that has only what is looked for is scanned with reason.
  if (shape.isSegmented || (shape.index !== undefined && !isFiltered(shape))) return false
  return isFiltered(shape) || shape.calls - shape.continued >= PLAIN_SCANS_MIN
}

function wastefulFilters({ shapes }: Evidence): Found[] {
  const wasteful = shapes.filter(
    shape => isFiltered(shape) && shape.scanned >= SCANNED_MIN && shareKept(shape) < KEPT_MIN,
  )
  return wasteful.map(shape => ({
    ...placed(shape),
    kind: 'wasteful-filter',
    title: `A filter on ${nameOf(shape)} throws away ${percent(1 - shareKept(shape))} of what is read`,
    evidence: `${count(shape.scanned, 'item')} evaluated and paid for, ${shape.returned} returned, in ${count(shape.calls, 'call')} of ${units(shape.readUnits)}`,
    advice:
      'Put into the key condition what the filter says: by a sort key, or by an index whose key it is. Filters save no units.',
    reads: shape.readUnits * (1 - shareKept(shape)),
  }))
}

function missingIndexes({ shapes, places }: Evidence): Found[] {
  const byAttribute = new Map<string, { readonly attribute: string; readonly shapes: ShapeUse[] }>()
  for (const shape of shapes) {
    if (shape.reading === undefined || !isFiltered(shape)) continue
    for (const attribute of equalAttributesOf(shape.filtering)) {
      const name = JSON.stringify([shape.table, attribute])
      const entry = byAttribute.get(name) ?? { attribute, shapes: [] }
      entry.shapes.push(shape)
      byAttribute.set(name, entry)
    }
  }
  return [...byAttribute.values()].flatMap(one => missingIndexOf(one, places))
}

function missingIndexOf(
  { attribute, shapes }: { readonly attribute: string; readonly shapes: readonly ShapeUse[] },
  places: readonly PlaceUse[],
): Found[] {
  const [first] = shapes
  const runs = sumOf(shapes, ({ calls, continued }) => calls - continued)
  const scanned = sumOf(shapes, shape => shape.scanned)
  const returned = sumOf(shapes, shape => shape.returned)
  if (first === undefined || runs < FILTERED_RUNS_MIN) return []
  if (scanned < SCANNED_MIN || returned / scanned >= KEPT_MIN) return []
  return [
    {
      ...placed(first),
      index: undefined,
      calls: sumOf(shapes, ({ calls }) => calls),
      kind: 'missing-index',
      title: `${first.table} is searched by ${attribute} again and again, without an index`,
      evidence: `${count(runs, 'read')} filtered by ${attribute} = a value: ${count(scanned, 'item')} evaluated, ${returned} returned`,
      advice: indexFor(attribute, first, places),
      reads: sumOf(shapes, ({ readUnits }) => readUnits) * (1 - returned / scanned),
    },
  ]
}

/** Of the indexes, those are known that were written or read in this run. */
function indexFor(
  attribute: string,
  { table, index, reading }: ShapeUse,
  places: readonly PlaceUse[],
): string {
  const ofTable = places.filter(place => place.table === table)
  const there = ofTable.find(
    place => place.index !== undefined && place.partitionKey[0] === attribute,
  )
  if (there !== undefined) return `Query the index ${there.index}, whose partition key it is.`
  const source = ofTable.find(place => place.index === index)?.partitionKey[0]
  if (reading === 'Query' && source !== undefined) {
    return `Make an index with the partition key ${source} and the sort key ${attribute}, and query it.`
  }
  return `Make a global secondary index with the partition key ${attribute}, and query it.`
}

/** What is said of operations that come in rows. */
const LOOPS: Readonly<
  Record<string, { readonly kind: FindingKind; readonly noun: string; readonly advice: string }>
> = {
  GetItem: {
    kind: 'reads-in-a-loop',
    noun: 'Items',
    advice:
      'BatchGetItem reads up to 100 of them in one round trip; or let them share a partition key, and one query reads them all.',
  },
  Query: {
    kind: 'queries-in-a-loop',
    noun: 'Item collections',
    advice:
      'Let what is read together share a partition key, of the table or of an index, so that one query has it all; or keep what is looked up with the item that asks for it.',
  },
  PutItem: {
    kind: 'writes-in-a-loop',
    noun: 'Items',
    advice: 'BatchWriteItem writes up to 25 of them in one round trip.',
  },
  DeleteItem: {
    kind: 'writes-in-a-loop',
    noun: 'Deletes',
    advice: 'BatchWriteItem does up to 25 of them in one round trip.',
  },
}

function loops({ shapes }: Evidence): Found[] {
  return shapes.flatMap(shape => {
    const said = LOOPS[shape.operation]
    // A batch has no conditions, and returns nothing.
    const isBatchable = shape.operation === 'Query' || !shape.hasCondition
    if (said === undefined || shape.rows === 0 || !isBatchable) return []
    const verb = said.kind === 'writes-in-a-loop' ? 'written' : 'read'
    return [
      {
        ...placed(shape),
        calls: shape.callsInRows,
        kind: said.kind,
        title: `${said.noun} of ${nameOf(shape)} are ${shape.operation === 'DeleteItem' ? 'made' : verb} one by one in a loop`,
        evidence: `${count(shape.callsInRows, 'call')} of ${shape.operation} in ${count(shape.rows, 'row')} of at least ${ROW_MIN}, the longest of ${shape.longestRow}`,
        advice: said.advice,
      },
    ]
  })
}

function hotKeys({ places }: Evidence): Found[] {
  return places.flatMap(place => {
    const { keys, keyedUnits, table, index } = place
    if (keys.distinct < HOT_KEYS_MIN || keyedUnits < HOT_UNITS_MIN) return []
    return keys
      .hottest(1)
      .filter(({ units: own }) => own / keyedUnits >= HOT_SHARE_MIN)
      .map(({ label, units: own }) => ({
        table,
        index,
        calls: 0,
        kind: 'hot-key' as const,
        title: `One partition key of ${table}${index === undefined ? '' : `, index ${index},`} has ${percent(own / keyedUnits)} of the load`,
        evidence: `${label}: ${units(own)} of ${units(keyedUnits)}, among ${count(keys.distinct, 'key')}`,
        advice:
          'One partition bears 3000 read units and 1000 write units a second, however many there are. Spread the key (a suffix, a finer key), or cache what is read of it.',
      }))
  })
}

function needlessConsistency({ shapes }: Evidence): Found[] {
  const needless = shapes.filter(
    shape =>
      shape.needlessStrongReads >= STRONG_READS_MIN && shape.needlessStrongReads >= shape.calls / 2,
  )
  return needless.map(shape => ({
    ...placed(shape),
    kind: 'needless-consistency',
    title: `Consistent reads of ${nameOf(shape)} where nothing had been written`,
    evidence: `${shape.needlessStrongReads} of ${count(shape.calls, 'call')} read a partition key that no request had written within the second before`,
    advice: 'Leave ConsistentRead out where an answer that is a second old will do: it costs half.',
    reads: (shape.readUnits / 2) * (shape.needlessStrongReads / shape.calls),
  }))
}

function throttles({ shapes, retries }: Evidence): Found[] {
  const throttled = shapes.filter(shape => shape.throttled > 0)
  return throttled.map(shape => ({
    ...placed(shape),
    calls: shape.throttled,
    kind: 'throttled',
    title: `Requests to ${nameOf(shape)} were throttled`,
    evidence: `${shape.throttled} of ${count(shape.calls, 'call')} of ${shape.operation} refused for want of capacity; ${count(retries, 'request')} of all sent again`,
    advice:
      'Provide more capacity or pay by the request, spread hot keys, and send again after a growing, random time.',
  }))
}

function failingConditions({ shapes }: Evidence): Found[] {
  const failing = shapes.filter(
    ({ conditionFailures, calls }) =>
      conditionFailures >= FAILED_CONDITIONS_MIN && conditionFailures / calls >= FAILED_SHARE_MIN,
  )
  return failing.map(shape => ({
    ...placed(shape),
    kind: 'failing-conditions',
    title: `Most conditions of ${shape.operation} on ${nameOf(shape)} fail`,
    evidence: `${shape.conditionFailures} of ${count(shape.calls, 'call')}, which consumed write units all the same`,
    advice: 'Look before writing where failure is the rule, or have fewer writers for one item.',
    writes: shape.writeUnits * (shape.conditionFailures / shape.calls),
  }))
}

function unusedIndexes({ places }: Evidence): Found[] {
  const unused = places.filter(
    ({ isGlobalIndex, pages, writeUnits }) =>
      isGlobalIndex && pages === 0 && writeUnits >= UNUSED_WRITES_MIN,
  )
  return unused.map(({ table, index, writeUnits }) => ({
    table,
    index,
    calls: 0,
    kind: 'unused-index',
    title: `The index ${index} of ${table} was written and never read`,
    evidence: `${units(writeUnits)} of writes, and no request that read it`,
    advice:
      'Drop it if nobody else asks it, or project fewer attributes, so that fewer writes touch it.',
    writes: writeUnits,
  }))
}

function placed(
  shape: ShapeUse,
): Pick<Found, 'table' | 'index' | 'operation' | 'calls' | 'sample'> {
  const { table, index, operation, calls, sample } = shape
  return { table, index, operation, calls, sample }
}

function nameOf({ table, index }: ShapeUse): string {
  return index === undefined ? table : `${table} (index ${index})`
}

function isFiltered({ filtering, scanned, returned }: ShapeUse): boolean {
  const { FilterExpression, QueryFilter, ScanFilter, Statement } = filtering
  if ((FilterExpression ?? QueryFilter ?? ScanFilter) !== undefined) return true
  return Statement !== undefined && returned < scanned
}

/** Of the items that were evaluated, from 0 to 1. */
function shareKept({ scanned, returned }: ShapeUse): number {
  return scanned === 0 ? 1 : returned / scanned
}

function sumOf<Element>(elements: readonly Element[], amountOf: (one: Element) => number): number {
  return elements.reduce((sum, element) => sum + amountOf(element), 0)
}

/** One line on what a finding would save. */
export function savingOf({ avoidableUnits, dollarsPerMillionRuns }: Finding): string | undefined {
  if (avoidableUnits === 0) return undefined
  return `${units(avoidableUnits)} a run, ${dollars(dollarsPerMillionRuns)} with a million runs`
}
