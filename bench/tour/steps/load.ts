/** Opens the database, makes the tables and loads them. */

import { Database } from '../../../src/index.js'
import type { GeoCity } from '../cities.js'
import { formatCount, formatSize } from '../format.js'
import { listing } from '../listing.js'
import { type City, cityOf, type Standing, standingOf, type World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { memoryBytes, startMeter, startWatch } from '../timing.js'

const BATCH_SIZE = 500
/** A city takes about 100 bytes, so this makes two dozen partitions, however many cities are loaded. */
const SPLIT_BYTES_PER_CITY = 8

export async function load(terminal: Terminal, source: readonly GeoCity[]): Promise<World> {
  terminal.heading('1  Load')
  terminal.text(
    'A query reads one partition key in the order of the sort key. So each question gets a ' +
      'sort key that answers it: Cities is in order of names, Ranking in order of population.',
  )
  terminal.code(listing(import.meta.url, 'tables'))
  const bytesMax = source.length * SPLIT_BYTES_PER_CITY
  const memoryBefore = await memoryBytes()

  // shown: tables
  const db = await Database.open({ partitions: { bytesMax, hotSecondsMax: 2 } })

  const cities = await db.createTable<City>()('Cities', {
    partitionKey: { country: 'S' }, // 'FR'
    sortKey: { place: 'S' }, //        'Lyon#2996944': the name, and an id
  })
  const ranking = await db.createTable<Standing>()('Ranking', {
    partitionKey: { country: 'S' },
    sortKey: { byPopulation: 'S' }, // '0000472317#2996944'
  })
  // end

  terminal.code(listing(import.meta.url, 'put'))
  const units = startMeter(cities, ranking)
  const progress = terminal.progress()
  let micros = 0
  for (let from = 0; from < source.length; from += BATCH_SIZE) {
    const batch = source.slice(from, from + BATCH_SIZE).map(cityOf)
    const watch = startWatch()
    // shown: put
    await cities.putAll(batch)
    await ranking.putAll(batch.map(standingOf))
    // end
    micros += watch.micros()
    const loaded = from + batch.length
    progress.update(loaded / source.length, `${formatCount(loaded)} cities`)
  }
  progress.end()

  const itemCount = 2 * source.length
  const memory = (await memoryBytes()) - memoryBefore
  terminal.facts([
    `${formatCount(itemCount)} items in ${(micros / 1e6).toFixed(2)} s`,
    `${formatCount(itemCount / (micros / 1e6))} items/s`,
    `${formatCount(units.writeUnits())} write units`,
    `${formatSize(memory / itemCount)} of memory per item, index and all`,
  ])
  return { db, cities, ranking, source, bytesMax }
}
