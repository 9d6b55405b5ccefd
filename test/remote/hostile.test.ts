/** Names and values that are hard to send end elsewhere as they do in an embedded table, or are refused. */

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { expr } from '../../src/expressions/template.js'
import type { Table } from '../../src/native/table.js'
import type { RemoteTable } from '../../src/remote/remote-table.js'
import { type Item, NumberValue } from '../../src/types/attribute.js'
import { expectEqual } from '../support/expect-equal.js'
import { open, outcomeOf, type World } from './world.js'

/** `HASHRANGE_FUZZ=50` makes it fifty times as many. */
const RUNS = Number(process.env.HASHRANGE_FUZZ ?? 1) * 12

/** With one of these in each place of a request where a name or a value can be. */
const names = fc.constantFrom(
  'constructor',
  'toString',
  'hasOwnProperty',
  'toJSON',
  'then',
  'a.b',
  'a[0]',
  '#p0',
  ':k1',
  'SELECT',
  '0',
  ' ',
  "it's",
  'quo"te',
  'é',
  '\u0000',
  '\ud800', // half of a pair
  '',
)
const LONG = '12345678901234567890123456789012345678'
const values = fc.constantFrom<unknown>(
  new NumberValue(LONG),
  new NumberValue(`-0.${LONG}`),
  BigInt(LONG),
  new Set([new NumberValue(LONG), 1]),
  1e125,
  5e-324,
  Number.NaN,
  -0,
  'x\udc00y',
  new Set(['\ud800', 'b']),
  { '\ud800': ['\udfff'], constructor: { prototype: null } },
  new Uint8Array([0, 255]),
  [],
  null,
)

type Either = RemoteTable | Table
type Call = (table: Either) => unknown

const call: fc.Arbitrary<Call> = fc
  .tuple(fc.nat(6), names, values, names)
  .map(([kind, name, value, other]): Call => {
    const key = { id: 'x' }
    switch (kind) {
      case 0:
        return table => table.put({ ...key, [name]: value, [other]: 1 } as Item)
      case 1:
        return table => table.patch(key, { [name]: value, [other]: undefined } as never)
      case 2:
        return table =>
          table.update(key, expr`SET ${expr.name(name)} = ${value as string}`, {
            if: expr`attribute_not_exists(${expr.name(other)})`,
            returnValues: 'ALL_NEW',
          })
      case 3:
        return table => table.get(key, { projection: [name, other] })
      case 4:
        return table => table.getAll([key, { id: name || ' ' }], { projection: [other] })
      case 5:
        return table =>
          table.query(key, { filter: expr`${expr.name(name)} = ${value as string}` }).all()
      default:
        return table => table.delete({ [other]: value } as never)
    }
  })

let world: World
let here: Table
let there: RemoteTable

beforeAll(async () => {
  world = await open()
  here = await world.embedded.createTable('Here', { partitionKey: { id: 'S' } })
  there = await world.remote.createTable('There', { partitionKey: { id: 'S' } })
})

describe('what is hard to send', () => {
  test('comes to the same as in an embedded table, wherever in a request it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 20 }), async calls => {
        for (const one of calls) {
          const expected = await outcomeOf(() => one(here))
          expectEqual(withoutRest(await outcomeOf(() => one(there)), expected), expected)
        }
        expectEqual(world.embedded.table('There').scan().all(), here.scan().all())
      }),
      { numRuns: RUNS },
    )
  })

  test('is found by keys of 38 digits, of half pairs and of bytes', async () => {
    const { embedded, remote } = world
    await embedded.createTable('Exact', { partitionKey: { n: 'N' }, sortKey: { s: 'S' } })
    const exact = remote.table('Exact')
    const numbers = [LONG, `-0.${LONG}`, `${LONG}e80`].map(text => new NumberValue(text))
    const keys = numbers.flatMap(n => ['\ud800', 'x'].map(s => ({ n, s })))
    await exact.putAll(keys.slice(0, 1))
    for (const key of keys) await exact.put(key)
    expect(await exact.getAll(keys)).toEqual(embedded.table('Exact').getAll(keys))
    for (const n of numbers) expect(await exact.query({ n }).count()).toBe(2)
    const found =
      await remote.sql`SELECT s FROM Exact WHERE n = ${new NumberValue(LONG)} AND s = ${'\ud800'}`
    expect(found).toEqual([{ s: '\ufffd' }])
    await exact.deleteAll(keys)
    expect(embedded.table('Exact').scan().count()).toBe(0)
  })

  test('is refused if it is an attribute named __proto__, and nothing is polluted by one that is there', async () => {
    const item = JSON.parse('{"id":"p","__proto__":{"polluted":"yes"},"n":1}')
    const { remote } = world
    const refusals: readonly (() => unknown)[] = [
      () => there.put(item),
      () => there.putAll([item]),
      () => there.delete(item),
      () => there.patch({ id: 'p' }, { m: item }),
      () => there.update({ id: 'p' }, expr`SET m = ${item}`),
      () => there.put({ id: 'p' }, { if: expr`m = ${item}` }),
      () => there.query({ id: 'p' }, { filter: expr`m = ${item}` }).all(),
      () => remote.transactWrite([{ put: there, item }]),
      async () => remote.sql`UPDATE There SET m = ${item} WHERE id = ${'p'}`,
    ]
    for (const refused of refusals) {
      await expect((async () => refused())()).rejects.toThrow(/named __proto__ cannot be sent/)
    }
    expect(await there.get({ id: 'p' })).toBeUndefined()
    await world.embedded.table('There').put(item)
    const read = await there.get({ id: 'p' })
    expect(read).toMatchObject({ id: 'p', n: 1 })
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect((read as { polluted?: unknown }).polluted).toBeUndefined()
    // By its name in an expression it can be reached.
    await there.update({ id: 'p' }, expr`REMOVE ${expr.name('__proto__')}`)
    expect(Object.keys(world.embedded.table('There').get({ id: 'p' }) ?? {})).toEqual(['id', 'n'])
    await there.delete({ id: 'p' })
  })
})

/** An embedded table says more than the service of a key that does not match, and less where the service counts faults. */
function withoutRest(outcome: unknown, expected: unknown): unknown {
  const { message = '' } = outcome as { readonly message?: string }
  const { message: other = '' } = expected as { readonly message?: string }
  const isAlike =
    message !== '' && other !== '' && (other.includes(message) || message.includes(other))
  return isAlike ? { ...(outcome as object), message: other } : outcome
}
