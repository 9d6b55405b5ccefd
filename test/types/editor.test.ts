/** What an editor shows: the compiler's messages say what to write, and hovers fit on a screen. */

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'

const FOLDER = dirname(fileURLToPath(import.meta.url))
const PROJECT = join(FOLDER, '../../tsconfig.json')
const FILE = join(FOLDER, 'shop.ts')

const PREFACE = `
import { Database } from '../../src/index.js'
interface Order { customerId: string; orderId: string; total: number; status?: 'open'; note?: string }
interface Meeting { id: string; days: { from: Date }[] }
declare const order: Order
declare const meeting: Meeting
const db = await Database.open()
const orders = await db.createTable<Order>()('Orders', {
  partitionKey: { customerId: 'S' },
  sortKey: { orderId: 'S' },
  localIndexes: { byTotal: { sortKey: { total: 'N' }, projection: 'KEYS_ONLY' } },
  globalIndexes: { byStatus: { partitionKey: { status: 'S' }, sortKey: { total: 'N' } } },
})
const things = await db.createTable('Things', { partitionKey: { id: 'S' } })
const key = { customerId: 'c1', orderId: 'o1' }
`

const MISTAKES: readonly (readonly [code: string, message: string])[] = [
  [
    "db.createTable<Order>('Orders', { partitionKey: { customerId: 'S' } })",
    "a type of items comes in a step of its own: createTable<Order>()('Orders', { partitionKey: { id: 'S' } })",
  ],
  ["db.createTable('Orders', { sortKey: { id: 'S' } })", 'a schema has a partitionKey'],
  [
    "db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S' }, sortkey: { orderId: 'S' } })",
    "'sortkey' is no member of a schema: partitionKey, sortKey, localIndexes, globalIndexes, timeToLive, stream, pointInTimeRecovery, replicas",
  ],
  [
    "db.createTable('Orders', { partitionKey: { id: 'S' }, ttl: 'expires' })",
    "'ttl' is no member of a schema",
  ],
  [
    "db.createTable<Order>()('Orders', { partitionKey: { customerId: 'S', orderId: 'S' } })",
    'a key is one attribute, such as { customerId: "S" }; the other one goes to sortKey',
  ],
  [
    "db.createTable('Orders', { partitionKey: { id: 'S' }, globalIndexes: { byTotal: { partitionKey: { total: 'N' }, project: 'ALL' } } })",
    "'project' is no member of a global index: partitionKey, sortKey, projection",
  ],
  [
    "orders.addIndex('byTotal', { partitionKey: { total: 'N' }, sortkey: { orderId: 'S' } })",
    "'sortkey' is no member of a global index",
  ],
  ['db.createTable<Meeting>()', 'days[].from is a Date: store its toISOString() or getTime()'],
  [
    'db.createTable<{ id: string; tags?: Map<string, string> }>()',
    'tags is a Map: store Object.fromEntries(map)',
  ],
  [
    'db.createTable<{ id: string; greet(): void }>()',
    'greet is a function, which is no attribute value',
  ],
  ['things.put(meeting)', 'days[].from is a Date: store its toISOString() or getTime()'],
  ["orders.put({ ...key, total: '1' })", "Type 'string' is not assignable to type 'number'"],
  ['db.transactGet([{ get: orders, key: order }])', "'total' is no key attribute of the table"],
  ['db.attach({})', "is not assignable to parameter of type 'AttachableClient'"],
]

const HOVERS: readonly (readonly [code: string, name: string, hover: RegExp])[] = [
  [
    'orders',
    'orders',
    /^const orders: Table<Order, "customerId", "orderId", LocalIndex<"byTotal", .*> \| GlobalIndex<"byStatus", .*>>$/,
  ],
  ['things', 'things', /^const things: Table<Item, "id", never, never>$/],
  [
    'orders.put(order)',
    'put',
    /\.put<never, Order>\(item: Order, options\?: WriteOptions<never> \| undefined\): Promise<undefined>$/,
  ],
  [
    "orders.query({ customerId: 'c1' })",
    'query',
    /\): Selection<Order, \{\s+customerId: string;\s+orderId: string;\s+\}>$/,
  ],
  ['orders.get(key)', 'get', /\): Order \| undefined$/],
  [
    'db.createTable<Order>()',
    'createTable',
    /^\(method\) Database\.createTable<Order>\(\): CreateTable<Order>/,
  ],
  ['db.transactWrite([{ put: orders, item: order }])', 'transactWrite', /Promise<void>$/],
  ['db.transactGet([{ get: orders, key }])', 'transactGet', /\[Order \| undefined\]|\[\.\.\.\]$/],
  ["orders.index('byStatus').query({ status: 'open' })", 'query', /\): Selection<Order & \{/],
]

/** Characters of a hover, without its documentation, that still fit. */
const HOVER_MAX = 900

let service: ts.LanguageService
let text = ''

beforeAll(() => {
  const { config } = ts.readConfigFile(PROJECT, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(PROJECT))
  text = [PREFACE, ...MISTAKES.map(([code]) => code), ...HOVERS.map(([code]) => code)].join('\n')
  const read = (path: string) => (path === FILE ? text : readFileSync(path, 'utf8'))
  service = ts.createLanguageService({
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => '1',
    getScriptSnapshot: path => ts.ScriptSnapshot.fromString(read(path)),
    getCurrentDirectory: () => dirname(PROJECT),
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: path => path === FILE || ts.sys.fileExists(path),
    readFile: read,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  })
})

describe('the message of the compiler says what to write', () => {
  test.each(MISTAKES)('%s', (code, message) => {
    const start = text.indexOf(`\n${code}`) + 1
    const found = service
      .getSemanticDiagnostics(FILE)
      .filter(({ start: at = -1 }) => at >= start && at < start + code.length)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(found.join('\n').replaceAll('\\"', '"')).toContain(message)
  })
})

describe('a hover is short', () => {
  test.each(HOVERS)('%s: %s', (code, name, hover) => {
    const at = text.lastIndexOf(`\n${code}`) + 1 + code.indexOf(name)
    const shown = service.getQuickInfoAtPosition(FILE, at)
    const signature = ts.displayPartsToString(shown?.displayParts)
    expect(signature).toMatch(hover)
    expect(signature.length).toBeLessThan(HOVER_MAX)
    expect(signature).not.toContain('readonly partitionKey')
  })
})
