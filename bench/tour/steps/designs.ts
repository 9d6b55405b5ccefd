/** Two designs of one table, under the same load and with the capacity that the service would give them. */

import { drawHeat } from '../../../src/index.js'
import { compareDesigns, defineDesign, defineWorkload } from '../../../src/testing/entry.js'
import { columns } from '../drawing.js'
import { formatCount } from '../format.js'
import { listing } from '../listing.js'
import type { Terminal } from '../terminal.js'

export async function compareTwo(terminal: Terminal): Promise<void> {
  terminal.heading('8  Two designs')
  terminal.text(
    'The same votes, for ten seconds of the databases’ own time: once with all of a day under one ' +
      'partition key, of which a partition writes 1,000 a second, and once under ten.',
  )
  terminal.code(listing(import.meta.url, 'designs'))
  // shown: designs
  const workload = defineWorkload({
    rate: 2_000, // a second
    duration: 10,
    events: (_random, n) => ({ kind: 'vote', day: '11-29', n }),
  })
  const tables = { Votes: { partitionKey: { day: 'S' }, sortKey: { id: 'N' } } } as const
  const oneKey = defineDesign({
    name: 'one key a day',
    workload,
    tables,
    operations: { vote: ({ day, n }, { Votes }) => Votes.put({ day, id: n }) },
  })
  const tenKeys = defineDesign({
    name: 'ten keys a day',
    workload,
    tables,
    operations: { vote: ({ day, n }, { Votes }) => Votes.put({ day: `${day}#${n % 10}`, id: n }) },
  })
  const { designs, verdict } = await compareDesigns([oneKey, tenKeys])
  // end
  const rows = designs.map(({ name, events, throttled }) => [
    name,
    `${formatCount(events)} votes`,
    `${formatCount(throttled)} throttled`,
  ])
  terminal.block(columns(rows, ['left', 'right', 'right']))
  for (const { name, parts } of designs) {
    const [head = '', ...map] = parts.flatMap(({ heat }) => drawHeat(heat).split('\n').slice(0, 3))
    terminal.block([`${name}: ${head}`, ...map])
  }
  for (const sentence of verdict.slice(0, 1)) terminal.text(sentence)
  const seconds = designs.reduce((sum, { realSeconds }) => sum + realSeconds, 0)
  terminal.facts([
    `20 s of load in ${seconds.toFixed(1)} s`,
    'npx hashrange compare does it for files',
  ])
}
