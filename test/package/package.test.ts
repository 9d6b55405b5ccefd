/** The package works as users get it: loaded both ways, and type-checked under each way of finding its types. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { install, type Project } from './installed.js'

/**
 * Bytes of all that is built: the code stands there twice, as ES modules and as CommonJS ones, of which each has 1.3 MB for the
 * database and 1.1 MB for the servers, DAX, tables elsewhere, what tests have, and what they share; the types take 0.6 MB.
 */
const SIZE_MAX = 5_700_000
const DECLARED_LINES_MAX = 2700
/** What the library is made of, and nobody outside may know. */
const INTERNAL =
  /^(?:Slab|Leaf|Inner|KeyTree|KeyIndex|Partition$|Packed|ItemCodec|Committer|Commit$|Follower|Catalog|Regions?$|Stored|Tables|TableStore|Streams$|Stream$|Shard$|Chunk|JsonProtocol|Account|.*Door$|.*Host$)/

let temporary: string
let project: Project

beforeAll(async () => {
  temporary = await realpath(await mkdtemp(join(tmpdir(), 'hashrange-package-')))
  project = await install(temporary)
})

afterAll(async () => {
  await rm(temporary, { recursive: true, force: true })
})

test('the package holds what package.json names, and nothing that it does not', () => {
  const fields = JSON.parse(readFileSync(join(project.installed, 'package.json'), 'utf8'))
  const named = filesNamedIn([fields.exports, fields.main, fields.module, fields.types, fields.bin])
  expect(named).toContain('./dist/index.js')
  expect(named.filter(name => !existsSync(join(project.installed, name)))).toEqual([])

  const allowed = ['LICENSE', 'README.md', 'package.json', ...fields.files]
  const present = readdirSync(project.installed)
  expect(present).toContain('LICENSE')
  expect(present.filter(name => !allowed.includes(name))).toEqual([])
})

test('the package is small: no maps, nothing that is not loaded, and each kind of file once', () => {
  const [files, page] = ['dist', 'dist/explorer'].map(folder =>
    readdirSync(join(project.installed, folder), { withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ name }) => name),
  ) as [string[], string[]]
  const begun = page.map(name => name.replace(/-\w{8}\.js$/, '-….js')).toSorted()
  expect(begun).toEqual(['chunk-….js', 'code-editor-….js', 'page.css', 'page.js'])
  expect(files.filter(name => !/\.(js|cjs|d\.ts|d\.cts)$/.test(name))).toEqual([])
  expect(files).not.toContain('command.cjs')
  const bytes = files.map(name => statSync(join(project.installed, 'dist', name)).size)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(SIZE_MAX)
  const loaded = files.filter(name => /^chunk-/.test(name))
  const code = files.map(name => readFileSync(join(project.installed, 'dist', name), 'utf8'))
  expect(loaded.filter(name => !code.some(text => text.includes(`./${name}`)))).toEqual([])
})

test.each(['index.d.ts', 'index.d.cts', 'server.d.ts', 'testing.d.ts'])(
  '%s declares the public interface only',
  name => {
    const declared = readFileSync(join(project.installed, 'dist', name), 'utf8')
    expect(declared.split('\n').length).toBeLessThan(DECLARED_LINES_MAX)
    expect(declared).not.toMatch(/declare global|declare module|@internal/)
    const names = declared.match(/(?<=^(?:declare )?(?:abstract )?(?:class|interface|type) )\w+/gm)
    expect(names?.filter(each => INTERNAL.test(each))).toEqual([])
    expect(declared).not.toMatch(
      /^ {4}constructor\([^)]*\b(?:Committer|StoredTable|Stream|Host)\b/m,
    )
  },
)

test.each(['main.mjs', 'main.cjs'])('%s puts, updates, gets, queries and ends', async program => {
  expect(JSON.parse(await project.runNode(program))).toEqual({
    absent: null,
    order: { customerId: 'c1', orderId: '2026-11-22#1', total: 17.5, items: ['apple'] },
    orderIds: ['2026-11-22#2', '2026-11-22#1'],
  })
})

test.each(['remote.mjs', 'remote.cjs'])(
  '%s reaches tables elsewhere once it has the SDK, and else is told that it has not',
  async program => {
    const missing =
      'hashrange/remote needs the package @aws-sdk/client-dynamodb, which cannot be loaded'
    expect(JSON.parse(await project.runNode(program))).toEqual({ message: missing })
    const unlink = await project.link('@aws-sdk/client-dynamodb')
    try {
      expect(JSON.parse(await project.runNode(program))).toEqual({
        order: { customerId: 'c1', orderId: '1', total: 17.5 },
        totals: [17.5],
        isRefusal: true,
      })
    } finally {
      await unlink()
    }
  },
)

test("CommonJS tests of Node's runner have databases of their own, seeded from YAML", async () => {
  expect(await project.runNode('runner.cjs')).toMatch(/^(?:# |ℹ )pass 2$/m)
})

test('CommonJS modules import nothing late, and no library by the condition of a browser, which jest has for jsdom', () => {
  const folder = join(project.installed, 'dist')
  const modules = readdirSync(folder).filter(name => name.endsWith('.cjs'))
  const code = modules.map(name => readFileSync(join(folder, name), 'utf8')).join('\n')
  expect(code).toContain("require.resolve('yaml/package.json')")
  expect(code).toContain("require('msgpackr/index-no-eval')")
  expect(code).not.toMatch(/\bimport\(["']|\brequire\(["']msgpackr["']\)/)
})

test('an ES module and a CommonJS one of it, in one process, take what the other makes', async () => {
  const long = '12345678901234567890'
  const stored = { id: { S: 'b' }, decimal: { N: long } }
  const failed = 'The conditional request failed'
  const service = 'com.amazonaws.dynamodb.v20120810'
  const expected = {
    areTwo: true,
    number: [`NumberValue ${long}`, `NumberValue ${long}`, `NumberValue ${long}`, 'Number 1'],
    isOurs: true,
    total: '12345678901234567891',
    dotted: { 'a.b': [1] },
    found: 1,
    named: 'abc',
    foreignTable: expect.stringContaining('which names a table of this database'),
    sameName: 'b',
    got: [200, { Item: stored }],
    missing: 400,
    condition: [
      400,
      { __type: `${service}#ConditionalCheckFailedException`, Message: failed, Item: stored },
    ],
    canceled: [
      400,
      {
        __type: `${service}#TransactionCanceledException`,
        Message: expect.stringContaining('[ConditionalCheckFailed]'),
        CancellationReasons: [{ Code: 'ConditionalCheckFailed', Message: failed, Item: stored }],
      },
    ],
  }
  const seen: unknown = JSON.parse(await project.runNode('copies.mjs'))
  expect(seen).toEqual([expected, expected])
})

test.each([
  { resolution: 'node16', module: 'node16', files: ['typed.mts', 'typed.cts'] },
  { resolution: 'bundler', module: 'esnext', files: ['typed.ts'] },
  { resolution: 'node10', module: 'commonjs', files: ['typed.ts'] },
])('a consumer type-checks under $resolution', ({ resolution, module, files }) => {
  expect(project.typeErrors(files, { module, moduleResolution: resolution })).toBe('')
})

test('a consumer that asks for what the package has not is told', () => {
  const settings = { module: 'node16', moduleResolution: 'node16' }
  expect(project.typeErrors(['mistaken.mts'], settings)).toMatch(
    /^mistaken\.mts\(3,23\): error TS2561: [^\n]*'pth'[^\n]*\n$/,
  )
})

function filesNamedIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(filesNamedIn)
    : []
}
