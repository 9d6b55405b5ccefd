/**
 * The style that the compiler and the linter do not check: what may import what, what must be used, what must not be
 * said. The first test reads `src/`; the others try the rules themselves on small trees.
 */

import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import buildConfig, { explorerPage } from '../tsup.config.js'
import { readSourceTree, sourceTreeOf } from './support/source-tree.js'
import { offencesOf, reportOf } from './support/tidy-rules.js'

/** `path#name` of an export that only tests use, and why it must be one. */
const KEPT_FOR_TESTS: Readonly<Record<string, string>> = {
  'encoding/sortable.ts#binaryOfSortable': 'the inverse proves that nothing is lost',
  'encoding/sortable.ts#stringOfSortable': 'the inverse proves that nothing is lost',
  'disk/open-log.ts#OpenedLog': 'logs are tested by themselves',
  'storage/partition.ts#Meter': 'rates are tested by themselves',
  'tools/arguments.ts#Wish': 'tests list what arguments ask for',
  'transport/http-server.ts#HttpServerOptions': 'tests serve stand-ins',
  'transport/json-protocol.ts#ProtocolOptions': 'tests serve stand-ins',
}

test('the source is tidy', () => {
  const tree = readSourceTree(fileURLToPath(new URL('../src', import.meta.url)))
  const offences = offencesOf(tree, {
    entries: buildEntries(),
    keptForTests: KEPT_FOR_TESTS,
  })
  expect(tree.size, 'source files').toBeGreaterThan(0)
  if (offences.size > 0) expect.fail(`The source is not tidy.\n\n${reportOf(offences)}\n`)
})

