/** One item by its key. */

import { formatUnits } from '../format.js'
import { listing } from '../listing.js'
import { type CityKey, randomKeys, type World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { factsOf, measure, type Quantiles, startMeter } from '../timing.js'

const READS = 100_000

export function readPoints(terminal: Terminal, { cities, source }: World): Quantiles {
  terminal.heading('2  Point reads')
  terminal.text('One item by its key. Reads are plain function calls: nothing to await.')

  terminal.code(listing(import.meta.url, 'get'))
  const units = startMeter(cities)
  // shown: get
  const tokyo = cities.get({ country: 'JP', place: 'Tokyo#1850147' })
  // end
  const strong = units.readUnits()
  terminal.value(tokyo)

  const keys = randomKeys(source, READS)
  const reads = measure(READS, index => cities.get(keys[index] as CityKey))
  terminal.facts([
    ...factsOf(reads, 'reads of random cities'),
    `${formatUnits(strong, 'read')} each`,
  ])

  terminal.code(listing(import.meta.url, 'eventual'))
  const eventualUnits = startMeter(cities)
  // shown: eventual
  cities.get({ country: 'JP', place: 'Tokyo#1850147' }, { consistentRead: false })
  // end
  terminal.facts([
    `${formatUnits(eventualUnits.readUnits(), 'read')}: what DynamoDB would bill, to the half unit`,
  ])
  return reads
}
