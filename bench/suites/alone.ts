// How does a suite run by itself? When its file is what Node was started with, on the engines that
// are there, printing its tables and findings and writing nothing.

import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { preparedEngines } from '../harness/prepare.js'
import { renderTable } from '../report/table.js'
import { itemCountsOf, type Suite } from './suite.js'

export async function runAlone(moduleUrl: string, suite: Suite): Promise<void> {
  const started = process.argv[1]
  if (started === undefined || pathToFileURL(started).href !== moduleUrl) return
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      engines: { type: 'string' },
      items: { type: 'string' },
    },
  })
  const { findings = [] } = await suite({
    quick: values.quick,
    engines: preparedEngines(values.engines),
    itemCounts: itemCountsOf(values.items),
    show: table => console.log(`\n${renderTable(table)}`),
  })
  for (const { isReached, what, measured, wanted } of findings) {
    console.log(`${isReached ? 'reached' : 'MISSED'}: ${what}: ${measured}, wanted ${wanted}`)
  }
}
