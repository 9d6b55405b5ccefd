/** Where the items are, and where the load goes. */

import { setTimeout } from 'node:timers/promises'
import { expr } from '../../../src/index.js'
import { countryName } from '../cities.js'
import { formatCount, formatDuration, formatSize } from '../format.js'
import { listing } from '../listing.js'
import { drawPartitionMap, type MappedPartition, mapPartitions } from '../partition-map.js'
import { type Cities, type CityKey, randomKeys, type World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { startWatch } from '../timing.js'

const TRAFFIC_MICROS = 1_500_000
/** The second that a meter averages over. */
export const METER_MILLIS = 1_000
const PAUSE_MILLIS = 10
const READS_PER_SECOND = 8_000
const READS_PER_WRITE = 10

export async function showPartitions(terminal: Terminal, world: World): Promise<void> {
  const { cities } = world
  terminal.heading('6  The partition map')
  const writesPerSecond = READS_PER_SECOND / READS_PER_WRITE
  terminal.text(
    'A partition owns a range of the hashes of partition keys, and splits when it grows too ' +
      `large: at 10 GB in the service and by default, at ${formatSize(world.bytesMax)} here ` +
      `(bytesMax in step 1). ${formatCount(READS_PER_SECOND)} reads and ` +
      `${formatCount(writesPerSecond)} updates of random cities a second show who does the work.`,
  )
  await makeTraffic(terminal, world)

  terminal.code(listing(import.meta.url, 'partitions'))
  // shown: partitions
  const partitions = cities.partitions()
  // end
  const watch = startWatch()
  const mapped = mapPartitions(partitions, countriesOf(cities))
  const micros = watch.micros()
  terminal.block(drawPartitionMap(mapped, terminal))
  const largest = mapped.toSorted((left, right) => right.sizeBytes - left.sizeBytes)[0]
  terminal.text(adviceOn(largest))
  terminal.facts([
    `${partitions.length} partitions`,
    `a scan of all ${formatCount(world.source.length)} cities for their keys: ${formatDuration(micros)}, once`,
  ])
}

/** The partitions of the table as they are now, with their keys. */
export function mapOf(cities: Cities): MappedPartition[] {
  return mapPartitions(cities.partitions(), countriesOf(cities))
}

/** The partition keys of all items, in the order of their hashes. */
function* countriesOf(cities: Cities): Generator<string> {
  for (const { country } of cities.scan({ projection: ['country'] })) yield country
}

async function makeTraffic(terminal: Terminal, { cities, source }: World): Promise<void> {
  const keys = randomKeys(source, 20_000)
  const waiting = terminal.waiting()
  // After a quiet second all meters begin a new one together, without what the steps before have done.
  await setTimeout(METER_MILLIS)
  cities.partitions()
  const watch = startWatch()
  let reads = 0
  for (let micros = 0; micros < TRAFFIC_MICROS; micros = watch.micros()) {
    const due = (micros / 1e6) * READS_PER_SECOND
    for (; reads < due; reads++) {
      const key = keys[reads % keys.length] as CityKey
      cities.get(key)
      if (reads % READS_PER_WRITE === 0) await cities.update(key, expr`ADD visits ${1}`)
    }
    waiting.update(micros / TRAFFIC_MICROS, `${formatCount(reads)} reads`)
    await setTimeout(PAUSE_MILLIS)
  }
  waiting.end()
}

function adviceOn(largest: MappedPartition | undefined): string {
  const [key, itemCount] = largest?.keys[0] ?? ['', 0]
  return (
    `The largest holds ${countryName(key)} with ${formatCount(itemCount)} cities: items with one ` +
    'partition key stay together. A key that is too popular is seen here, before it is ' +
    'throttled in production.'
  )
}
