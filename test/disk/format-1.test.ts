/**
 * Databases that an earlier version of the library has written are opened by this one. The rule of upgrades: each version
 * opens all formats since 1. Whoever changes what stands in the files gives the new format a number, keeps the reader of the
 * old one, and adds a directory like `format-1`, with a test like this one; those that are there are never written again.
 */

import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { MemoryLog } from '../../src/engine/log.js'
import { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import { FORMS, REQUESTS, START, TRANSACTION } from './format-1/contents.js'
import { textOf } from './histories.js'

test.each(FORMS)(
  'a database of format 1, $name, has all that was written to it',
  async ({ name, key }) => {
    const path = await mkdtemp(join(tmpdir(), 'hashrange-format-'))
    await cp(fileURLToPath(new URL(`format-1/${name}`, import.meta.url)), path, { recursive: true })
    expect((await readdir(path)).map(file => file.replace(/-.*/, '')).sort()).toEqual(
      expect.arrayContaining(['MANIFEST', 'checkpoint', 'log']),
    )
    const clocks = [new ManualClock(START), new ManualClock(START)] as const
    const db = await Database.open({ path, clock: clocks[0], encryptionKey: key })
    const model = Database.openWith(new MemoryLog(1), { clock: clocks[1] })
    for (const { operation, json } of REQUESTS) await ask(model, operation, json)
    expect(await textOf(db)).toBe(await textOf(model))
    // It has been done: the token is known.
    for (const one of [db, model]) await ask(one, 'TransactWriteItems', TRANSACTION)
    expect(await textOf(db)).toBe(await textOf(model))
    for (const clock of clocks) await clock.advance(2 * 3_600_000)
    expect(await textOf(db)).toBe(await textOf(model))
    await db.close()
    await rm(path, { recursive: true })
  },
)

function ask(db: Database, operation: string, json: object): Promise<object> {
  return db.answer({ region: 'us-east-1', operation, json })
}
