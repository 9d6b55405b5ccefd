/** What is listed as lacking is some row's, and is listed once. */

import { expect, test } from 'vitest'
import { LACKS } from './lacks.js'
import type { Rows } from './row.js'

const FILES = [
  'changes',
  'conditions',
  'gets',
  'indexes',
  'item-refusals',
  'order-of-refusals',
  'patches',
  'projection-refusals',
  'queries',
  'query-key-refusals',
  'scans',
  'selections',
  'settings',
  'start-refusals',
  'statements',
  'surrogates',
  'tables',
  'transaction-refusals',
  'transactions',
  'update-refusals',
  'updates',
  'value-refusals',
  'values',
  'writes',
]

test('each lack has the name of a row, and one reason', async () => {
  const modules = await Promise.all(FILES.map(name => import(`./rows/${name}.ts`)))
  const rows: readonly Rows[] = modules.flatMap(module => Object.values(module) as Rows[])
  const names = new Set(rows.flatMap(({ list }) => list.map(({ name }) => name)))
  for (const [door, lacks] of Object.entries(LACKS)) {
    const listed = lacks.flatMap(({ rows }) => rows)
    expect(
      listed.filter(name => !names.has(name)),
      door,
    ).toEqual([])
    expect(new Set(listed).size, door).toBe(listed.length)
  }
})
