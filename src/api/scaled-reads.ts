/**
 * What auto scaling makes of reads is each replica's own: their targets, and the capacity that follows them. What it makes of
 * writes is of all replicas.
 *
 * Source: DynamoDB developer guide, "Global tables: capacity modes".
 */

import type { IndexDescription, ScalingSetting, TableSettings, Throughput } from '../types/table.js'

const DAY = 86_400_000

/** The targets of a replica once another one has been given others. */
export function sharedTargets(
  member: TableSettings,
  source: TableSettings,
): readonly ScalingSetting[] | undefined {
  const targets = [...targetsOf(member, 'read'), ...targetsOf(source, 'write')]
  return targets.length === 0 ? undefined : targets
}

/** What a replica shares, with its own read capacity wherever its reads, or those of the source, are scaled. */
export function withOwnReads(
  shared: TableSettings,
  { member, source }: { readonly member: TableSettings; readonly source: TableSettings },
): TableSettings {
  const scaled = new Set(
    [...targetsOf(member, 'read'), ...targetsOf(source, 'read')].map(({ index }) => index),
  )
  if (scaled.size === 0) return shared
  const ownIndex = (index: IndexDescription): IndexDescription => {
    const own = member.indexes?.find(({ name }) => name === index.name)?.throughput
    if (!scaled.has(index.name) || own === undefined || index.throughput === undefined) return index
    return { ...index, throughput: ownReads(own, index.throughput) }
  }
  return {
    ...shared,
    throughput: scaled.has(undefined)
      ? ownReads(member.throughput, shared.throughput)
      : shared.throughput,
    indexes: shared.indexes?.map(ownIndex),
  }
}

function targetsOf(
  { autoScaling = [] }: TableSettings,
  capacity: ScalingSetting['capacity'],
): readonly ScalingSetting[] {
  return autoScaling.filter(target => target.capacity === capacity)
}

/** Writes as they are shared, reads as they were; there are none of a table that is paid for by the request. */
function ownReads(own: Throughput, shared: Throughput): Throughput {
  const { read } = own
  const { write } = shared
  if (read === 0 || shared.read === 0) return shared
  const throughput = { ...own, read, write }
  if (write > own.write) return { ...throughput, increasedAt: shared.increasedAt }
  if (write === own.write) return throughput
  const { decreasedAt } = shared
  const isSameDay = dayOf(own.decreasedAt) === dayOf(decreasedAt)
  return { ...throughput, decreasedAt, decreases: isSameDay ? own.decreases + 1 : 1 }
}

/** In UTC, as decreases are counted. */
function dayOf(time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.floor(time / DAY)
}
