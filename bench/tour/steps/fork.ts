/** A fork of everything, and what does not happen to the original. */

import { countryName } from '../cities.js'
import { bar, columns } from '../drawing.js'
import { formatCount, formatDuration, formatSize } from '../format.js'
import { listing } from '../listing.js'
import type { Cities, World } from '../tables.js'
import type { Terminal } from '../terminal.js'
import { factsOf, measure, memoryBytes, type Quantiles, startWatch } from '../timing.js'

const FORKS = 1_000

export async function forkWorld(terminal: Terminal, world: World): Promise<Quantiles> {
  const { db, cities, ranking } = world
  terminal.heading('9  A fork')
  terminal.text(
    'A copy of the whole database that shares its memory until one of the two is written to: ' +
      'one for every test, or to try out what you would rather not try out.',
  )
  const forks = measure(FORKS, () => db.fork())
  const memoryBefore = await memoryBytes()

  terminal.code(listing(import.meta.url, 'fork'))
  // shown: fork
  const fork = db.fork()
  const forkedCities = fork.table(cities)
  // end
  const itemCount = cities.describe().itemCount + ranking.describe().itemCount
  terminal.facts([...factsOf(forks, 'forks'), `${formatCount(itemCount)} items each`])

  terminal.code(listing(import.meta.url, 'delete'))
  const watch = startWatch()
  // shown: delete
  for (const { country, place } of forkedCities.query({ country: 'FR' })) {
    await forkedCities.delete({ country, place })
  }
  // end
  const micros = watch.micros()
  const deletedCount = cities.describe().itemCount - forkedCities.describe().itemCount
  terminal.block(countsOf(terminal, { original: cities, fork: forkedCities }))
  const memory = (await memoryBytes()) - memoryBefore
  terminal.facts([
    `${formatCount(deletedCount)} cities deleted in ${formatDuration(micros)}, once`,
    `${formatSize(Math.max(0, memory))} of memory for the difference`,
  ])
  return forks
}

function countsOf(
  { paint, width }: Terminal,
  tables: Readonly<Record<string, Cities>>,
): readonly string[] {
  const all = Object.values(tables).map(table => table.describe().itemCount)
  const most = Math.max(...all)
  const rows = Object.entries(tables).map(([title, table], index) => {
    const { itemCount } = table.describe()
    const count = table.query({ country: 'FR' }).count()
    const colour = index === 0 ? paint.blue : paint.yellow
    return [
      title,
      `${formatCount(count)} in ${countryName('FR')}`,
      `${formatCount(itemCount)} in all`,
      colour(bar(itemCount / most, Math.max(8, width - 48))),
    ]
  })
  return columns(rows, ['left', 'right', 'right', 'left'])
}