/** Made-up trees. Each has `index.ts` as its entry, and lists what is reported as rule, place and text. */
const ROWS: readonly {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly keptForTests?: Readonly<Record<string, string>>
  readonly offences: readonly string[]
}[] = [
  {
    name: 'a tidy tree',
    files: {
      'types/item.ts': 'export interface Item { readonly id: string }',
      'env/clock.ts': 'export const now = (): number => Date.now()',
      'engine/read.ts':
        "import { now } from '../env/clock.js'\nimport type { Item } from '../types/item.js'\nexport const read = (): Item => ({ id: String(now()) })",
      'index.ts': "export { read } from './engine/read.js'",
    },
    offences: [],
  },
  {
    name: 'an import that goes up, also of a type only',
    files: {
      'types/item.ts': "import type { Read } from '../engine/read.js'\nexport type Item = Read",
      'engine/read.ts': 'export type Read = string',
      'index.ts': "export type { Item } from './types/item.js'",
    },
    offences: ['imports go down: types/item.ts:1 imports engine/read.ts: engine is above types'],
  },
  {
    name: 'an import that goes sideways, as import() in a type',
    files: {
      'env/clock.ts': "export type Clock = import('../encoding/key.js').Key",
      'encoding/key.ts': 'export type Key = string',
      'index.ts': "export type { Clock } from './env/clock.js'",
    },
    offences: [
      'imports go down: env/clock.ts:1 imports encoding/key.ts: env and encoding are on one layer',
    ],
  },
  {
    name: 'a room without a layer, and a file that does not exist',
    files: {
      'attic/box.ts': 'export const box = 1',
      'index.ts': "export { box } from './attic/box.js'\nexport { lost } from './lost.js'",
    },
    offences: [
      'imports go down: attic/box.ts:1 is in attic, a room that has no layer',
      'imports go down: index.ts:2 imports lost.ts: there is no such source file',
    ],
  },
  {
    name: 'a cycle, reported once',
    files: {
      'engine/a.ts': "import { b } from './b.js'\nexport const a = b",
      'engine/b.ts': "import { c } from './c.js'\nexport const b = c",
      'engine/c.ts': "import type { a } from './a.js'\nexport const c: typeof a = 1",
      'index.ts': "export { a } from './engine/a.js'",
    },
    offences: [
      'imports have no cycles: engine/a.ts:1 begins the cycle engine/a.ts → engine/b.ts → engine/c.ts → engine/a.ts',
    ],
  },
  {
    name: 'a barrel, in one step and in two',
    files: {
      'engine/a.ts': 'export const a = 1\nexport const b = 2',
      'engine/one.ts': "export * from './a.js'",
      'engine/two.ts': "import { b as c } from './a.js'\nexport { c }",
      'index.ts': "export { a } from './engine/one.js'\nexport { c } from './engine/two.js'",
    },
    offences: [
      'no barrels inside src: engine/one.ts:1 passes on what ./a.js exports',
      'no barrels inside src: engine/two.ts:1 passes on what ./a.js exports',
    ],
  },
  {
    name: 'a dependency in two files; what comes with Node is free',
    files: {
      'encoding/a.ts':
        "import { pack } from 'msgpackr'\nimport { ok } from 'node:assert'\nexport const a = [pack, ok]",
      'encoding/b.ts':
        "import { ok } from 'node:assert'\nimport type { Unpackr } from 'msgpackr/unpack'\nexport const b: Unpackr = ok",
      'index.ts': "export { a } from './encoding/a.js'\nexport { b } from './encoding/b.js'",
    },
    offences: [
      'one importing file per dependency: encoding/b.ts:2 imports msgpackr, as encoding/a.ts does',
    ],
  },
  {
    name: 'unused files and exports; what only the same file uses counts as unused',
    files: {
      'engine/lost.ts': 'export const lost = 1',
      'engine/read.ts':
        'export const read = 1, write = read\nexport function seek(): void\nexport function seek(): void {}\nexport const { x, y: [z] } = { x: 1, y: [2] }',
      'index.ts': "import { read } from './engine/read.js'\nexport const open = read",
    },
    offences: [
      'no unused files: engine/lost.ts:1 is not reached from index.ts',
      'no unused exports: engine/read.ts:1 exports write, which no other source file imports',
      'no unused exports: engine/read.ts:2 exports seek, which no other source file imports',
      'no unused exports: engine/read.ts:4 exports x, which no other source file imports',
      'no unused exports: engine/read.ts:4 exports z, which no other source file imports',
    ],
  },
  {
    name: 'exports kept for tests, of which two need not be',
    files: {
      'engine/read.ts': 'export const read = 1\nexport const peek = 2',
      'index.ts': "import { read } from './engine/read.js'\nexport const open = read",
    },
    keptForTests: {
      'engine/read.ts#peek': 'shows the pages',
      'engine/read.ts#read': 'is used',
      'engine/read.ts#gone': 'is gone',
    },
    offences: [
      'no unused exports: engine/read.ts:1 need not be kept: read (is used)',
      'no unused exports: engine/read.ts:1 need not be kept: gone (is gone)',
    ],
  },
  {
    name: 'default exports of all forms',
    files: {
      'engine/a.ts': 'export default function a(): void {}',
      'engine/b.ts': 'const b = 1\nexport default b',
      'engine/c.ts': 'const c = 1\nexport { c as default }',
      'index.ts':
        "import a from './engine/a.js'\nimport b from './engine/b.js'\nimport c from './engine/c.js'\nexport const all = [a, b, c]",
    },
    offences: [
      'no default exports: engine/a.ts:1 has a default export',
      'no default exports: engine/b.ts:2 has a default export',
      'no default exports: engine/c.ts:2 has a default export',
    ],
  },
  {
    name: 'any and !, but not in words',
    files: {
      'index.ts':
        "// any! of these\nexport const a: any = 'any!'\nexport const b = [1][0]!\nexport class C { d!: string }",
    },
    offences: [
      'no any, no !: index.ts:2 says any',
      'no any, no !: index.ts:3 says [1][0]!',
      'no any, no !: index.ts:4 says d!',
    ],
  },
  {
    name: 'console, but not a member of that name',
    files: {
      'index.ts': 'console.log(1)\nexport const f = (io: { console: number }) => io.console',
    },
    offences: ['no console: index.ts:1 uses console'],
  },
  {
    name: 'time, chance and files outside env; a date of a given time is free',
    files: {
      'index.ts': [
        "import { open } from 'node:fs/promises'",
        "import { createHash, randomBytes } from 'node:crypto'",
        'export const a = [Date.now, Math.random(), performance.now(), open, createHash]',
        'export const b = [new Date(), new Date(0), crypto.randomUUID(), randomBytes(1)]',
        'export const c = (clock: { setTimeout(): void }) => clock.setTimeout()',
        'setTimeout(c)',
      ].join('\n'),
    },
    offences: [
      'time, chance and files come through env: index.ts:6 uses setTimeout',
      'time, chance and files come through env: index.ts:1 imports node:fs/promises',
      'time, chance and files come through env: index.ts:2 imports randomBytes of node:crypto',
      'time, chance and files come through env: index.ts:3 uses Date.now',
      'time, chance and files come through env: index.ts:3 uses Math.random',
      'time, chance and files come through env: index.ts:3 uses performance.now',
      'time, chance and files come through env: index.ts:4 reads the clock with Date()',
      'time, chance and files come through env: index.ts:4 uses crypto.randomUUID',
    ],
  },
  {
    name: 'notes of what is left to do',
    files: { 'index.ts': '// TODO: more\nexport const a = 1 // FIXME\nexport const METHODS = 2' },
    offences: [
      'nothing left to do: index.ts:1 says TODO',
      'nothing left to do: index.ts:2 says FIXME',
    ],
  },
]

test.each(ROWS)('the rules see $name', ({ files, keptForTests, offences }) => {
  const found = offencesOf(sourceTreeOf(files), { entries: ['index.ts'], keptForTests })
  const lines = [...found].flatMap(([rule, broken]) =>
    broken.map(({ path, line, text }) => `${rule}: ${path}:${line} ${text}`),
  )
  expect(lines).toEqual(offences)
})

/** The build's entries, relative to `src/`. */
function buildEntries(): string[] {
  const configs = Array.isArray(buildConfig) ? buildConfig : [buildConfig]
  return [...configs, explorerPage].flatMap(config => {
    if (typeof config === 'function') throw new TypeError('the build must be configured by a value')
    return Object.values(config.entry ?? {}).map(entry => entry.replace(/^(\.\/)?src\//, ''))
  })
}
