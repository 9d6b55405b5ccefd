// How do reads slow down as a table grows? Latency of a point read and of a query of 10 consecutive
// items, from a thousand to ten million items in 1,000 partition keys.

import { CUSTOMER_COUNT } from '../generators/items.js'
import { askAll, withSubjects } from '../harness/pool.js'
import type { Comparison } from '../report/statistics.js'
import { latencyPicture } from '../report/svg.js'
import { comparisonTable, count, significant } from '../report/table.js'
import type { Finding, Suite } from './suite.js'
import { compare } from './suite.js'

const SIZES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
const QUICK_SIZES = [1_000, 10_000, 30_000]
/** A smaller table has no ten items in a partition. */
const QUERY_SIZE_MIN = 10 * CUSTOMER_COUNT
/** Its reads are those of `hashrange`. */
const LEFT_OUT = 'hashrange-log'

export const scale: Suite = async options => {
  const results: Comparison[] = []
  const engines = options.engines.filter(engine => engine !== LEFT_OUT)
  await withSubjects(engines, 'orders', async subjects => {
    for (const itemCount of options.quick ? QUICK_SIZES : SIZES) {
      await askAll(subjects, () => ({ kind: 'fill', itemCount }))
      const phases = itemCount < QUERY_SIZE_MIN ? ['point read'] : ['point read', 'query of 10']
      for (const phase of phases) {
        const operationCount = (options.quick ? 1_000 : 20_000) / (phase === 'point read' ? 1 : 4)
        const comparison = await compare(subjects, {
          title: phase,
          phase,
          itemCount,
          roundCount: options.quick ? 2 : 5,
          operationCount,
          latencyCount: operationCount,
        })
        options.show(comparisonTable(comparison))
        results.push(comparison)
      }
    }
  })
  const svg = latencyPicture(results)
  return {
    name: 'scale',
    results,
    findings: growthOf(results),
    pictures: [{ fileName: 'latency-by-table-size.svg', svg }],
  }
}

/** The median latency of hashrange's point reads, table by table. */
function growthOf(comparisons: readonly Comparison[]): readonly Finding[] {
  return comparisons.flatMap(({ title, itemCount, engines }) => {
    const own = engines.find(({ engine }) => engine === 'hashrange')?.readMicros
    if (own === undefined || title !== 'point read') return []
    const what = `point read, ${count(itemCount)} items`
    return [{ what, measured: `p50 ${significant(own.p50)} us` }]
  })
}
