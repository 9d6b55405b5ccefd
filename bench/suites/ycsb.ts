// How do the engines serve the YCSB workloads, A to F? Throughput of 64 clients at once, and
// latencies of one client that waits for each answer.

import { askAll, withSubjects } from '../harness/pool.js'
import type { Comparison } from '../report/statistics.js'
import { comparisonTable } from '../report/table.js'
import { YCSB_PHASES } from '../workloads/ycsb.js'
import type { Suite } from './suite.js'
import { compare, findingsOf } from './suite.js'

/** A scan reads fifty items on average. */
const SCAN_PHASE = 'E'

export const ycsb: Suite = async options => {
  const itemCount = options.quick ? 10_000 : 1_000_000
  const results: Comparison[] = []
  await withSubjects(options.engines, 'ycsb', async subjects => {
    await askAll(subjects, () => ({ kind: 'fill', itemCount }))
    for (const phase of YCSB_PHASES) {
      const operationCount = (options.quick ? 1_000 : 20_000) / (phase === SCAN_PHASE ? 10 : 1)
      const comparison = await compare(subjects, {
        title: `YCSB ${phase}`,
        phase,
        itemCount,
        roundCount: options.quick ? 3 : 5,
        operationCount,
        latencyCount: operationCount / 2,
      })
      options.show(comparisonTable(comparison))
      results.push(comparison)
    }
  })
  return { name: 'ycsb', results, findings: findingsOf(results) }
}
