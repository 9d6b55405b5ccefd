/**
 * The rules that keep the source readable, each a function from a tree of source files to what breaks it. They are
 * apart from `test/tidy.test.ts` so that the rules can be tested on small made-up trees.
 */

import { builtinModules } from 'node:module'
import ts from 'typescript'
import { type Import, lineOf, type SourceFile, type SourceTree, walk } from './source-tree.js'

export interface Offence {
  readonly path: string
  readonly line: number
  /** What is wrong, as the end of a sentence that begins with the place. */
  readonly text: string
}

export interface TidyOptions {
  /** The files that the package is built from. Their exports are public. */
  readonly entries: readonly string[]
  /** `path#name` to the reason why an export may be used by tests alone. */
  readonly keptForTests?: Readonly<Record<string, string>> | undefined
}

/** The rooms, the lowest first. A room may import lower layers and itself. `.` is the files directly in `src/`. */
const LAYERS: readonly (readonly string[])[] = [
  ['types'],
  ['errors', 'explorer/page'],
  ['encoding', 'env'],
  ['storage', 'expressions', 'validation'],
  ['partiql'],
  ['engine'],
  ['indexes', 'streams', 'ttl', 'capacity', 'disk', 'transfer', 'backup', 'replication'],
  ['api'],
  ['access'],
  ['native', 'service'],
  ['transport'],
  ['dax', 'faults', 'recording', 'interleaving', 'seeding', 'remote'],
  ['dax-server', 'explorer'],
  ['.'],
  ['designs', 'migration'],
  ['shell'],
  ['testing'],
  ['tools'],
]

/** Rooms within rooms. The page of the explorer runs in browsers, and so has nothing of the rooms that run in Node. */
const INNER_ROOMS: readonly string[] = ['explorer/page']

/**
 * The rooms that may touch time, chance and files. Everyone else is handed what they made. The page has the clock and the
 * timers of its browser, and none of a database depends on them.
 */
const OUTSIDE_WORLD_ROOMS: ReadonlySet<string> = new Set(['env', 'explorer/page'])

/** What a room is written in, rather than what one file of it uses: the components of the page are Preact's. */
const LANGUAGES: ReadonlySet<string> = new Set(['preact'])

const OUTSIDE_WORLD_MODULES: ReadonlySet<string> = new Set([
  'fs',
  'fs/promises',
  'timers',
  'timers/promises',
  'perf_hooks',
])
const OUTSIDE_WORLD_GLOBALS: ReadonlySet<string> = new Set(['setTimeout', 'setInterval'])
const OUTSIDE_WORLD_MEMBERS: ReadonlySet<string> = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'performance.timeOrigin',
  'process.hrtime',
])
/** Of `node:crypto` and of the global `crypto`. */
const CHANCE: ReadonlySet<string> = new Set([
  'randomBytes',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'getRandomValues',
])

/** The only files that may pass on what others export: entries of the package. */
const BARRELS: ReadonlySet<string> = new Set([
  'index.ts',
  'testing/entry.ts',
  'dax/entry.ts',
  'remote/entry.ts',
  'migration/entry.ts',
])

/** All offences, by the name of the rule they break. */
export function offencesOf(
  tree: SourceTree,
  options: TidyOptions,
): ReadonlyMap<string, readonly Offence[]> {
  const reachable = reachableFrom(tree, options.entries)
  const everyFile = (rule: (file: SourceFile) => Offence[]): Offence[] =>
    [...tree.values()].flatMap(rule)
  const rules: Record<string, Offence[]> = {
    'imports go down': everyFile(file => wrongLayers(file, tree)),
    'imports have no cycles': importCycles(tree),
    'no barrels inside src': everyFile(barrels),
    'one importing file per dependency': sharedDependencies(tree),
    'no unused files': unusedFiles(tree, options.entries, reachable),
    'no unused exports': unusedExports(tree, options, reachable),
    'no default exports': everyFile(defaultExports),
    'no any, no !': everyFile(uncheckedTypes),
    'no console': everyFile(file => globalUses(file, new Set(['console']))),
    'time, chance and files come through env': everyFile(outsideWorld),
    'nothing left to do': everyFile(leftovers),
  }
  return new Map(Object.entries(rules).filter(([, offences]) => offences.length > 0))
}

/** One line per offence under the rule that it breaks; empty if there is none. */
export function reportOf(offences: ReadonlyMap<string, readonly Offence[]>): string {
  const paragraphs = [...offences].map(([rule, broken]) => {
    const lines = broken.map(({ path, line, text }) => `  src/${path}:${line} ${text}`)
    return [`${rule}: ${broken.length}`, ...lines].join('\n')
  })
  return paragraphs.join('\n\n')
}

function roomOf(path: string): string {
  const inner = INNER_ROOMS.find(room => path.startsWith(`${room}/`))
  if (inner !== undefined) return inner
  const slash = path.indexOf('/')
  return slash === -1 ? '.' : path.slice(0, slash)
}

