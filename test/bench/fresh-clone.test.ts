/** The bench installs the peers itself, so what it loads before must be there without them. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ROOT = new URL('../../', import.meta.url)

/** The packages that are loaded when a file of the bench is, whatever it does then. */
function packagesLoadedBy(start: string): Set<string> {
  const packages = new Set<string>()
  const files = new Set([start])
  for (const path of files) {
    const text = readFileSync(new URL(path, ROOT), 'utf8')
    // Neither types nor `import('…')`, which waits for a suite's turn.
    for (const [, specifier = ''] of text.matchAll(/^(?:import (?!type\b).*|} )from '(.+)'$/gm)) {
      if (specifier.startsWith('.')) files.add(pathOf(specifier, path))
      else if (!specifier.startsWith('node:')) packages.add(specifier)
    }
  }
  return packages
}

function pathOf(specifier: string, from: string): string {
  return new URL(specifier.replace(/\.js$/, '.ts'), `file:///${from}`).pathname.slice(1)
}

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('package.json', ROOT), 'utf8'),
)
const installed = { ...dependencies, ...devDependencies }

test('the packages that a file loads are found', () => {
  expect(packagesLoadedBy('bench/engines/sqlite.ts')).toEqual(
    new Set(['better-sqlite3', 'msgpackr']),
  )
})

test.each([
  'run.ts',
  'suites/memory.ts',
  'suites/micro.ts',
  'suites/http.ts',
  'suites/forks.ts',
  'suites/durable.ts',
  'suites/recovery.ts',
  'suites/checkpoint.ts',
])('bench/%s starts in a fresh clone, before the peers are installed', file => {
  const packages = [...packagesLoadedBy(`bench/${file}`)]
  expect(packages.filter(name => !(name in installed))).toEqual([])
})
