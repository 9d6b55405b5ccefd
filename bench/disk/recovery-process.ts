// What does it take to bring a database back? A process that does one thing with a directory and says
// how long it took: started by `directories.ts`, since a process opens its database once in its life.

import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import xxhash from 'xxhash-wasm'
import { systemFiles } from '../../src/env/files.js'
import { systemProcesses } from '../../src/env/processes.js'
import { systemRandom } from '../../src/env/random.js'
import { openingOf } from '../../src/native/database-options.js'
import { type Item, ORDER_KEY_NAMES, order, orderKey } from '../generators/items.js'
import { builtFile } from '../harness/build.js'
import type { Task, Took } from './directories.js'

const { Database } = (await import(
  builtFile('index.js').href
)) as typeof import('../../src/index.js')
const TABLE_NAME = 'Orders'
/** Items that wait for the log are memory: no more of them than a group needs. */
const FILL_BATCH_COUNT = 1_000
/** Of a read, as those of a checkpoint, and of what a checksum is made of. */
const CHUNK_BYTES = 4 * 2 ** 20
const PIECE_BYTES = 2 ** 20

process.once('message', async (task: Task) => {
  const took = await run(task)
  process.send?.(took, () => process.exit())
})

function run(task: Task): Promise<Took> {
  switch (task.kind) {
    case 'fill':
      return fill(task)
    case 'open':
      return reopen(task)
    case 'read':
      return read(task)
    default:
      return task satisfies never
  }
}

async function fill({ path, itemCount, keptIn }: Task & { kind: 'fill' }): Promise<Took> {
  const start = performance.now()
  const database = await (keptIn === 'checkpoint'
    ? Database.open({ path, durability: 'none' })
    : openWithoutCheckpoints(path))
  const { partition, sort } = ORDER_KEY_NAMES
  const table = await database.createTable<Item>()(TABLE_NAME, {
    partitionKey: { [partition]: 'S' },
    sortKey: { [sort]: 'S' },
  })
  for (let index = 0; index < itemCount; index++) {
    table.put(order(index))
    if (index % FILL_BATCH_COUNT === 0) await new Promise(resolve => setImmediate(resolve))
  }
  await database.flush()
  // Closed, it would have a checkpoint.
  if (keptIn === 'checkpoint') await database.close()
  return since(start)
}

function openWithoutCheckpoints(path: string): ReturnType<typeof Database.open> {
  const opening = openingOf({ path, durability: 'none' })
  const { disk } = opening
  if (disk === undefined) throw new Error('a path is given')
  const machine = { files: systemFiles, processes: systemProcesses, random: systemRandom }
  return Database.openOn(
    { ...machine, ...disk, checkpointBytes: Number.POSITIVE_INFINITY },
    opening,
  )
}

async function reopen({ path, itemCount }: Task & { kind: 'open' }): Promise<Took> {
  const start = performance.now()
  // Closed by its owner, a log that is read for long becomes a checkpoint: so all rounds only look.
  const database = await Database.open({ path, readOnly: true })
  const took = since(start)
  const { partition, sort } = orderKey(itemCount - 1)
  const key = { [ORDER_KEY_NAMES.partition]: partition, [ORDER_KEY_NAMES.sort]: sort }
  if (database.table(TABLE_NAME).get(key) === undefined) throw new Error('the last order is lost')
  await database.close()
  return took
}

/** Reads all files, the next piece while the checksum of one is made, and does nothing with them. */
async function read({ path }: Task & { kind: 'read' }): Promise<Took> {
  const { h32Raw } = await xxhash()
  let spare = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  let other = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  let bytes = 0
  const start = performance.now()
  for (const name of await readdir(path)) {
    const file = await open(join(path, name), 'r')
    const next = () => file.read(spare, 0, CHUNK_BYTES)
    for (let reading = next(); ; ) {
      const { bytesRead, buffer } = await reading
      if (bytesRead === 0) break
      ;[spare, other] = [other, buffer]
      reading = next()
      for (let at = 0; at < bytesRead; at += PIECE_BYTES)
        h32Raw(buffer.subarray(at, Math.min(bytesRead, at + PIECE_BYTES)))
      bytes += bytesRead
    }
    await file.close()
  }
  return { ...since(start), bytes }
}

function since(start: number): Took {
  return { seconds: (performance.now() - start) / 1_000 }
}
