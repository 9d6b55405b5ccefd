/** Chunks of history leave memory for files, and what is needed of these is told. */

import { expect, test } from 'vitest'
import { FakeFiles } from './fake-files.js'
import { itemsOf, World } from './world.js'

const CHUNK_BYTES = 700

function worldOn(files: FakeFiles): World {
  const world = new World({ files, chunkBytes: CHUNK_BYTES })
  world.create('rows')
  turn(world, { days: 1, since: world.clock.now() })
  return world
}

function turn(world: World, pointInTime: { days: number; since: number } | undefined): void {
  world.redescribe('rows', ({ settings }) => ({ settings: { ...settings, pointInTime } }))
}

function write(world: World, count: number): void {
  for (let round = 0; round < count; round += 1) {
    world.clock.time += 1
    const item = { id: `id ${round % 5}`, round, text: 'x'.repeat(50) }
    world.write([{ name: 'rows', item, isRemoved: false }])
  }
}

function pastOf(world: World, time: number): ReadonlyMap<string, unknown> {
  const table = world.table('rows')
  if (table === undefined) throw new Error('the table is there')
  return itemsOf(world.history.tableAt(table, time, world.unwinding).store, 'rows')
}

test('a full chunk is in a file, named by its table and the commit that it begins with', async () => {
  const files = new FakeFiles()
  const world = worldOn(files)
  write(world, 30)
  await world.history.whenWritten()
  expect(files.names.length).toBeGreaterThan(2)
  expect(files.names[0]).toBe('history-16-0000000000000003')
  expect(files.names).toEqual([...world.history.fileNames()])
})

test('a chunk that cannot be written stays in memory, and is written with the next one', async () => {
  const files = new FakeFiles()
  const world = worldOn(files)
  const begin = world.clock.now()
  files.isRefusing = true
  write(world, 30)
  await world.history.whenWritten()
  expect(files.names).toEqual([])
  expect(pastOf(world, begin + 3).size).toBe(3)
  files.isRefusing = false
  write(world, 30)
  await world.history.whenWritten()
  expect(files.names.toSorted()).toEqual([...world.history.fileNames()])
  expect(pastOf(world, begin + 3).size).toBe(3)
})

test('files are needed as long as a fork reads them, and no more when history is turned off', async () => {
  const files = new FakeFiles()
  const world = worldOn(files)
  const begin = world.clock.now()
  write(world, 30)
  await world.history.whenWritten()
  const fork = world.fork()
  turn(world, undefined)
  expect([...world.history.fileNames()]).toEqual(files.names)
  expect(pastOf(fork, begin + 2).size).toBe(2)
  turn(fork, undefined)
  expect([...world.history.fileNames()]).toEqual([])
})

test('what is older than the days that are kept needs no file', async () => {
  const files = new FakeFiles()
  const world = worldOn(files)
  write(world, 30)
  await world.history.whenWritten()
  world.clock.time += 2 * 86_400_000
  write(world, 1)
  expect([...world.history.fileNames()]).toEqual([])
})

test('more chunks than one of a single commit have different names', async () => {
  const files = new FakeFiles()
  const world = worldOn(files)
  write(world, 5)
  for (let id = 0; id < 40; id += 1) {
    const item = { id: `more ${id}`, text: 'x'.repeat(50) }
    world.write([{ name: 'rows', item, isRemoved: false }])
  }
  const before = world.clock.now()
  world.clock.time += 1
  world.redescribe('rows', () => ({ truncations: 1 }))
  await world.history.whenWritten()
  expect(new Set(files.names).size).toBe(files.names.length)
  expect(pastOf(world, before).size).toBe(45)
  expect(pastOf(world, before + 1).size).toBe(0)
})
