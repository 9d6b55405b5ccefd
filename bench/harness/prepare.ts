// Is everything there that the benches need? The peers are installed when they are missing or
// when the lock file has changed; hashrange must have been built.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EngineName } from '../engines/engine.js'
import { ENGINE_NAMES } from '../engines/engine.js'
import { builtFile } from './build.js'

const BENCH = fileURLToPath(new URL('..', import.meta.url))

/** `hashrange-log` runs on request. */
const USUAL_ENGINES: readonly EngineName[] = ['hashrange', 'lmdb', 'sqlite', 'ceiling']

/** The engines of a comma-separated list, or the usual ones; of them, those that can run here. */
export function preparedEngines(list: string | undefined): readonly EngineName[] {
  installPeers()
  const engines = list === undefined ? USUAL_ENGINES : list.split(',').map(engineName)
  if (existsSync(builtFile('index.js'))) return engines
  console.warn('hashrange is not built (npm run build): the peers run without it')
  return engines.filter(engine => !engine.startsWith('hashrange'))
}

function engineName(text: string): EngineName {
  const engine = ENGINE_NAMES.find(name => name === text)
  if (engine === undefined) {
    throw new RangeError(`no engine ${text}; there are ${ENGINE_NAMES.join(', ')}`)
  }
  return engine
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>
}

/** SQLite may have to be compiled, which takes a minute or two: not at every run. */
function installPeers(): void {
  if (isInstalled()) return
  console.log('installing the peers; this may compile SQLite ...')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: BENCH, stdio: 'inherit' })
}

/** npm leaves a list of what it has installed; packages for other platforms are not in it. */
function isInstalled(): boolean {
  const installed = lockOf('node_modules/.package-lock.json')
  const wanted = lockOf('package-lock.json')
  if (installed === undefined || wanted === undefined) return false
  return ['better-sqlite3', 'dynalite', 'lmdb', 'msgpackr'].every(peer => {
    const path = `node_modules/${peer}`
    const version = wanted.packages[path]?.version
    return installed.packages[path]?.version === version && existsSync(`${BENCH}/${path}`)
  })
}

function lockOf(path: string): Lock | undefined {
  const file = `${BENCH}/${path}`
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Lock) : undefined
}
