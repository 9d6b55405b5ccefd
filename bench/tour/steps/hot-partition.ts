/** Makes a partition hot, until it splits between the keys that made it so. */

import { setImmediate, setTimeout } from 'node:timers/promises'
import { countryName } from '../cities.js'
import { formatCount } from '../format.js'
import { listing } from '../listing.js'
import { drawPartitions, type MappedPartition } from '../partition-map.js'
import { type CityKey, keyOf, type World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { startWatch } from '../timing.js'
import { METER_MILLIS, mapOf } from './partitions.js'

const UNTIL_SPLIT_MICROS_MAX = 8_000_000
/** So long that there is a full second in it, for the meters of the partitions that are new. */
const AFTER_SPLIT_MICROS = 2_100_000
/** As long as both take together on a quiet machine. */
const EXPECTED_MICROS = 4_500_000

export async function heatPartition(terminal: Terminal, world: World): Promise<void> {
  const { cities } = world
  terminal.heading('7  A hot partition')
  const target = mostShared(mapOf(cities))
  if (target === undefined) {
    terminal.text('No two countries share a partition here, so there is none to divide.')
    return
  }
  const { partition, countries } = target
  terminal.text(
    `${countries.map(countryName).join(' and ')} share a partition. One core reads more than the ` +
      'service would ever serve from it. After two seconds (hotSecondsMax, in step 1) it splits ' +
      'between the keys that are asked for.',
  )
  terminal.code(listing(import.meta.url, 'reads'))

  const randomKey = randomKeysOf(world, countries)
  const isOfTarget = ({ low, high }: { readonly low: number; readonly high: number }) =>
    low >= partition.low && high <= partition.high
  const look = () => cities.partitions().filter(isOfTarget)
  const waiting = terminal.waiting()
  // After a quiet second all meters begin a new one together.
  await setTimeout(METER_MILLIS)
  cities.partitions()
  const watch = startWatch()
  const read = async () => {
    // shown: reads
    for (let count = 0; count < 2_000; count++) cities.get(randomKey())
    const hot = cities.partitions().filter(one => one.readUnitsPerSecond > 3_000)
    // end
    waiting.update(Math.min(1, watch.micros() / EXPECTED_MICROS), 'reading')
    await setImmediate()
    return hot.filter(isOfTarget)
  }

  let before: MappedPartition | undefined
  while (look().length === 1 && watch.micros() < UNTIL_SPLIT_MICROS_MAX) {
    const [hottest] = await read()
    if (hottest !== undefined) before = { ...partition, ...hottest }
  }
  const splitAfterSeconds = watch.micros() / 1e6
  const isSplit = look().length > 1
  const watchAfter = startWatch()
  while (isSplit && watchAfter.micros() < AFTER_SPLIT_MICROS) await read()
  const after = mapOf(cities).filter(isOfTarget)
  waiting.end()

  if (before !== undefined) terminal.block(drawPartitions([before], terminal))
  if (!isSplit) {
    terminal.facts(['not split: the machine was too busy to keep it hot'])
    return
  }
  terminal.block(drawPartitions(after, terminal))
  terminal.facts([
    `split after ${splitAfterSeconds.toFixed(1)} s`,
    `${formatCount(before?.readUnitsPerSecond ?? 0)} read units/s before`,
    `${after.map(one => formatCount(one.readUnitsPerSecond)).join(' and ')} after`,
  ])
}

interface Target {
  readonly partition: MappedPartition
  readonly countries: readonly [string, string]
}

/** The partition whose second largest item collection is the largest of all second ones. */
function mostShared(partitions: readonly MappedPartition[]): Target | undefined {
  const secondSize = ({ keys }: MappedPartition) => keys[1]?.[1] ?? 0
  const [partition] = partitions.toSorted((left, right) => secondSize(right) - secondSize(left))
  const [first, second] = partition?.keys ?? []
  if (partition === undefined || first === undefined || second === undefined) return undefined
  return { partition, countries: [first[0], second[0]] }
}

/** Draws keys, half of them from each country. */
function randomKeysOf({ source }: World, countries: readonly string[]): () => CityKey {
  const keys = countries.map(code => source.filter(({ country }) => country === code).map(keyOf))
  const draw = <Value>(values: readonly Value[]) =>
    values[Math.floor(Math.random() * values.length)] as Value
  return () => draw(draw(keys))
}
