/** What a migration would take: capacity units, dollars and hours, of what the service knows of a table and of some of its items. */

import { estimateCost } from '../capacity/cost.js'
import { readUnits, STRONG, writeUnits } from '../capacity/units.js'
import { itemSize } from '../encoding/size.js'
import { itemOfWire, type WireMap } from '../encoding/wire-value.js'
import type { Item } from '../types/attribute.js'
import type { End } from './ends.js'
import { keyNamesOf, neededTableAt, type TableShape } from './table-shape.js'

/** What the migration of a table would take. */
export interface TableEstimate {
  readonly table: string
  /** As the service has counted last, which it does every six hours. */
  readonly items: number
  /** Bytes by the service's rules. */
  readonly bytes: number
  /** Read capacity units at the source, and at the target where both sides are compared. */
  readonly readUnits: number
  /** Write capacity units at the target, with those of its indexes. */
  readonly writeUnits: number
  /** Dollars, at the service's prices of units that are paid for one by one. */
  readonly dollars: number
  /** Undefined if there is no rate to go by. */
  readonly hours: number | undefined
}

interface EstimateWish {
  readonly verify: boolean
  readonly unitsPerSecond: number | undefined
}

/** Items that are looked at, to know what writing them takes. */
const SAMPLE_MAX = 1_000
const HOUR_SECONDS = 3_600

/** Estimates what a table would take. Reads some items, and changes nothing. */
export async function estimateTable(
  source: End,
  table: string,
  { verify, unitsPerSecond }: EstimateWish,
): Promise<TableEstimate> {
  const shape = await neededTableAt(source, table)
  const sample = await sampleOf(source, table)
  const items = sample.isWhole
    ? sample.items.length
    : Math.max(sample.items.length, shape.ItemCount ?? 0)
  const sampled = Math.max(1, sample.items.length)
  const sampledBytes = sumOf(sample.items.map(itemSize))
  const bytes = sample.isWhole
    ? sampledBytes
    : Math.max(shape.TableSizeBytes ?? 0, Math.round((items * sampledBytes) / sampled))
  const scan = items === 0 ? 0 : readUnits(bytes, STRONG)
  // Both sides are read once more to be compared.
  const reads = verify ? 3 * scan : scan
  const writes = Math.round(
    (items * sumOf(sample.items.map(item => unitsOf(item, shape)))) / sampled,
  )
  const { total } = estimateCost({ readRequestUnits: reads, writeRequestUnits: writes })
  const seconds =
    unitsPerSecond === undefined
      ? undefined
      : Math.max(scan, writes) / unitsPerSecond + (reads - scan) / unitsPerSecond
  const hours = seconds === undefined ? undefined : seconds / HOUR_SECONDS
  return { table, items, bytes, readUnits: reads, writeUnits: writes, dollars: total, hours }
}

async function sampleOf(
  { sender }: End,
  TableName: string,
): Promise<{ readonly items: readonly Item[]; readonly isWhole: boolean }> {
  const input = { TableName, Limit: SAMPLE_MAX }
  const { Items = [], LastEvaluatedKey } = await sender.send<{
    readonly Items?: readonly WireMap[]
    readonly LastEvaluatedKey?: WireMap
  }>('Scan', input, { isRepeatable: true })
  return { items: Items.map(item => itemOfWire(item)), isWhole: LastEvaluatedKey === undefined }
}

/** Write units of an item and of its entries in indexes. */
function unitsOf(item: Item, shape: TableShape): number {
  const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = shape
  let units = writeUnits(itemSize(item), STRONG)
  for (const index of [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes]) {
    const keys = keyNamesOf(index)
    if (keys.some(name => !Object.hasOwn(item, name))) continue
    const { ProjectionType = 'ALL', NonKeyAttributes = [] } = index.Projection ?? {}
    const kept = new Set([...keyNamesOf(shape), ...keys, ...NonKeyAttributes])
    const entry =
      ProjectionType === 'ALL'
        ? item
        : Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)))
    units += writeUnits(itemSize(entry), STRONG)
  }
  return units
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
