/** `hashrange pull`: a table, or a sample of it, from where it is. */

import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { serve } from '../../src/server.js'
import { newPath, run } from './directories.js'

async function served<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const db = await Database.open()
  const orders = await db.createTable('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { at: 'N' },
  })
  await orders.putAll(
    Array.from({ length: 60 }, (_, n) => ({ customerId: `c${n % 20}`, at: n, email: 'a@shop' })),
  )
  const server = await serve(db, { port: 0 })
  try {
    return await use(server.url)
  } finally {
    await server.close()
  }
}

test('customers of a file come along, masked, into a database', async () => {
  const [into, keys, mask] = [newPath(), newPath(), `${newPath()}.mjs`]
  writeFileSync(keys, 'c3\nc7\n')
  writeFileSync(mask, 'export default order => ({ ...order, email: "nobody" })')
  const pulled = await served(from =>
    run('pull', 'Orders', '--from', from, '--into', into, '--keys', keys, '--mask', mask),
  )
  expect(pulled).toEqual({
    exitCode: 0,
    out: `6 items of 6 items read are in ${into}\n`,
    errors: '',
  })
  const db = await Database.open({ path: into })
  const found = db.table('Orders').scan().all()
  expect(new Set(found.map(({ customerId }) => customerId))).toEqual(new Set(['c3', 'c7']))
  expect(new Set(found.map(({ email }) => email))).toEqual(new Set(['nobody']))
  await db.close()
})

test('a sample becomes a seed', async () => {
  const into = `${newPath()}.json`
  const pulled = await served(from =>
    run('pull', 'Orders', '--from', from, '--into', into, '--sample', '50%', '--limit', '9'),
  )
  expect(pulled).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(readFileSync(into, 'utf8')).items.Orders).toHaveLength(9)
})

test('what fails is told in a line', async () => {
  const into = newPath()
  const [none, mask] = await served(async from => [
    await run('pull', 'None', '--from', from, '--into', into),
    await run('pull', 'Orders', '--from', from, '--into', into, '--mask', '/none.mjs'),
  ])
  expect(none).toMatchObject({
    exitCode: 1,
    errors: expect.stringMatching(/^hashrange: There is no table None in http/),
  })
  expect(mask).toMatchObject({ exitCode: 1, errors: expect.stringContaining('/none.mjs') })
})

test.each([
  [['pull'], 'the name of the table is missing'],
  [['pull', 'Orders', '--into', 'a'], '--from is missing'],
  [['pull', 'Orders', '--from', 'a'], '--into is missing'],
  [
    ['pull', 'Orders', '--from', 'a', '--into', 'b', '--sample', '2'],
    '--sample: 2 is no part such as 0.01 or 1%',
  ],
  [
    ['pull', 'Orders', '--from', 'a', '--into', 'b', '--limit', 'x'],
    '--limit: x is no number above 0',
  ],
])('%j is told what is wrong', async (args, text) => {
  expect(await run(...args)).toEqual({
    exitCode: 2,
    out: '',
    errors: `hashrange: ${text}\nSee hashrange pull --help.\n`,
  })
})
