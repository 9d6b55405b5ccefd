/**
 * Whether two tables have the same items. First both sides are read into digests; where these differ they are read once more, a
 * bounded number of keys at a time; and items that differ then are read by their keys. So what is in memory has a bound,
 * and tables that are equal are read once.
 */

import type { WireMap } from '../encoding/wire-value.js'
import { getAll } from '../remote/batches.js'
import { pagesOf, type TableWay, together } from './copy.js'
import { BUCKETS, bucketOf, Digest, hashOf } from './digest.js'
import type { End } from './ends.js'
import { keyTextOf, mapText } from './item-text.js'

/** An item that the two sides do not both have as it is. */
export interface Difference {
  /** In the service's typed form, such as `{ id: { S: 'a' } }`. */
  readonly key: WireMap
  /** `missing`: only the source has it; `extra`: only the target does; `different`: both have it, with other attributes. */
  readonly kind: 'missing' | 'extra' | 'different'
  /** The names of the attributes in which they differ, if both have it. */
  readonly attributes: readonly string[]
}

/** What came of a comparison. */
export interface Comparison {
  /** At the source, and at the target. */
  readonly items: readonly [number, number]
  /** The first hundred of them. */
  readonly differences: readonly Difference[]
  /** How many there are. */
  readonly differing: number
}

interface CompareOptions {
  /** Into how many parts each side is cut that are read at the same time. */
  readonly segments: number
  /**
   * Brings the target to where the source is now. What is written meanwhile differs for a while, so items that seem to differ are
   * looked at again after it. Undefined: nothing is written.
   */
  readonly catchUp: (() => Promise<void>) | undefined
  /** Is told how many items were read on both sides so far. */
  readonly onItems: (items: number) => void
}

/** Keys that are in memory at a time. */
const KEYS_MAX = 200_000
/** Items that are looked at again. */
const SUSPECTS_MAX = 10_000
const DIFFERENCES_MAX = 100
/** Looks at items that seem to differ while they are written to. */
const LOOKS_MAX = 10

/** Compares a table of two ends. */
export async function compareTables(way: TableWay, options: CompareOptions): Promise<Comparison> {
  const [ours, theirs] = [new Digest(), new Digest()]
  const meter = meterOf(options)
  await scanBoth(way, options, (isTarget, items) => {
    const digest = isTarget ? theirs : ours
    for (const item of items) digest.add(keyTextOf(item, way.keyNames), item)
    meter(items.length)
  })
  const suspects = new Map<string, WireMap>()
  let beyond = 0
  for (const buckets of groupsOf(ours.differing(theirs), [ours, theirs])) {
    const found = await suspectsIn(way, options, buckets)
    for (const [text, key] of found) {
      if (suspects.size < SUSPECTS_MAX) suspects.set(text, key)
      else beyond += 1
    }
  }
  const differences = await looked(way, suspects, options.catchUp)
  return {
    items: [ours.items, theirs.items],
    differences: differences.slice(0, DIFFERENCES_MAX),
    differing: differences.length + beyond,
  }
}

function meterOf({ onItems }: CompareOptions): (items: number) => void {
  let sum = 0
  return items => {
    sum += items
    onItems(sum)
  }
}

/** Reads both sides at the same time. */
async function scanBoth(
  way: TableWay,
  { segments }: CompareOptions,
  take: (isTarget: boolean, items: readonly WireMap[]) => void,
): Promise<void> {
  const parts = [false, true].flatMap(isTarget =>
    Array.from({ length: segments }, (_, Segment) => ({ isTarget, Segment })),
  )
  await together(parts, async ({ isTarget, Segment }, isFailed) => {
    const end = isTarget ? way.target : way.source
    for await (const { Items = [] } of pagesOf(end, { Segment, TotalSegments: segments }, way)) {
      if (isFailed() || way.signal?.aborted) return
      take(isTarget, Items)
    }
  })
  way.signal?.throwIfAborted()
}

