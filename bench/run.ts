// How fast is hashrange, next to what else there is? Runs the suites, prints their tables, and
// writes the figures and the pictures to bench/results.
//
// npm run bench -- [--quick] [--only micro,http] [--engines hashrange,lmdb] [--items 1000000] [--before DIR] [--build DIR]
// Figures of machines, and of runs, differ; ratios within a run differ less.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { EngineName } from './engines/engine.js'
import { BEFORE_VARIABLE, BUILD_VARIABLE } from './harness/build.js'
import { preparedEngines } from './harness/prepare.js'
import { LEGEND, summaryTable } from './report/summary.js'
import { renderTable } from './report/table.js'
import type { Suite, SuiteName, SuiteReport } from './suites/suite.js'
import { itemCountsOf, SUITE_NAMES } from './suites/suite.js'

/** Each is loaded when its turn comes: some load the peers, which may have to be installed first. */
const SUITES: Readonly<Record<SuiteName, () => Promise<Suite>>> = {
  micro: async () => (await import('./suites/micro.js')).micro,
  ycsb: async () => (await import('./suites/ycsb.js')).ycsb,
  uses: async () => (await import('./suites/uses.js')).uses,
  memory: async () => (await import('./suites/memory.js')).memory,
  scale: async () => (await import('./suites/scale.js')).scale,
  sdk: async () => (await import('./suites/sdk.js')).sdk,
  http: async () => (await import('./suites/http.js')).http,
  forks: async () => (await import('./suites/forks.js')).forks,
  ttl: async () => (await import('./suites/ttl.js')).ttl,
  indexes: async () => (await import('./suites/indexes.js')).indexes,
  streams: async () => (await import('./suites/streams.js')).streams,
  worst: async () => (await import('./suites/worst.js')).worst,
  collisions: async () => (await import('./suites/collisions.js')).collisions,
  log: async () => (await import('./suites/log.js')).log,
  durable: async () => (await import('./suites/durable.js')).durable,
  recovery: async () => (await import('./suites/recovery.js')).recovery,
  checkpoint: async () => (await import('./suites/checkpoint.js')).checkpoint,
  transfer: async () => (await import('./suites/transfer.js')).transfer,
  past: async () => (await import('./suites/past.js')).past,
  replication: async () => (await import('./suites/replication.js')).replication,
  statements: async () => (await import('./suites/statements.js')).statements,
  dax: async () => (await import('./suites/dax.js')).dax,
  access: async () => (await import('./suites/access.js')).access,
  remote: async () => (await import('./suites/remote.js')).remote,
  mirror: async () => (await import('./suites/mirror.js')).mirror,
  migrate: async () => (await import('./suites/migrate.js')).migrate,
  explorer: async () => (await import('./suites/explorer.js')).explorer,
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    engines: { type: 'string' },
    items: { type: 'string' },
    before: { type: 'string' },
    build: { type: 'string' },
  },
})
const names = values.only === undefined ? SUITE_NAMES : values.only.split(',').map(suiteName)
const { quick, before, build } = values
// Before anything is loaded that asks for them.
if (build !== undefined) process.env[BUILD_VARIABLE] = resolve(build)
if (before !== undefined) process.env[BEFORE_VARIABLE] = resolve(before)
const measured = new URL('results/', import.meta.url)
/** Figures that mean little, or are of another build, are kept apart: they never replace measured ones. */
const folder = quick || build !== undefined ? new URL('quick/', measured) : measured

console.log(`Suites: ${names.map(nameWithTime).join(', ')}`)
console.log(quick ? 'Small sizes: does everything work? The figures mean little.' : LEGEND)
const prepared = preparedEngines(values.engines)
const engines: readonly EngineName[] =
  before === undefined ? prepared : ['hashrange-before', ...prepared]
const reports: SuiteReport[] = []
for (const name of names) {
  const start = performance.now()
  console.log(`\n## ${name}`)
  const suite = await SUITES[name]()
  const report = await suite({
    quick,
    engines,
    itemCounts: itemCountsOf(values.items),
    show: table => console.log(`\n${renderTable(table)}`),
  })
  const seconds = (performance.now() - start) / 1_000
  save(report, seconds)
  reports.push(report)
  console.log(`\n${name} took ${seconds.toFixed(0)} s`)
}
console.log(`\n${renderTable(summaryTable(reports))}`)

/** With the minutes that it took when the figures were made that are kept in `results`. */
function nameWithTime(name: SuiteName): string {
  const file = new URL(`${name}.json`, measured)
  if (quick || !existsSync(file)) return name
  const { seconds } = JSON.parse(readFileSync(file, 'utf8')) as { readonly seconds: number }
  return `${name} (${(seconds / 60).toFixed(1)} min)`
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
