/** One change to two tables: cancelled as a whole, then done as a whole. */

import { type CancellationReason, expr, TransactionCanceledException } from '../../../src/index.js'
import { columns } from '../drawing.js'
import { formatCount, formatUnits } from '../format.js'
import { listing } from '../listing.js'
import { type City, type Standing, standingOf, type World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { factsOf, measureAwaited, type Quantiles, startMeter } from '../timing.js'

const TRANSACTIONS = 5_000
const LYON = { country: 'FR', place: 'Lyon#2996944' }
/** What the transaction does, for the reader of its reasons. */
const ACTIONS = ['update Cities', 'delete Ranking', 'put Ranking']

export async function transact(terminal: Terminal, world: World): Promise<Quantiles> {
  const { db, cities, ranking } = world
  terminal.heading('5  Transactions')
  terminal.text(
    'A census changes a city and its place in the ranking: three writes to two tables, all of ' +
      'them or none.',
  )
  terminal.code(listing(import.meta.url, 'census'))
  // shown: census
  const census = (city: City, population: number) => {
    const { country, place } = city
    const { byPopulation } = standingOf(city)
    return db.transactWrite([
      {
        update: cities,
        key: { country, place },
        set: expr`SET population = ${population}`,
        if: expr`population = ${city.population}`,
      },
      {
        delete: ranking,
        key: { country, byPopulation },
        if: expr`attribute_exists(place)`,
      },
      { put: ranking, item: standingOf({ ...city, population }) },
    ])
  }
  // end

  const lyon = cities.get(LYON)
  if (lyon === undefined) throw new Error('the data has no Lyon')
  const counted = { ...lyon, population: 800_000 }
  const there = () => census(lyon, counted.population)
  const back = () => census(counted, lyon.population)
  const transactions = await measureAwaited(TRANSACTIONS, index =>
    index % 2 === 0 ? there() : back(),
  )
  if (cities.get(LYON)?.population !== lyon.population) await back()

  terminal.code(listing(import.meta.url, 'outdated'))
  const outdated = { ...lyon, population: 480_000 }
  try {
    // shown: outdated
    await census(outdated, 800_000) // read before someone else changed it
    // end
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    terminal.refusal(error, reasonLines(error.cancellationReasons))
  }

  terminal.code(listing(import.meta.url, 'succeeds'))
  const top = () => ranking.query({ country: 'FR' }, { reverse: true, limit: 4 }).all()
  const before = top()
  const units = startMeter(cities, ranking)
  // shown: succeeds
  await census(lyon, 800_000)
  // end
  const unitsEach = `${formatUnits(units.writeUnits(), 'write')} each`
  terminal.block(rankingLines(terminal, before, top()))
  terminal.facts([
    ...factsOf(transactions, 'transactions'),
    `${unitsEach}: twice those of single writes, as the service bills`,
  ])
  return transactions
}

function reasonLines(reasons: readonly CancellationReason[]): string[] {
  const rows = reasons.map(({ code, message }, index) => [
    ACTIONS[index] ?? '',
    message === undefined ? code : `${code}: ${message}`,
  ])
  return columns(rows, ['left', 'left'])
}

function rankingLines(
  { paint }: Terminal,
  before: readonly Standing[],
  after: readonly Standing[],
): string[] {
  const cellsOf = (standing: Standing | undefined) => {
    if (standing === undefined) return ['', '']
    const cells = [standing.name, formatCount(standing.population)]
    return standing.place === LYON.place ? cells.map(paint.yellow) : cells
  }
  const rows = before.map((standing, index) => {
    return [`${index + 1}`, ...cellsOf(standing), '→', ...cellsOf(after[index])]
  })
  return columns(rows, ['right', 'left', 'right', 'left', 'left', 'right'])
}
