/** A trigger with a name goes on where the one before it was. */

import { describe, expect, test } from 'vitest'
import { Database } from '../../../src/database.js'
import { PoisonedDatabase } from '../../../src/engine/log.js'
import type { StreamEvent } from '../../../src/streams/triggers/event.js'
import type { TriggerOptions } from '../../../src/streams/triggers/settings.js'
import { ManualClock } from '../../support/clock.js'
import { HeldLog, isSettled } from '../../support/held-log.js'
import { seedsFrom, withSeed } from '../../support/random.js'
import { numbersOf, range } from './rig.js'

async function opened(log = openLog()) {
  const clock = new ManualClock()
  const db = Database.openWith(log, { clock, partitions: { bytesMax: 4000 } })
  const keys = { partitionKey: { id: 'S' }, stream: 'NEW_IMAGE' } as const
  const rows = await db.createTable('rows', keys)
  const told: number[] = []
  const note = (event: StreamEvent): void => void told.push(...numbersOf(event))
  const start = (options: TriggerOptions = {}) => rows.trigger(note, { name: 'mail', ...options })
  const put = async (...numbers: readonly number[]): Promise<void> => {
    for (const n of numbers) await rows.put({ id: `${n}`, n })
  }
  return { log, clock, db, rows, keys, told, start, put }
}