/** So many buckets at a time that their keys have room. */
function groupsOf(
  buckets: readonly number[],
  digests: readonly Digest[],
): readonly ReadonlySet<number>[] {
  const groups: Set<number>[] = []
  let room = 0
  for (const bucket of buckets) {
    const keys = digests.reduce((sum, digest) => sum + digest.countIn(bucket), 0)
    if (groups.length === 0 || room < keys) {
      groups.push(new Set())
      room = KEYS_MAX
    }
    groups.at(-1)?.add(bucket)
    room -= keys
  }
  return groups
}

/** The keys in some buckets whose items differ, or seem to. */
async function suspectsIn(
  way: TableWay,
  options: CompareOptions,
  buckets: ReadonlySet<number>,
): Promise<ReadonlyMap<string, WireMap>> {
  const seen = [new Map<string, string>(), new Map<string, string>()] as const
  const keys = new Map<string, WireMap>()
  const isLooked = new Uint8Array(BUCKETS)
  for (const bucket of buckets) isLooked[bucket] = 1
  await scanBoth(way, options, (isTarget, items) => {
    for (const item of items) {
      const text = keyTextOf(item, way.keyNames)
      if (isLooked[bucketOf(text)] !== 1) continue
      const hash = hashOf(item)
      const [side, other] = isTarget ? [seen[1], seen[0]] : seen
      // What both sides have takes no room any more.
      if (other.get(text) === hash) {
        other.delete(text)
        keys.delete(text)
        continue
      }
      side.set(text, hash)
      keys.set(text, keyOf(item, way.keyNames))
    }
  })
  return keys
}

/** Looks at items by their keys, until they do not differ any more, or nothing is written meanwhile. */
async function looked(
  way: TableWay,
  suspects: ReadonlyMap<string, WireMap>,
  catchUp: CompareOptions['catchUp'],
): Promise<readonly Difference[]> {
  let keys = [...suspects.values()]
  let differences: readonly Difference[] = []
  for (let look = 0; look < LOOKS_MAX && keys.length > 0; look += 1) {
    await catchUp?.()
    way.signal?.throwIfAborted()
    differences = await differencesOf(way, keys)
    keys = differences.map(({ key }) => key)
    if (catchUp === undefined) break
  }
  return differences
}

async function differencesOf(
  way: TableWay,
  keys: readonly WireMap[],
): Promise<readonly Difference[]> {
  const [ours, theirs] = await Promise.all([
    itemsAt(way.source, way, keys),
    itemsAt(way.target, way, keys),
  ])
  return keys.flatMap(key => {
    const text = mapText(key)
    const difference = differenceOf(key, ours.get(text), theirs.get(text))
    return difference === undefined ? [] : [difference]
  })
}

async function itemsAt(
  { sender }: End,
  { table, keyNames, readPace }: TableWay,
  keys: readonly WireMap[],
): Promise<ReadonlyMap<string, WireMap>> {
  const door = { sender, table, pace: readPace }
  const items = await getAll<WireMap>(door, keys, { ConsistentRead: true })
  return new Map(items.map(item => [keyTextOf(item, keyNames), item]))
}

function differenceOf(
  key: WireMap,
  ours: WireMap | undefined,
  theirs: WireMap | undefined,
): Difference | undefined {
  if (ours === undefined) {
    return theirs === undefined ? undefined : { key, kind: 'extra', attributes: [] }
  }
  if (theirs === undefined) return { key, kind: 'missing', attributes: [] }
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)])
  const attributes = [...names].filter(name => textOf(ours, name) !== textOf(theirs, name))
  return attributes.length === 0 ? undefined : { key, kind: 'different', attributes }
}

function textOf(item: WireMap, name: string): string {
  return mapText(Object.hasOwn(item, name) ? { value: item[name] ?? {} } : {})
}

function keyOf(item: WireMap, keyNames: readonly string[]): WireMap {
  return Object.fromEntries(keyNames.map(name => [name, item[name] ?? {}]))
}
