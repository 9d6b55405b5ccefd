/**
 * npm's `prepare`: builds what the package holds before it is packed, published, or installed from git, also in a fresh
 * clone in which nothing is installed yet. After `npm ci` nothing is built: tests and the tour run from the source.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'

const TOOL = 'node_modules/tsup/dist/cli-default.js'
const BUILT = [
  'dist/index.cjs',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/index.d.cts',
  'dist/explorer/page.js',
]

if (process.env.npm_command !== 'ci' && !isBuilt()) {
  if (!existsSync(TOOL)) run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  run(process.execPath, [TOOL])
}

/** Whether what was built is newer than all that it is built from. */
function isBuilt() {
  if (!BUILT.every(existsSync)) return false
  const builtAt = Math.min(...BUILT.map(changedAt))
  const sources = readdirSync('src', { recursive: true }).map(name => `src/${name}`)
  return ['package.json', 'tsconfig.json', 'tsup.config.ts', ...sources].every(
    path => changedAt(path) < builtAt,
  )
}

function changedAt(path) {
  return statSync(path).mtimeMs
}

/** What is printed goes to standard error: standard output is that of `npm pack --json`. */
function run(program, parameters) {
  execFileSync(program, parameters, { stdio: ['ignore', 2, 2], shell: program === 'npm' })
}
