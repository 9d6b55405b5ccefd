// How fast is hashrange, next to what else there is? Runs the suites, prints their tables, and
// writes the figures and the pictures to bench/results.
//
// npm run bench -- [--quick] [--only micro,http] [--engines hashrange,lmdb]
// Figures of machines, and of runs, differ; ratios within a run differ less.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { preparedEngines } from './harness/prepare.js'
import { renderTable } from './report/table.js'
import { forks } from './suites/forks.js'
import { http } from './suites/http.js'
import { indexes } from './suites/indexes.js'
import { memory } from './suites/memory.js'
import { micro } from './suites/micro.js'
import { scale } from './suites/scale.js'
import { sdk } from './suites/sdk.js'
import { streams } from './suites/streams.js'
import type { Suite, SuiteName, SuiteReport } from './suites/suite.js'
import { SUITE_NAMES } from './suites/suite.js'
import { ttl } from './suites/ttl.js'
import { uses } from './suites/uses.js'
import { ycsb } from './suites/ycsb.js'

const SUITES: Readonly<Record<SuiteName, Suite>> = {
  micro,
  ycsb,
  uses,
  memory,
  scale,
  sdk,
  http,
  forks,
  ttl,
  indexes,
  streams,
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    engines: { type: 'string' },
  },
})
const names = values.only === undefined ? SUITE_NAMES : values.only.split(',').map(suiteName)
const engines = preparedEngines(values.engines)
const { quick } = values
/** Quick figures mean little, and are kept apart so that they never replace measured ones. */
const folder = new URL(quick ? 'results/quick/' : 'results/', import.meta.url)

for (const name of names) {
  const start = performance.now()
  console.log(`\n## ${name}`)
  const report = await SUITES[name]({
    quick,
    engines,
    show: table => console.log(`\n${renderTable(table)}`),
  })
  const seconds = (performance.now() - start) / 1_000
  save(report, seconds)
  console.log(`\n${name} took ${seconds.toFixed(0)} s`)
}

function suiteName(text: string): SuiteName {
  const name = SUITE_NAMES.find(known => known === text)
  if (name === undefined) {
    throw new RangeError(`no suite ${text}; there are ${SUITE_NAMES.join(', ')}`)
  }
  return name
}

function save({ name, results, pictures }: SuiteReport, seconds: number): void {
  mkdirSync(folder, { recursive: true })
  const [cpu] = cpus()
  const circumstances = {
    suite: name,
    quick,
    date: new Date().toISOString(),
    seconds: Math.round(seconds),
    node: process.version,
    cpu: cpu?.model ?? 'unknown',
    cpuCount: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    peers: peerVersions(),
  }
  const json = JSON.stringify({ ...circumstances, results }, rounded, 2)
  writeFileSync(new URL(`${name}.json`, folder), `${json}\n`)
  for (const { fileName, svg } of pictures ?? []) writeFileSync(new URL(fileName, folder), svg)
}

/** Digits that the measurement does not carry make files hard to read and to compare. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}

function peerVersions(): unknown {
  const text = readFileSync(new URL('package.json', import.meta.url), 'utf8')
  const { dependencies, optionalDependencies } = JSON.parse(text) as Record<string, object>
  return { ...dependencies, ...optionalDependencies }
}