function openLog(): HeldLog {
  const log = new HeldLog()
  log.open()
  return log
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

describe('a trigger of a name', () => {
  test('goes on where the one before it has stopped, wherever it is to begin', async () => {
    const { put, start, told } = await opened()
    await put(1)
    const first = start()
    await put(2, 3)
    await first.stop()
    await put(4, 5)
    const second = start({ startingPosition: 'TRIM_HORIZON' })
    await put(6)
    await second.stop()
    expect(sorted(told)).toEqual([2, 3, 4, 5, 6])
  })

  test('goes on where the first began, if that has come to handle nothing', async () => {
    const { put, start, told } = await opened()
    await put(1)
    await start().stop()
    await put(2)
    await start().stop()
    expect(told).toEqual([2])
  })

  test('begins where it is told if there was none of its name', async () => {
    const { put, start, told } = await opened()
    await put(1, 2)
    await start({ name: 'other', startingPosition: 'TRIM_HORIZON' }).stop()
    expect(sorted(told)).toEqual([1, 2])
    await start({ startingPosition: 'TRIM_HORIZON' }).stop()
    expect(sorted(told)).toEqual([1, 1, 2, 2])
  })

  test('is handed again what the handler has failed with, and what is behind it', async () => {
    const { put, rows, start, told } = await opened()
    const fail = (): never => {
      throw new Error('no')
    }
    const failing = rows.trigger(fail, { name: 'mail' })
    await put(1, 2, 3)
    await failing.stop()
    await put(4)
    await start().stop()
    expect(sorted(told)).toEqual([1, 2, 3, 4])
  })

  test('is handed again the records of a window whose end the one before has not seen', async () => {
    const { clock, put, start, told } = await opened()
    await put(0)
    const first = start({ tumblingWindow: 60 })
    await put(1)
    await clock.advance(1000)
    await put(2)
    await first.stop()
    expect(sorted(told)).toEqual([1, 2])
    const second = start({ tumblingWindow: 60 })
    await clock.advance(120_000)
    await second.stop()
    expect(sorted(told)).toEqual([1, 1, 2, 2])
    await start({ tumblingWindow: 60 }).stop()
    expect(told).toHaveLength(4)
  })

  test('runs once at a time on a table', async () => {
    const { db, start } = await opened()
    const first = start()
    expect(() => start()).toThrow('A trigger named mail runs on table rows already')
    await start({ name: 'other' }).stop()
    const stopped = first.stop()
    expect(() => start()).toThrow('already')
    await stopped
    await start().stop()
    await db.close()
  })

  test('goes on in another stream of its table', async () => {
    const { put, rows, start, told } = await opened()
    await put(0)
    const first = start()
    await put(1)
    await rows.setStream(false)
    await first.stop()
    await rows.setStream('NEW_IMAGE')
    await put(2)
    await start().stop()
    expect(sorted(told)).toEqual([1, 2])
  })

  test('goes on in a fork, and the original is not concerned', async () => {
    const { db, put, start, told } = await opened()
    const first = start()
    await put(1)
    await first.stop()
    await put(2)
    const fork = db.fork()
    const seen: number[] = []
    const note = (event: StreamEvent): void => void seen.push(...numbersOf(event))
    await fork.table('rows').trigger(note, { name: 'mail' }).stop()
    expect(seen).toEqual([2])
    await start().stop()
    expect(told).toEqual([1, 2])
  })

  test('is forgotten with its table', async () => {
    const { db, keys, put, start, told } = await opened()
    await start().stop()
    await put(1)
    await db.dropTable('rows')
    const again = await db.createTable('rows', keys)
    await again.put({ id: '2', n: 2 })
    const note = (event: StreamEvent): void => void told.push(...numbersOf(event))
    await again.trigger(note, { name: 'mail' }).stop()
    expect(told).toEqual([])
  })

  test.each(['', 'x'.repeat(256), '\ud800', 5, null, {}])('is not named %j', async name => {
    const { start } = await opened()
    expect(() => start({ name: name as string })).toThrow(/^name is .*a text of 1 to 255 char/)
  })

  test.each(['x', 'x'.repeat(255), '€'.repeat(255), '__proto__'])('may be named %s', async name => {
    const { put, start, told } = await opened()
    await start({ name }).stop()
    await put(1)
    await start({ name }).stop()
    expect(told).toEqual([1])
  })
})

describe('the position of a trigger', () => {
  test('is saved once for all batches of a turn, and not before the last one is durable', async () => {
    const log = openLog()
    const { put, rows } = await opened(log)
    await put(0)
    let calls = 0
    const count = (): void => {
      calls += 1
    }
    const trigger = rows.trigger(count, { name: 'mail', batchSize: 1 })
    await put(...range(1, 12))
    const before = log.nextSequenceNumber
    log.hold()
    await trigger.idle()
    await turn()
    expect(calls).toBe(12)
    expect(log.nextSequenceNumber).toBe(before + 1)
    void rows.put({ id: 'x', n: 13 })
    log.release()
    await trigger.idle()
    await turn()
    expect(calls).toBe(13)
    const saved = log.nextSequenceNumber
    log.open()
    await trigger.stop()
    expect(saved).toBeLessThanOrEqual(before + 3)
  })

  test('is durable when the trigger is stopped', async () => {
    const log = openLog()
    const { put, start } = await opened(log)
    const trigger = start()
    await put(1)
    log.hold()
    const stopped = trigger.stop()
    expect(await isSettled(stopped)).toBe(false)
    expect(log.pending).toBe(1)
    log.open()
    await stopped
  })

  test('that cannot be saved ends nothing but itself', async () => {
    const log = openLog()
    const { put, start, told } = await opened(log)
    const trigger = start()
    await put(1)
    log.poison(new Error('no more disk'))
    await trigger.stop()
    expect(told).toEqual([1])
    expect(() => start({ name: 'new' })).toThrow(PoisonedDatabase)
    await start().stop()
  })
})

describe('whatever happens', () => {
  test.each(seedsFrom(1, 2, 3, 4, 5, 6))(
    'each change is delivered, those of a key in their order, and few twice (seed %i)',
    seed =>
      withSeed(seed, async random => {
        const { clock, rows } = await opened()
        const delivered: { id: string; n: number }[] = []
        let trigger: ReturnType<typeof rows.trigger> | undefined
        const startAnew = (): void => {
          trigger = rows.trigger(
            event => {
              const failed = event.Records.findIndex(() => random.chance(0.1))
              const handled = failed === -1 ? event.Records : event.Records.slice(0, failed)
              for (const { dynamodb } of handled) {
                const { id, n } = dynamodb.NewImage ?? {}
                delivered.push({ id: id?.S ?? '', n: Number(n?.N) })
              }
              const failure = event.Records[failed]?.dynamodb.SequenceNumber
              return { batchItemFailures: failure ? [{ itemIdentifier: failure }] : [] }
            },
            {
              name: 'mail',
              reportBatchItemFailures: true,
              batchSize: random.between(1, 20),
              parallelizationFactor: random.between(1, 3),
            },
          )
        }
        startAnew()
        const latest = new Map<string, number>()
        for (let n = 1; n <= 400; n += 1) {
          const id = `k${random.below(40)}`
          latest.set(id, n)
          await rows.put({ id, n, text: 'x'.repeat(random.below(200)) })
          if (random.chance(0.05)) await clock.advance(random.between(0, 3_000_000))
          if (random.chance(0.05)) {
            await trigger?.stop()
            startAnew()
          }
        }
        for (let tries = 0; tries < 50; tries += 1) {
          await clock.advance(60_000)
          await trigger?.idle()
        }
        await trigger?.stop()
        expect(new Set(delivered.map(({ n }) => n)).size).toBe(400)
        for (const [id, last] of latest) {
          const numbers = delivered.filter(one => one.id === id).map(({ n }) => n)
          const firsts = [...new Set(numbers)]
          expect(firsts, id).toEqual(sorted(firsts))
          expect(numbers.at(-1), id).toBe(last)
        }
        expect(delivered.length).toBeLessThan(4 * 400)
      }),
  )
})