function layerOf(room: string): number {
  return LAYERS.findIndex(rooms => rooms.includes(room))
}

function wrongLayers(file: SourceFile, tree: SourceTree): Offence[] {
  const room = roomOf(file.path)
  const layer = layerOf(room)
  if (layer === -1) {
    return [{ path: file.path, line: 1, text: `is in ${room}, a room that has no layer` }]
  }
  const offences: Offence[] = []
  for (const { target, line } of file.imports) {
    if (target === undefined) continue
    const text = wrongTarget({ room, layer, target, tree })
    if (text !== undefined)
      offences.push({ path: file.path, line, text: `imports ${target}: ${text}` })
  }
  return offences
}

interface Crossing {
  readonly room: string
  readonly layer: number
  readonly target: string
  readonly tree: SourceTree
}

function wrongTarget({ room, layer, target, tree }: Crossing): string | undefined {
  if (!tree.has(target)) return 'there is no such source file'
  const targetRoom = roomOf(target)
  const targetLayer = layerOf(targetRoom)
  if (room === targetRoom || targetLayer < layer) return undefined
  if (targetLayer === layer) return `${room} and ${targetRoom} are on one layer`
  return `${targetRoom} is above ${room}`
}

/** The shortest cycle through each file, each cycle once. */
function importCycles(tree: SourceTree): Offence[] {
  const seen = new Set<string>()
  const offences: Offence[] = []
  for (const path of tree.keys()) {
    const cycle = shortestCycle(tree, path)
    const name = cycle.toSorted().join(' ')
    if (cycle.length === 0 || seen.has(name)) continue
    seen.add(name)
    const line =
      tree.get(path)?.imports.find(({ target }) => target === (cycle[1] ?? path))?.line ?? 1
    offences.push({ path, line, text: `begins the cycle ${[...cycle, path].join(' → ')}` })
  }
  return offences
}

/** The files of the cycle from `start` on; empty if there is no way back. */
function shortestCycle(tree: SourceTree, start: string): string[] {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const path of queue) {
    for (const target of targetsOf(tree, path)) {
      if (target === start) return wayTo(path, start, cameFrom)
      if (cameFrom.has(target)) continue
      cameFrom.set(target, path)
      queue.push(target)
    }
  }
  return []
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end]
  for (let path = end; path !== start; ) {
    path = cameFrom.get(path) ?? start
    way.unshift(path)
  }
  return way
}

function targetsOf(tree: SourceTree, path: string): string[] {
  const imports = tree.get(path)?.imports ?? []
  return imports.flatMap(({ target }) => (target !== undefined && tree.has(target) ? [target] : []))
}

function barrels({ path, imports }: SourceFile): Offence[] {
  if (BARRELS.has(path)) return []
  return imports
    .filter(({ reExported }) => reExported)
    .map(({ specifier, line }) => ({ path, line, text: `passes on what ${specifier} exports` }))
}

function sharedDependencies(tree: SourceTree): Offence[] {
  const importers = new Map<string, Map<string, Import>>()
  for (const { path, imports } of tree.values()) {
    for (const found of imports) {
      const dependency = dependencyOf(found)
      if (dependency === undefined) continue
      const files = importers.get(dependency) ?? new Map<string, Import>()
      importers.set(dependency, files.set(path, found))
    }
  }
  return [...importers].flatMap(([dependency, files]) => {
    if (files.size === 1) return []
    const [first] = files.keys()
    return [...files].slice(1).map(([path, { line }]) => ({
      path,
      line,
      text: `imports ${dependency}, as ${first} does`,
    }))
  })
}

/** The package that is imported; undefined for our own files and for what comes with Node. */
function dependencyOf({ specifier, target }: Import): string | undefined {
  if (target !== undefined) return undefined
  if (builtinModules.includes(specifier.replace(/^node:/, ''))) return undefined
  if (specifier.startsWith('.')) return undefined
  const [first = '', second = ''] = specifier.split('/')
  const dependency = first.startsWith('@') ? `${first}/${second}` : first
  return LANGUAGES.has(dependency) ? undefined : dependency
}

function reachableFrom(tree: SourceTree, entries: readonly string[]): ReadonlySet<string> {
  const reachable = new Set(entries.filter(entry => tree.has(entry)))
  for (const path of reachable) {
    for (const target of targetsOf(tree, path)) reachable.add(target)
  }
  return reachable
}

function unusedFiles(
  tree: SourceTree,
  entries: readonly string[],
  reachable: ReadonlySet<string>,
): Offence[] {
  const missing = entries
    .filter(entry => !tree.has(entry))
    .map(path => ({ path, line: 1, text: 'is an entry of the build and does not exist' }))
  const unused = [...tree.keys()]
    .filter(path => !reachable.has(path))
    .map(path => ({ path, line: 1, text: `is not reached from ${entries.join(' or ')}` }))
  return [...missing, ...unused]
}

