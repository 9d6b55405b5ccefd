/**
 * Processes that follow each other on a simulated disk. Each opens the log, appends, and is ended at some call, by a kill or
 * by a loss of power, or its calls fail. Whatever happens, the next one must find all that was acknowledged.
 */

import { describe, expect, test } from 'vitest'
import type { LogWriter } from '../../src/disk/log-writer.js'
import { PoisonedDatabase } from '../../src/engine/log.js'
import { codeOf } from '../../src/env/files.js'
import { type Random, seedsFrom, withSeed } from '../support/random.js'
import { type Plan, SimulatedFiles } from '../support/simulated-files.js'
import { appendNext, DIRECTORY, KEY, openTestLog, payloadText } from './logs.js'

/** So many random histories: set it for more. */
const SEED_COUNT = Number(process.env.HASHRANGE_SEEDS ?? 150)
const BLOCK = 100
const PROCESSES = 6

/** What the world knows of a log: what it was told lasts, and what was appended besides. */
class Model {
  /** The payload of each sequence number that was acknowledged. */
  readonly acknowledged: string[] = []
  /** Payloads that a sequence number has had, the last one of them last. */
  readonly appended = new Map<number, string>()

  /** Everything acknowledged is there, in order; behind it only what was appended there. That lasts from now on. */
  check(texts: ReadonlyMap<number, string>): void {
    expect([...texts.keys()]).toEqual(Array.from({ length: texts.size }, (_, index) => index + 1))
    expect(texts.size).toBeGreaterThanOrEqual(this.acknowledged.length)
    for (const [number, text] of texts) {
      expect(text).toBe(this.acknowledged[number - 1] ?? this.appended.get(number))
      this.acknowledged[number - 1] = text
    }
    this.appended.clear()
  }

  append(writer: LogWriter, epoch: number): number {
    const text = payloadText(writer.nextSequenceNumber, epoch)
    const number = appendNext(writer, epoch)
    this.appended.set(number, text)
    return number
  }

  acknowledge(through: number): void {
    for (let number = this.acknowledged.length + 1; number <= through; number += 1) {
      this.acknowledged.push(this.appended.get(number) ?? 'never appended')
    }
  }
}

interface Life {
  readonly files: SimulatedFiles
  readonly random: Random
  readonly model: Model
  readonly epoch: number
  readonly key: Uint8Array | undefined
  readonly durability: 'group' | 'each'
}

/** Opens, checks, appends, and closes; or until its disk fails. */
async function live({ model, epoch, random, ...options }: Life): Promise<void> {
  const { writer, texts } = await openTestLog({ ...options, random })
  model.check(texts)
  writer.onDurable(() => model.acknowledge(writer.durableSequenceNumber))
  const put = async (): Promise<void> => {
    const number = model.append(writer, epoch)
    await writer.whenDurable(number)
    expect(model.acknowledged.length).toBeGreaterThanOrEqual(number)
  }
  const writeSome = async (): Promise<void> => {
    for (let count = random.below(9); count > 0; count -= 1) await put()
  }
  const writers = Array.from({ length: random.between(1, 5) }, writeSome)
  const outcomes = await Promise.allSettled(writers)
  const failed = outcomes.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  await writer.close()
}

/** Crashes at some call, or fails at some, or at all of a kind from one on. */
function planOf(random: Random): Plan {
  const at = random.between(1, random.pick([5, 20, 60]))
  const code = random.pick(['EIO', 'ENOSPC'] as const)
  const kind = random.pick(['write', 'dataSync', 'create', 'rename', 'syncDirectory'] as const)
  switch (random.below(4)) {
    case 0:
      return call => (call === at ? code : undefined)
    case 1:
      return (call, called) => (call >= at && called === kind ? code : undefined)
    default:
      return call => (call === at ? 'crash' : undefined)
  }
}

function isOfTheDisk(error: unknown): boolean {
  return error instanceof PoisonedDatabase || ['EIO', 'ENOSPC'].includes(codeOf(error) ?? '')
}

/** Runs a process to its end. */
async function run(life: Life): Promise<void> {
  try {
    await Promise.race([live(life), life.files.crashed])
  } catch (error) {
    if (!isOfTheDisk(error)) throw error
  }
}

