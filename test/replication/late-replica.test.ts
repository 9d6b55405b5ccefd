/** Replicas that are added while others have written what has not arrived everywhere. */

import { expect, test } from 'vitest'
import { Database } from '../../src/index.js'
import { ManualClock } from '../support/clock.js'

const US = 'us-east-1'
const EU = 'eu-west-1'
const AP = 'ap-northeast-1'

async function opened() {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  const home = await db.createTable('Orders', { partitionKey: { id: 'S' }, replicas: [EU] })
  const abroad = db.inRegion(EU).table(home)
  const add = (from = US): Promise<object> =>
    db.answer({
      region: from,
      operation: 'UpdateTable',
      json: { TableName: 'Orders', ReplicaUpdates: [{ Create: { RegionName: AP } }] },
    })
  return { db, home, abroad, clock, add }
}

test('the copies of a new replica are as old as their originals: a newer write that comes late wins', async () => {
  const { db, home, abroad, clock, add } = await opened()
  await home.put({ id: 'a', n: 1 })
  await home.put({ id: 'b', n: 1 })
  db.setLink(EU, US, { isCut: true })
  await clock.advance(1)
  await abroad.put({ id: 'a', n: 2 })
  await abroad.delete({ id: 'b' })
  await clock.advance(1)
  await add()
  const late = db.inRegion(AP).table(home)
  db.setLink(EU, US, {})
  await db.replicated()
  for (const table of [home, abroad, late]) {
    expect(table.get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
    expect(table.get({ id: 'b' })).toBeUndefined()
  }
})

test('what is written in a new replica wins over what was on its way before', async () => {
  const { db, home, abroad, clock, add } = await opened()
  db.setLink(EU, US, { delay: 100 })
  await abroad.put({ id: 'a', n: 1 })
  await clock.advance(1)
  await add()
  const late = db.inRegion(AP).table(home)
  await late.put({ id: 'a', n: 2 })
  await clock.advance(100)
  await db.replicated()
  for (const table of [home, abroad, late])
    expect(table.get({ id: 'a' })).toEqual({ id: 'a', n: 2 })
})
