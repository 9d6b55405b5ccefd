// What do the single operations cost next to the peers? A point read of an item of 300 bytes, a
// query of 10 consecutive items, and puts without durability of new items and of existing ones, and
// updates, on 100,000 and on 1,000,000 items in 1,000 partition keys.
//
// Runs by itself, too: npx tsx bench/suites/micro.ts --quick

import { askAll, withSubjects } from '../harness/pool.js'
import type { Comparison } from '../report/statistics.js'
import { comparisonTable } from '../report/table.js'
import { runAlone } from './alone.js'
import type { Plan, Suite, SuiteOptions } from './suite.js'
import { compare, findingsOf } from './suite.js'

export const micro: Suite = async options => {
  const results: Comparison[] = []
  for (const itemCount of options.quick ? [10_000, 20_000] : [100_000, 1_000_000]) {
    await withSubjects(options.engines, 'orders', async subjects => {
      await askAll(subjects, () => ({ kind: 'fill', itemCount }))
      for (const plan of plans(itemCount, options)) {
        const comparison = await compare(subjects, plan)
        options.show(comparisonTable(comparison))
        results.push(comparison)
      }
    })
  }
  return { name: 'micro', results, findings: findingsOf(results) }
}

/** Reads come first: puts of new items make the table grow by some 150,000. */
function plans(itemCount: number, { quick }: SuiteOptions): readonly Plan[] {
  const roundCount = quick ? 3 : 9
  const scaled = (operationCount: number) => (quick ? operationCount / 20 : operationCount)
  const put = { itemCount, roundCount, operationCount: scaled(20_000), bulk: true }
  const latencyCount = scaled(5_000)
  return [
    {
      title: 'point read',
      phase: 'point read',
      itemCount,
      roundCount,
      operationCount: scaled(60_000),
      latencyCount: scaled(60_000),
    },
    {
      title: 'query of 10',
      phase: 'query of 10',
      itemCount,
      roundCount,
      operationCount: scaled(10_000),
      latencyCount: scaled(10_000),
    },
    { ...put, title: 'overwrite, no durability', phase: 'overwrite', latencyCount },
    { ...put, title: 'update, no durability', phase: 'update', latencyCount, bulk: false },
    { ...put, title: 'put of new items, no durability', phase: 'put new', latencyCount },
  ]
}

await runAlone(import.meta.url, micro)
