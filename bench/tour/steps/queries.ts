/** Ranges of one partition key: the largest, those that begin with, those between, and pages. */

import { bar, columns, grid } from '../drawing.js'
import { formatCount, formatUnits } from '../format.js'
import { listing } from '../listing.js'
import type { World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { factsOf, measure, type Quantiles, startMeter } from '../timing.js'

const QUERIES = 5_000
const NAMES_SHOWN = 12

export function query(terminal: Terminal, world: World): Quantiles {
  terminal.heading('3  Queries')
  const queries = showLargest(terminal, world)
  showBeginsWith(terminal, world)
  showBetween(terminal, world)
  showPages(terminal, world)
  return queries
}

function showLargest(terminal: Terminal, { ranking }: World): Quantiles {
  terminal.text('The largest cities of a country: the end of its ranking, backwards.')
  terminal.code(listing(import.meta.url, 'largest'))
  // shown: largest
  const largest = (country: string) =>
    ranking.query({ country }, { reverse: true, limit: 10 }).all()
  // end
  const units = startMeter(ranking)
  const cities = largest('BR')
  const consumed = units.readUnits()

  const most = cities[0]?.population ?? 1
  const rows = cities.map(({ name, population }) => [
    name,
    formatCount(population),
    terminal.paint.blue(bar(population / most, terminal.width - 36)),
  ])
  terminal.block(columns(rows, ['left', 'right', 'left']))
  const queries = measure(QUERIES, () => largest('BR'))
  terminal.facts([...factsOf(queries, 'queries'), `${formatUnits(consumed, 'read')} each`])
  return queries
}

function showBeginsWith(terminal: Terminal, { cities }: World): void {
  terminal.text('Those whose name begins with some letters: a range of the sort key.')
  terminal.code(listing(import.meta.url, 'begins with'))
  // shown: begins with
  const named = (country: string, beginsWith: string) =>
    cities.query({ country, place: { beginsWith } }).all()
  // end
  const units = startMeter(cities)
  const found = named('US', 'San ')
  const consumed = units.readUnits()

  const names = found.slice(0, NAMES_SHOWN).map(({ name }) => name)
  const more = found.length - names.length
  terminal.block([
    ...grid(names, terminal.width),
    ...(more > 0 ? [terminal.paint.dim(`and ${more} more`)] : []),
  ])
  const queries = measure(QUERIES, () => named('US', 'San '))
  terminal.facts([
    ...factsOf(queries, `queries of ${found.length} items`),
    `${formatUnits(consumed, 'read')} each`,
  ])
}

function showBetween(terminal: Terminal, { ranking }: World): void {
  terminal.code(listing(import.meta.url, 'between'))
  const units = startMeter(ranking)
  // shown: between
  const countBetween = (country: string, lower: string, upper: string) =>
    ranking.query({ country, byPopulation: { between: [lower, upper] } }).count()
  // end
  const count = countBetween('IN', '0001000000', '0002000000')
  const consumed = units.readUnits()
  terminal.block([`${count} cities of India have one to two million people`])
  const queries = measure(QUERIES, () => countBetween('IN', '0001000000', '0002000000'))
  terminal.facts([...factsOf(queries, 'queries'), `${formatUnits(consumed, 'read')} each`])
}

function showPages(terminal: Terminal, { cities }: World): void {
  terminal.text('Page by page, with the key that the service would hand out to go on from.')
  terminal.code(listing(import.meta.url, 'pages'))
  // shown: pages
  const italy = { country: 'IT' }
  const first = cities.query(italy, { limit: 10 }).page()
  const startKey = first.lastEvaluatedKey
  const second = cities.query(italy, { limit: 10, startKey }).page()
  // end
  terminal.value({ startKey })
  terminal.block([
    `first page:  ${first.items.length} cities, from ${first.items[0]?.name} to ${first.items.at(-1)?.name}`,
    `second page: ${second.items.length} cities, from ${second.items[0]?.name} to ${second.items.at(-1)?.name}`,
  ])
  const queries = measure(QUERIES, () => cities.query(italy, { limit: 10, startKey }).page())
  terminal.facts([...factsOf(queries, 'pages'), `${formatUnits(second.readUnits, 'read')} each`])
}
