/** History on disk: after closings and openings, from checkpoints and from the log, the past is what it was. */

import { expect, test } from 'vitest'
import { redescribeTable } from '../../src/api/create-table.js'
import type { Database } from '../../src/index.js'
import { ManualClock } from '../../src/testing/manual-clock.js'
import type { Item } from '../../src/types/attribute.js'
import { openOn } from '../disk/simulated-database.js'
import { Random } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { itemsOf, REGION } from './world.js'

const WRITES = 400
const WRITES_BETWEEN_OPENINGS = 90

function storedIn(database: Database) {
  const { regions } = database.restoreDoor
  const table = regions.region(REGION).tables.byName('rows')
  if (table === undefined) throw new Error('the table is there')
  return table
}

function turnOn(database: Database, since: number): void {
  const { regions, committer } = database.restoreDoor
  const { description } = storedIn(database)
  const settings = { ...description.settings, pointInTime: { days: 2, since } }
  redescribeTable({ committer, region: regions.region(REGION) }, { ...description, settings })
}

function expectPast(database: Database, moments: ReadonlyMap<number, ReadonlyMap<string, Item>>) {
  const { history, unwinding } = database.pastDoor
  for (const [time, items] of moments) {
    const past = history.tableAt(storedIn(database), time, unwinding)
    expect(itemsOf(past.store, 'rows'), `at ${time}`).toEqual(items)
    expect(past.indexes[0]?.store.items).toBe(items.size)
  }
}

test('the past is what it was before the database was closed, and for forks, too', async () => {
  const files = new SimulatedFiles(new Random(1))
  const clock = new ManualClock()
  const options = { database: { clock } }
  let database = await openOn(files, options)
  await database.createTable('rows', {
    partitionKey: { id: 'S' },
    globalIndexes: { byGroup: { partitionKey: { group: 'N' } } },
  })
  turnOn(database, clock.now())
  const moments = new Map<number, ReadonlyMap<string, Item>>()
  for (let place = 1; place <= WRITES; place += 1) {
    await clock.advance(1)
    const rows = database.table('rows')
    const id = `id ${place % 20}`
    if (place % 7 === 3) await rows.delete({ id })
    else await rows.put({ id, group: place % 3, text: 'x'.repeat(place % 90) })
    if (place % 10 === 0) moments.set(clock.now(), itemsOf(storedIn(database).store, 'rows'))
    if (place % WRITES_BETWEEN_OPENINGS > 0) continue
    await database.close()
    database = await openOn(files, options)
  }
  await clock.advance(1) // what is written at a moment is part of it
  const fork = database.fork()
  await fork.table('rows').put({ id: 'new', group: 1 })
  expectPast(fork, moments)
  expectPast(database, moments)
  await database.close()
})