/** Exports of unreachable files are not listed: the file itself is. */
function unusedExports(
  tree: SourceTree,
  { entries, keptForTests = {} }: TidyOptions,
  reachable: ReadonlySet<string>,
): Offence[] {
  const used = usedExports(tree, entries)
  const offences: Offence[] = []
  for (const { path, exports } of tree.values()) {
    if (!reachable.has(path)) continue
    for (const { name, line } of exports) {
      const kept = `${path}#${name}` in keptForTests
      if (used.has(`${path}#${name}`) || kept) continue
      offences.push({ path, line, text: `exports ${name}, which no other source file imports` })
    }
  }
  for (const [place, reason] of Object.entries(keptForTests)) {
    const [path = '', name] = place.split('#')
    const exists = tree.get(path)?.exports.some(found => found.name === name) ?? false
    if (exists && !used.has(place)) continue
    offences.push({ path, line: 1, text: `need not be kept: ${name} (${reason})` })
  }
  return offences
}

/** `path#name` of each export that another file imports, and of all that the entries declare. */
function usedExports(tree: SourceTree, entries: readonly string[]): ReadonlySet<string> {
  const used = new Set<string>()
  const use = (path: string, names: readonly string[] | 'all'): void => {
    const all = tree.get(path)?.exports.map(({ name }) => name) ?? []
    for (const name of names === 'all' ? all : names) used.add(`${path}#${name}`)
  }
  for (const entry of entries) use(entry, 'all')
  for (const { path, imports } of tree.values()) {
    for (const { target, names } of imports) {
      if (target !== undefined && target !== path) use(target, names)
    }
  }
  return used
}

function defaultExports({ path, exports }: SourceFile): Offence[] {
  return exports
    .filter(({ name }) => name === 'default')
    .map(({ line }) => ({ path, line, text: 'has a default export' }))
}

function uncheckedTypes({ path, syntax }: SourceFile): Offence[] {
  const offences: Offence[] = []
  walk(syntax, node => {
    const text = uncheckedText(node)
    if (text !== undefined) offences.push({ path, line: lineOf(node), text })
  })
  return offences
}

function uncheckedText(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'says any'
  if (ts.isNonNullExpression(node)) return `says ${node.getText()}`
  const isDeclaration = ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)
  if (isDeclaration && node.exclamationToken !== undefined) return `says ${node.name.getText()}!`
  return undefined
}

function outsideWorld(file: SourceFile): Offence[] {
  if (OUTSIDE_WORLD_ROOMS.has(roomOf(file.path))) return []
  const { path, syntax, imports } = file
  const offences = globalUses(file, OUTSIDE_WORLD_GLOBALS)
  for (const { specifier, names, line } of imports) {
    const name = specifier.replace(/^node:/, '')
    const chance = name === 'crypto' && names !== 'all' ? names.filter(one => CHANCE.has(one)) : []
    if (OUTSIDE_WORLD_MODULES.has(name)) offences.push({ path, line, text: `imports ${specifier}` })
    for (const one of chance) offences.push({ path, line, text: `imports ${one} of ${specifier}` })
  }
  walk(syntax, node => {
    const text = outsideWorldText(node)
    if (text !== undefined) offences.push({ path, line: lineOf(node), text })
  })
  return offences
}

function outsideWorldText(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText().replace(/^globalThis\./, '')
    if (OUTSIDE_WORLD_MEMBERS.has(text)) return `uses ${text}`
    const isChance =
      /(^|\.)(web)?crypto$/i.test(node.expression.getText()) && CHANCE.has(node.name.text)
    return isChance ? `uses ${text}` : undefined
  }
  const isDate = ts.isNewExpression(node) || ts.isCallExpression(node)
  if (isDate && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
    return 'reads the clock with Date()'
  }
  return undefined
}

function globalUses({ path, syntax }: SourceFile, names: ReadonlySet<string>): Offence[] {
  const offences: Offence[] = []
  walk(syntax, node => {
    if (!ts.isIdentifier(node) || !names.has(node.text) || isOwnName(node)) return
    offences.push({ path, line: lineOf(node), text: `uses ${node.text}` })
  })
  return offences
}

/** True where the identifier names a member or a declaration of ours, not the global of that name. */
function isOwnName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isShorthandPropertyAssignment(parent)) return false
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return parent.expression.getText() !== 'globalThis'
  }
  return (parent as { name?: ts.Node }).name === node
}

function leftovers({ path, syntax }: SourceFile): Offence[] {
  return syntax.text.split('\n').flatMap((text, index) => {
    const found = /\b(TODO|FIXME)\b/.exec(text)
    return found === null ? [] : [{ path, line: index + 1, text: `says ${found[0]}` }]
  })
}
