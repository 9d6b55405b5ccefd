/** The package works as users get it: loaded both ways, and type-checked under each way of finding its types. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { install, type Project } from './installed.js'

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

test.each(['main.mjs', 'main.cjs'])('%s puts, updates, gets, queries and ends', async program => {
  expect(JSON.parse(await project.runNode(program))).toEqual({
    absent: null,
    order: { customerId: 'c1', orderId: '2026-11-22#1', total: 17.5, items: ['apple'] },
    orderIds: ['2026-11-22#2', '2026-11-22#1'],
  })
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
])('a consumer type-checks under $resolution', async ({ resolution, module, files }) => {
  expect(await project.typeErrors(files, { module, moduleResolution: resolution })).toBe('')
})

function filesNamedIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(filesNamedIn)
    : []
}
