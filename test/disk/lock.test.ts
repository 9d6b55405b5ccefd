import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type DirectoryLock, takeLock } from '../../src/disk/lock.js'
import { type FileSystem, systemFiles } from '../../src/env/files.js'
import { type Processes, systemProcesses } from '../../src/env/processes.js'
import { systemRandom } from '../../src/env/random.js'
import { DatabaseLocked } from '../../src/errors/storage-errors.js'
import { buildProgram } from '../support/program.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { Child } from './child.js'

let folder = ''
let program = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashrange-lock-program-'))
  program = await buildProgram(new URL('lock-process.ts', import.meta.url), folder)
})
afterAll(() => rm(folder, { recursive: true }))

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hashrange-lock-'))
})
afterEach(() => rm(directory, { recursive: true }))

const take = (processes: Processes = systemProcesses): Promise<DirectoryLock> =>
  takeLock({ files: systemFiles, directory, processes, random: systemRandom })

/** A machine that tells who is alive, and not what they have open. */
const withoutOpenFiles: Processes = { ...systemProcesses, writerOf: async () => 'unknown' }

const record = (fields: object): string =>
  JSON.stringify({ pid: process.pid, threadId: 0, startedAt: 'once', token: '00ff', ...fields })

test('a directory is taken, released, and taken again, and nothing is left', async () => {
  for (let round = 0; round < 3; round += 1) {
    const lock = await take()
    expect(await readdir(directory)).toEqual(['LOCK'])
    await lock.release()
    expect(await readdir(directory)).toEqual([])
  }
})

test.each([
  { name: 'by its open file', processes: systemProcesses },
  { name: 'by its record', processes: withoutOpenFiles },
])('the second opener of a process is told so: the first is known $name', async ({ processes }) => {
  const lock = await take(processes)
  await expect(take(processes)).rejects.toThrow(
    new DatabaseLocked(directory, { pid: process.pid, threadId: 0, isThisThread: true }),
  )
  await expect(take(processes)).rejects.toThrow('is open already, in this process')
  expect(await readdir(directory)).toEqual(['LOCK'])
  await lock.release()
  await (await take(processes)).release()
})

test('another process is named by its id, and its lock is stale once it is killed', async () => {
  const child = await Child.start(program)
  expect(await child.ask(`take ${directory}`)).toBe('taken')
  for (const processes of [systemProcesses, withoutOpenFiles]) {
    const error = await take(processes).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(DatabaseLocked)
    expect((error as DatabaseLocked).pid).toBe(child.pid)
    expect((error as Error).message).toContain(`in another process, that of pid ${child.pid}`)
  }
  await child.kill()
  await (await take(withoutOpenFiles)).release()
  await (await take()).release()
})

test('a worker thread is named, and one that has it is found from the main thread of a process', async () => {
  const child = await Child.start(program)
  expect(await child.ask(`take ${directory}`)).toBe('taken')
  expect(await child.ask(`worker ${directory}`)).toMatch(
    /is open in the main thread of this process/,
  )
  expect(await child.ask('release')).toBe('released')
  expect(await child.ask(`worker ${directory}`)).toBe('taken')
  expect(await child.ask(`take ${directory}`)).toMatch(
    /is open in worker thread \d+ of this process/,
  )
  await child.kill()
  await (await take()).release()
})

test.each([
  { name: 'of a process that is gone', text: record({ pid: 2 ** 22 - 7 }) },
  { name: 'of a process whose id another one has', text: record({ pid: process.ppid }) },
  { name: 'of a process that had the id of this one, as in a container', text: record({}) },
])('a lock is stale $name', async ({ text }) => {
  for (const processes of [systemProcesses, withoutOpenFiles]) {
    await writeFile(join(directory, 'LOCK'), text)
    const lock = await take(processes)
    expect(await readdir(directory)).toEqual(['LOCK'])
    await lock.release()
  }
})

test.each(['', '\0\0\0\0', '{', '{"pid":1}', 'null', '{"token":"../x","pid":1}'])(
  'a lock that says %j, which its holder never wrote, is stale',
  async text => {
    await writeFile(join(directory, 'LOCK'), text)
    await (await take()).release()
    expect(await readdir(directory)).toEqual([])
  },
)