async function history(random: Random): Promise<void> {
  const model = new Model()
  const key = random.chance(1 / 3) ? KEY : undefined
  const durability = random.pick(['group', 'group', 'each'] as const)
  let files = await newDisk(random)
  for (let epoch = 1; epoch <= PROCESSES; epoch += 1) {
    files.plan = planOf(random)
    await run({ files, random, model, epoch, key, durability })
    files = files.restarted(random.pick(['kill', 'power', 'power']))
  }
  await live({ files, random, model, epoch: 0, key, durability })
  const { texts } = await openTestLog({ files, random, key })
  model.check(texts)
}

async function newDisk(random: Random): Promise<SimulatedFiles> {
  const files = new SimulatedFiles(random)
  await files.makeDirectory(DIRECTORY)
  await files.syncDirectory('/')
  return files
}

describe('whatever happens, what was acknowledged is there, and nothing that was not appended', () => {
  const starts = Array.from({ length: Math.ceil(SEED_COUNT / BLOCK) }, (_, nth) => nth * BLOCK)
  test.each(starts)('histories from seed %i on', async start => {
    const count = Math.min(BLOCK, SEED_COUNT - start)
    for (const seed of seedsFrom(...Array.from({ length: count }, (_, nth) => start + nth))) {
      await withSeed(seed, history)
    }
  })
})

const ENDINGS = ['kill', 'power'] as const

test.each(ENDINGS)('a process that is ended by %s at any of its calls', async ending => {
  let hasCrashed = true
  for (let at = 1; hasCrashed; at += 1) {
    await withSeed(7, async random => {
      const model = new Model()
      const life = { random, model, key: undefined, durability: 'group' } as const
      const first = await newDisk(random)
      await run({ ...life, files: first, epoch: 1 })
      const second = first.restarted(ending)
      second.plan = call => (call === at ? 'crash' : undefined)
      await run({ ...life, files: second, epoch: 2 })
      hasCrashed = second.callCount >= at
      expect(hasCrashed || at > 20).toBe(true)
      model.check((await openTestLog({ files: second.restarted(ending), random })).texts)
    })
  }
})

test('by none, what the process had written survives its end, and a loss of power leaves a beginning', async () => {
  for (const seed of seedsFrom(...Array.from({ length: 60 }, (_, nth) => nth))) {
    await withSeed(seed, async random => {
      const key = random.chance(1 / 3) ? KEY : undefined
      const ending = random.pick(ENDINGS)
      let files = await newDisk(random)
      const at = random.between(20, 90)
      files.plan = call => (call === at ? 'crash' : undefined)
      const { writer } = await openTestLog({ files, random, durability: 'none', key })
      let flushed = 0
      const write = async (): Promise<void> => {
        for (;;) {
          for (let count = random.below(9); count > 0; count -= 1) appendNext(writer)
          const last = writer.nextSequenceNumber - 1
          if (random.chance(1 / 4)) {
            await writer.flush()
            flushed = last
          } else await new Promise(resolve => setImmediate(resolve))
        }
      }
      await Promise.race([write(), files.crashed])
      files = files.restarted(ending)
      const after = await openTestLog({ files, random, durability: 'none', key })
      expect(after.texts.size).toBeGreaterThanOrEqual(flushed)
      const expected = Array.from({ length: after.texts.size }, (_, nth) => payloadText(nth + 1))
      expect([...after.texts.values()]).toEqual(expected)
      await after.writer.close()
    })
  }
})

test('on a full disk writes are refused; once there is space, and the log is opened anew, they go on', async () => {
  for (const seed of seedsFrom(...Array.from({ length: 25 }, (_, nth) => nth))) {
    await withSeed(seed, async random => {
      const model = new Model()
      const files = await newDisk(random)
      let written = random.between(1, 12)
      files.plan = (_, kind) => {
        if (kind !== 'write') return undefined
        written -= 1
        return written < 0 ? 'ENOSPC' : undefined
      }
      const life = { random, model, key: undefined, durability: 'group' } as const
      await run({ ...life, files, epoch: 1 })
      const later = files.restarted('kill')
      await live({ ...life, files: later, epoch: 2 })
      await live({ ...life, files: later, epoch: 3 })
    })
  }
})
