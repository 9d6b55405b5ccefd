// How do the engines serve what people build? Shopping carts, sessions, a leaderboard, the intake
// of sensors and a social feed; each workload says in its file what it does.

import { askAll, withSubjects } from '../harness/pool.js'
import type { Comparison } from '../report/statistics.js'
import { comparisonTable } from '../report/table.js'
import type { WorkloadName } from '../workloads/workload.js'
import type { Suite } from './suite.js'
import { compare, findingsOf } from './suite.js'

const USES: readonly WorkloadName[] = [
  'shopping carts',
  'sessions',
  'leaderboard',
  'sensor ingest',
  'social feed',
]

export const uses: Suite = async options => {
  const itemCount = options.quick ? 5_000 : 200_000
  const operationCount = options.quick ? 500 : 10_000
  const results: Comparison[] = []
  for (const use of USES) {
    await withSubjects(options.engines, use, async subjects => {
      await askAll(subjects, () => ({ kind: 'fill', itemCount }))
      const comparison = await compare(subjects, {
        title: use,
        phase: use,
        itemCount,
        roundCount: options.quick ? 3 : 5,
        operationCount,
        latencyCount: operationCount / 2,
      })
      options.show(comparisonTable(comparison))
      results.push(comparison)
    })
  }
  return { name: 'uses', results, findings: findingsOf(results) }
}