test('who ends while taking over a stale lock leaves one that is stale, too', async () => {
  await writeFile(join(directory, 'LOCK'), record({ token: '0a' }))
  await writeFile(join(directory, 'LOCK-after-0a'), record({ token: '0b' }))
  await writeFile(join(directory, 'LOCK-after-0b'), record({ token: '0c' }))
  await writeFile(join(directory, 'LOCK-0d'), record({ token: '0d' }))
  const lock = await take()
  expect(await readdir(directory)).toEqual(['LOCK'])
  await expect(take()).rejects.toThrow(DatabaseLocked)
  await lock.release()
})

test('of processes that race for a stale lock exactly one has it', async () => {
  const children = await Promise.all(Array.from({ length: 4 }, () => Child.start(program)))
  for (let round = 0; round < 25; round += 1) {
    await writeFile(join(directory, 'LOCK'), record({ token: `00${round}` }))
    const answers = await Promise.all(children.map(child => child.ask(`take ${directory}`)))
    expect(answers.filter(answer => answer === 'taken')).toHaveLength(1)
    for (const answer of answers) expect(answer).toMatch(/^taken$|is open in another process/)
    const winner = children[answers.indexOf('taken')] as Child
    expect(await winner.ask('release')).toBe('released')
    expect(await readdir(directory)).toEqual([])
  }
  await Promise.all(children.map(child => child.kill()))
})

/** Openers on one disk, as their calls come in any order. Some end at some call, and nobody has what they had. */
async function race(random: Random): Promise<void> {
  const disk = new SimulatedFiles(random)
  const writers = new Map<string, number>()
  if (random.chance(2 / 3)) {
    const stale = await disk.create('/LOCK')
    await stale.write(new TextEncoder().encode(record({ token: 'aa' })), 0)
  }
  let holders = 0
  let takenCount = 0
  let endedCount = 0
  const openers = Array.from({ length: random.between(2, 5) }, async (_, nth) => {
    const files = disk.beside()
    const end = random.chance(1 / 3) ? random.between(1, 30) : undefined
    files.plan = call => (call === end ? 'crash' : undefined)
    const processes: Processes = {
      pid: nth,
      threadId: 0,
      startOf: async () => 'now',
      writerOf: async ({ identity }) => writers.get(identity),
    }
    const random16 = { bytes: () => Uint8Array.from({ length: 16 }, () => random.below(256)) }
    const watched = watching(files, writers, nth)
    const options = { files: watched, directory: '/', processes, random: random16 }
    const open = async (): Promise<void> => {
      const lock = await takeLock(options)
      holders += 1
      takenCount += 1
      expect(holders).toBe(1)
      await watched.exists('/')
      holders -= 1
      await lock.release()
    }
    const isEnded = await Promise.race([
      open().then(
        () => false,
        (error: unknown) => {
          if (!(error instanceof DatabaseLocked)) throw error
          return false
        },
      ),
      files.crashed.then(() => true),
    ])
    if (!isEnded) return
    endedCount += 1
    for (const [identity, writer] of writers) if (writer === nth) writers.delete(identity)
  })
  await Promise.all(openers)
  if (endedCount === 0) expect(takenCount).toBeGreaterThan(0)
}

/** Notes who has which file open for writing. */
function watching(files: SimulatedFiles, writers: Map<string, number>, nth: number): FileSystem {
  const create = async (path: string) => {
    const file = await files.create(path)
    const identity = await file.identity()
    writers.set(identity, nth)
    return {
      ...file,
      close: async () => {
        writers.delete(identity)
        await file.close()
      },
    }
  }
  return new Proxy(files, {
    get: (_, name: keyof FileSystem) => (name === 'create' ? create : files[name].bind(files)),
  })
}

test('whatever the order of their calls, and whoever ends, at most one opener has the directory', async () => {
  for (const seed of seedsFrom(...Array.from({ length: 150 }, (_, nth) => nth))) {
    await withSeed(seed, race)
  }
})
