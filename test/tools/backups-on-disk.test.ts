/** Files of backups and restored tables: told of, found damaged or missing, copied, written anew, and salvaged. */

import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CorruptImage, Database } from '../../src/index.js'
import { alter, newPath, run, withFlippedBit } from './directories.js'

const KEY = Buffer.alloc(32, 9)

/** A database that has a backup, whose table has changed since then, and a table that was restored from it. */
async function written(encryptionKey?: Uint8Array): Promise<string> {
  const path = newPath()
  await using db = await Database.open({ path, encryptionKey })
  const orders = await db.createTable('Orders', {
    partitionKey: { id: 'S' },
    globalIndexes: { byColor: { partitionKey: { color: 'S' } } },
  })
  for (let nth = 0; nth < 50; nth += 1) await orders.put({ id: `o${nth}`, color: 'red', nth })
  const backup = await db.backup({ table: 'Orders', name: 'fifty' })
  await db.restore({ backup, as: 'Again' })
  await db.table('Again').put({ id: 'o7', color: 'blue' })
  await db.table('Again').delete({ id: 'o8' })
  for (let nth = 0; nth < 20; nth += 1) await orders.delete({ id: `o${nth}` })
  return path
}

/** How many items each table has, also one that is restored from the first backup. */
async function countsOf(path: string, encryptionKey?: Uint8Array): Promise<object> {
  await using db = await Database.open({ path, encryptionKey })
  const [backup] = db.backups()
  const restored = backup && (await db.restore({ backup, as: 'Third' }))
  const again = db.table('Again')
  return {
    orders: db.table('Orders').scan().all().length,
    again: again.scan().all().length,
    red: again.index('byColor').query({ color: 'red' }).all().length,
    restored: restored?.index('byColor').query({ color: 'red' }).all().length,
  }
}

const COUNTS = { orders: 30, again: 49, red: 48, restored: 50 }

const imageIn = (path: string): string =>
  join(path, readdirSync(path).find(name => name.endsWith('.hri')) ?? '')

describe.each([
  { form: 'plain', key: undefined },
  { form: 'encrypted', key: KEY },
])('of a database that is $form', ({ key }) => {
  const keyArgs = (): string[] => {
    if (key === undefined) return []
    const keyFile = newPath()
    writeFileSync(keyFile, key)
    return ['--key-file', keyFile]
  }

  test('inspect and verify tell of them, and of a bit that is flipped', async () => {
    const path = await written(key)
    const { out } = await run('inspect', path, ...keyArgs())
    expect(out).toMatch(/ {2}backup-\d{14}-[0-9a-f]{8}\.hri: [\d.]+ KB, image of a table\n/)
    const json = await run('inspect', path, '--json', ...keyArgs())
    expect(JSON.parse(json.out).attached).toMatchObject([{ file: imageIn(path), kind: 'image' }])
    expect(await run('verify', path, ...keyArgs())).toMatchObject({ exitCode: 0 })
    alter(imageIn(path), bytes => withFlippedBit(bytes, 8 * 900))
    const found = expect.stringContaining(`${imageIn(path)} at byte `)
    expect(await run('verify', path, ...keyArgs())).toMatchObject({ exitCode: 1, out: found })
  })

  test('a copy has them, and so has what is written anew with another key', async () => {
    const path = await written(key)
    const copy = newPath()
    const db = await Database.open({ path, encryptionKey: key })
    await db.backup(copy)
    await db.close()
    expect(await countsOf(copy, key)).toEqual(COUNTS)
    const newKey = Buffer.alloc(32, 3)
    const newKeyFile = newPath()
    writeFileSync(newKeyFile, newKey)
    const compacted = await run('compact', path, ...keyArgs(), '--new-key-file', newKeyFile)
    expect(compacted).toMatchObject({ exitCode: 0 })
    expect(readdirSync(path).filter(name => name.endsWith('.hri'))).toHaveLength(1)
    expect(await countsOf(path, newKey)).toEqual(COUNTS)
  })

  test('salvage takes backups over, and tables that were made of them', async () => {
    const [path, target] = [await written(key), newPath()]
    rmSync(join(path, 'MANIFEST'))
    const { out } = await run('salvage', path, target, ...keyArgs())
    expect(out).toContain(', 1 backup of')
    expect(await countsOf(target, key)).toEqual(COUNTS)
  })
})

test('a restore of a backup that is damaged fails, and nothing else is harmed', async () => {
  const path = await written()
  await run('compact', path)
  alter(imageIn(path), bytes => withFlippedBit(bytes, 8 * 900))
  await using db = await Database.open({ path })
  const [backup] = db.backups()
  await expect(db.restore({ backup, as: 'Third' })).rejects.toThrow(CorruptImage)
  expect(db.tables()).toEqual(['Again', 'Orders'])
  const again = await db.createTable('Third', { partitionKey: { id: 'S' } })
  await again.put({ id: 'a' })
})

test('verify misses the file of a backup', async () => {
  const path = await written()
  await run('compact', path)
  rmSync(imageIn(path))
  const out = expect.stringContaining('the file of the image backup-')
  expect(await run('verify', path)).toMatchObject({ exitCode: 1, out })
})

test('the file of a backup that is dropped goes with the next checkpoint', async () => {
  const path = await written()
  const db = await Database.open({ path })
  for (const backup of db.backups()) await db.dropBackup(backup)
  await db.close()
  expect(await run('compact', path)).toMatchObject({ exitCode: 0 })
  expect(readdirSync(path).filter(name => name.endsWith('.hri'))).toEqual([])
})
