/** What a report has: figures of a run, as plain data. */

import { estimateCost } from '../capacity/cost.js'
import type { TableClass } from '../types/table.js'
import { type Evidence, type Finding, findingsOf } from './findings.js'
import type { PlaceUse } from './place-use.js'
import type { ShapeUse } from './shape-use.js'
import type { Timeline } from './timeline.js'

/** What was consumed of a table, its indexes included, or of one index. */
export interface PlaceSummary {
  readonly table: string
  /** Undefined for the table itself. */
  readonly index?: string | undefined
  /** Read capacity units. */
  readonly readUnits: number
  /** Write capacity units. */
  readonly writeUnits: number
  /** Dollars of this run, on demand. */
  readonly dollars: number
  /** Its partition keys with the most units, these first. */
  readonly hottestKeys: readonly KeySummary[]
}

/** A partition key and what went to it. */
export interface KeySummary {
  /** Its attributes as a text, such as `customerId: "anna"`. */
  readonly key: string
  /** Capacity units, of reads and writes. */
  readonly units: number
  /** Of all that went to keys of the table or index, from 0 to 1. */
  readonly share: number
}

/** Calls of one shape: the same operation, table and expressions. */
export interface ShapeSummary {
  readonly operation: string
  readonly table: string
  readonly index?: string | undefined
  /** All of them, pages that go on included. */
  readonly calls: number
  /** Of these, those that go on where a page ended. */
  readonly continued: number
  readonly readUnits: number
  readonly writeUnits: number
  /** Items evaluated, of queries and scans. */
  readonly scanned: number
  readonly returned: number
  readonly refused: number
  readonly conditionFailures: number
  readonly throttled: number
  /** Milliseconds to the answer, on average. */
  readonly durationMean: number
  /** Milliseconds of the slowest one. */
  readonly durationMax: number
  /** The first of the requests, cut off if it is long. */
  readonly sample: string
}

/** What a run costs on demand, without storage. */
export interface RunCost {
  /** Dollars of this run. */
  readonly run: number
  /** Dollars of a million such runs. */
  readonly perMillionRuns: number
}

/** All that a report has. */
export interface ReportData {
  /** When the first call came, by the clock of the database, as ISO 8601; undefined without calls. */
  readonly from?: string | undefined
  /** When the last one came. */
  readonly to?: string | undefined
  readonly calls: number
  readonly refused: number
  readonly throttled: number
  /** Requests that were sent again after they had been throttled. */
  readonly retries: number
  /** Read capacity units. */
  readonly readUnits: number
  /** Write capacity units. */
  readonly writeUnits: number
  readonly cost: RunCost
  /** What can be saved most by comes first. */
  readonly findings: readonly Finding[]
  /** Tables and their indexes, those with the highest cost first. */
  readonly places: readonly PlaceSummary[]
  /** Those with the most units first. */
  readonly shapes: readonly ShapeSummary[]
  /** How many refusals there were, by the names of the exceptions. */
  readonly refusals: Readonly<Record<string, number>>
  readonly timeline: Timeline
}

/** What a report is made of. */
export interface Recorded extends Evidence {
  readonly from: number
  readonly to: number
  readonly calls: number
  readonly refusals: ReadonlyMap<string, number>
  readonly timeline: Timeline
}

const MILLION = 1_000_000
/** Keys that are told of a table or an index. */
const KEYS_MAX = 5
const SHAPES_MAX = 50

/** The figures of a report. */
export function dataOf({ from, to, calls, refusals, timeline, ...evidence }: Recorded): ReportData {
  const { shapes, places, retries } = evidence
  const classes = new Map(
    places.flatMap(({ table, index, tableClass }) =>
      index === undefined ? [[table, tableClass]] : [],
    ),
  )
  const told = places
    .map(place => placeOf(place, classes.get(place.table)))
    .sort((a, b) => b.dollars - a.dollars)
  const run = told.reduce((sum, { dollars }) => sum + dollars, 0)
  const sum = (amountOf: (shape: ShapeUse) => number): number =>
    shapes.reduce((all, shape) => all + amountOf(shape), 0)
  return {
    from: calls === 0 ? undefined : new Date(from).toISOString(),
    to: calls === 0 ? undefined : new Date(to).toISOString(),
    calls,
    refused: sum(shape => shape.refused),
    throttled: sum(shape => shape.throttled),
    retries,
    readUnits: told.reduce((all, { readUnits }) => all + readUnits, 0),
    writeUnits: told.reduce((all, { writeUnits }) => all + writeUnits, 0),
    cost: { run, perMillionRuns: run * MILLION },
    findings: findingsOf(evidence),
    places: told,
    shapes: shapes
      .toSorted((a, b) => b.readUnits + b.writeUnits - a.readUnits - a.writeUnits)
      .slice(0, SHAPES_MAX)
      .map(shapeOf),
    refusals: Object.fromEntries(refusals),
    timeline,
  }
}

function placeOf(place: PlaceUse, tableClass: TableClass | undefined): PlaceSummary {
  const { table, index, readUnits, writeUnits, keyedUnits, keys } = place
  const used = { tableClass, readRequestUnits: readUnits, writeRequestUnits: writeUnits }
  return {
    table,
    index,
    readUnits,
    writeUnits,
    dollars: estimateCost(used).total,
    hottestKeys: keys.hottest(KEYS_MAX).map(({ label, units }) => ({
      key: label,
      units,
      share: keyedUnits === 0 ? 0 : units / keyedUnits,
    })),
  }
}

function shapeOf(shape: ShapeUse): ShapeSummary {
  const { operation, table, index, calls, continued, readUnits, writeUnits } = shape
  const { scanned, returned, refused, conditionFailures, throttled, sample } = shape
  return {
    operation,
    table,
    index,
    calls,
    continued,
    readUnits,
    writeUnits,
    scanned,
    returned,
    refused,
    conditionFailures,
    throttled,
    durationMean: shape.duration / Math.max(1, calls),
    durationMax: shape.durationMax,
    sample,
  }
}
