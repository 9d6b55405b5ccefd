import { describe, expect, test, vi } from 'vitest'
import { ShardReader } from '../../../src/streams/triggers/shard-reader.js'
import { range, TriggerRig } from './rig.js'

/** The batches without their times. */
const numbersIn = (rig: TriggerRig): readonly (readonly number[])[] =>
  rig.batches.map(({ numbers }) => numbers)

const fail = (): never => {
  throw new Error('no')
}

describe('where it begins', () => {
  test('TRIM_HORIZON has what is there, LATEST only what comes', async () => {
    for (const startingPosition of ['TRIM_HORIZON', 'LATEST'] as const) {
      const rig = new TriggerRig()
      await rig.putNumbers([1, 2])
      rig.start({ startingPosition })
      await rig.putNumbers([3])
      await rig.advanceSeconds(1)
      expect(rig.batches).toEqual([
        { second: 0, numbers: startingPosition === 'LATEST' ? [3] : [1, 2, 3] },
      ])
    }
  })

  test('nothing happens unless the clock moves, and no alarm waits while there is nothing to do', async () => {
    const rig = new TriggerRig()
    const trigger = rig.start()
    await rig.advanceSeconds(0)
    await rig.putNumbers([1])
    expect(rig.batches).toEqual([])
    await rig.advanceSeconds(0)
    expect(numbersIn(rig)).toEqual([[1]])
    let alarms = 0
    const { alarm } = rig.clock
    rig.clock.alarm = (time, ring) => {
      alarms += 1
      return alarm.call(rig.clock, time, ring)
    }
    await rig.advanceSeconds(3600)
    expect(alarms).toBe(0)
    expect(trigger.counts).toEqual({
      recordsRead: 1,
      recordsLost: 0,
      recordsFiltered: 0,
      recordsHandled: 1,
      recordsGivenUp: 0,
      invocations: 1,
      failedInvocations: 0,
      failedReports: 0,
    })
  })
})

describe('batches', () => {
  test('have as many records as there are, up to the size', async () => {
    const rig = new TriggerRig()
    await rig.putNumbers(range(1, 250))
    rig.start()
    await rig.advanceSeconds(0)
    expect(numbersIn(rig)).toEqual([range(1, 100), range(101, 200), range(201, 250)])
  })

  test('a shard is looked at four times a second', async () => {
    const rig = new TriggerRig()
    rig.start()
    for (let n = 1; n <= 10; n += 1) {
      await rig.putNumbers([n])
      await rig.clock.advance(100)
    }
    expect(rig.batches).toEqual([
      { second: 0, numbers: [1] },
      { second: 0.25, numbers: [2, 3] },
      { second: 0.5, numbers: [4, 5] },
      { second: 0.75, numbers: [6, 7, 8] },
      { second: 1, numbers: [9, 10] },
    ])
  })

  test('a window waits for more, but not once the batch is full', async () => {
    const rig = new TriggerRig()
    rig.start({ window: 10, batchSize: 5 })
    for (let n = 1; n <= 8; n += 1) {
      await rig.putNumbers([n])
      await rig.advanceSeconds(1)
    }
    expect(rig.batches).toEqual([{ second: 4, numbers: [1, 2, 3, 4, 5] }])
    await rig.advanceSeconds(6.9)
    expect(rig.batches).toHaveLength(1)
    await rig.advanceSeconds(1)
    expect(rig.batches.slice(1)).toEqual([{ second: 15, numbers: [6, 7, 8] }])
  })

  test('hold up to 6 MB of JSON', async () => {
    const rig = new TriggerRig()
    await rig.putNumbers(range(1, 40), { text: 'x'.repeat(380_000) })
    rig.start({ window: 300 })
    await rig.advanceSeconds(299)
    expect(numbersIn(rig)).toEqual([range(1, 16), range(17, 32)])
    await rig.advanceSeconds(2)
    expect(numbersIn(rig).at(-1)).toEqual(range(33, 40))
  })

  test('of records that a filter wants', async () => {
    const rig = new TriggerRig()
    await rig.putNumbers(range(1, 30))
    const trigger = rig.start({
      filters: [
        { dynamodb: { NewImage: { n: { N: [{ suffix: '7' }] } } } },
        '{"dynamodb":{"Keys":{"id":{"S":["3"]}}}}',
      ],
    })
    await rig.advanceSeconds(1)
    expect(numbersIn(rig)).toEqual([[3, 7, 17, 27]])
    expect(trigger.counts).toMatchObject({ recordsRead: 30, recordsFiltered: 26 })
  })

  test('a long run of unwanted records is passed over within one moment', async () => {
    const rig = new TriggerRig()
    await rig.putNumbers(range(1, 5000))
    rig.start({ batchSize: 10, filters: [{ dynamodb: { Keys: { id: { S: ['5000'] } } } }] })
    await rig.advanceSeconds(0)
    expect(rig.batches).toEqual([{ second: 0, numbers: [5000] }])
  })
})

describe('a handler that fails', () => {
  test('blocks the shard and is tried again, with pauses that grow, until it succeeds', async () => {
    const rig = new TriggerRig()
    rig.answer = () => (rig.second < 5 ? fail() : undefined)
    const trigger = rig.start({ batchSize: 2 })
    await rig.putNumbers([1, 2, 3])
    await rig.advanceSeconds(60)
    expect(rig.batches).toEqual([
      { second: 0, numbers: [1, 2] },
      { second: 1, numbers: [1, 2] },
      { second: 3, numbers: [1, 2] },
      { second: 7, numbers: [1, 2] },
      { second: 7, numbers: [3] },
    ])
    expect(trigger.counts).toMatchObject({
      invocations: 5,
      failedInvocations: 3,
      recordsHandled: 3,
    })
    expect(trigger.lastError).toEqual(new Error('no'))
    expect(rig.given).toEqual([])
  })

  test('records are given up after the last retry, and told of', async () => {
    const rig = new TriggerRig()
    rig.answer = numbers => (numbers.includes(1) ? fail() : undefined)
    rig.start({ batchSize: 2, retries: 2 })
    await rig.putNumbers([1, 2, 3])
    await rig.advanceSeconds(60)
    expect(numbersIn(rig)).toEqual([[1, 2], [1, 2], [1, 2], [3]])
    const [first, second] = rig.records
    expect(rig.given).toEqual([
      {
        numbers: [1, 2],
        failure: {
          requestContext: {
            requestId: '00000000-0000-4000-8000-000000000000',
            functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:handler',
            condition: 'RetryAttemptsExhausted',
            approximateInvokeCount: 3,
          },
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            functionError: 'Unhandled',
          },
          version: '1.0',
          timestamp: '2026-01-01T00:00:03.000Z',
          DDBStreamBatchInfo: {
            shardId: rig.stream.shards[0]?.id,
            startSequenceNumber: first?.sequenceNumber,
            endSequenceNumber: second?.sequenceNumber,
            approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
            approximateArrivalOfLastRecord: '2026-01-01T00:00:00Z',
            batchSize: 2,
            streamArn: expect.stringContaining('/stream/'),
          },
        },
      },
    ])
  })

  test('no retries: once', async () => {
    const rig = new TriggerRig()
    rig.answer = fail
    rig.start({ retries: 0 })
    await rig.putNumbers([1])
    await rig.advanceSeconds(60)
    expect(rig.batches).toHaveLength(1)
    expect(rig.given).toMatchObject([
      { failure: { requestContext: { approximateInvokeCount: 1 } }, numbers: [1] },
    ])
  })

  test('records that are too old are given up, those behind them are not', async () => {
    const rig = new TriggerRig()
    rig.answer = numbers => (numbers.includes(1) ? fail() : undefined)
    rig.start({ maximumRecordAge: 60 })
    await rig.putNumbers([1])
    await rig.advanceSeconds(30)
    await rig.putNumbers([2])
    await rig.advanceSeconds(29)
    expect(rig.given).toEqual([])
    await rig.advanceSeconds(2)
    expect(rig.given).toMatchObject([
      {
        failure: { requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 6 } },
        numbers: [1],
      },
    ])
    expect(rig.batches.at(-1)).toEqual({ second: 60, numbers: [2] })
  })

  test('records that are too old from the start are told of without a response', async () => {
    const rig = new TriggerRig()
    await rig.putNumbers([1])
    await rig.advanceSeconds(90)
    await rig.putNumbers([2])
    rig.start({ maximumRecordAge: 60 })
    await rig.advanceSeconds(0)
    expect(numbersIn(rig)).toEqual([[2]])
    expect(rig.given).toMatchObject([{ numbers: [1] }])
    expect(rig.given[0]?.failure).not.toHaveProperty('responseContext')
  })

  test('without limits, the shard is blocked until the stream drops the records', async () => {
    const rig = new TriggerRig()
    rig.answer = numbers => (numbers.includes(1) ? fail() : undefined)
    rig.start({ batchSize: 1 })
    await rig.putNumbers([1])
    await rig.advanceSeconds(3600)
    await rig.putNumbers([2])
    await rig.advanceSeconds(22.9 * 3600)
    expect(rig.given).toEqual([])
    await rig.advanceSeconds(400)
    expect(rig.given).toMatchObject([{ numbers: [1] }])
    expect(numbersIn(rig).at(-1)).toEqual([2])
  })

  test('a batch is divided until what fails stands alone', async () => {
    const rig = new TriggerRig()
    rig.answer = numbers => (numbers.includes(3) ? fail() : undefined)
    rig.start({ bisectOnError: true, retries: 1 })
    await rig.putNumbers(range(1, 8))
    await rig.advanceSeconds(60)
    expect(rig.batches).toEqual([
      { second: 0, numbers: range(1, 8) },
      { second: 0, numbers: range(1, 4) },
      { second: 0, numbers: [1, 2] },
      { second: 0, numbers: [3, 4] },
      { second: 0, numbers: [3] },
      { second: 1, numbers: [3] },
      { second: 1, numbers: [4] },
      { second: 1, numbers: range(5, 8) },
    ])
    expect(rig.given).toMatchObject([
      { failure: { requestContext: { approximateInvokeCount: 2 } }, numbers: [3] },
    ])
  })

  test('a handler may change its event: it is whole when it is tried again', async () => {
    const rig = new TriggerRig()
    rig.answer = (_, event) => {
      event.Records.length = 0
      if (rig.batches.length < 3) throw new Error('no')
    }
    rig.start()
    await rig.putNumbers([1, 2])
    await rig.advanceSeconds(60)
    expect(numbersIn(rig)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ])
  })

  test('a report that fails is counted, and nothing waits for it', async () => {
    const rig = new TriggerRig()
    rig.answer = fail
    const onFailure = (): never => {
      throw new Error('unreachable')
    }
    const trigger = rig.start({ retries: 0, batchSize: 1, onFailure })
    await rig.putNumbers([1, 2])
    await rig.advanceSeconds(1)
    expect(trigger.counts).toMatchObject({ recordsGivenUp: 2, failedReports: 2 })
    expect(trigger.lastError).toEqual(new Error('unreachable'))
  })
})

describe('item failures', () => {
  const failingFrom =
    (n: number) =>
    (numbers: readonly number[], event: { readonly Records: readonly object[] }): unknown => {
      const record = event.Records[numbers.indexOf(n)] as
        | { readonly dynamodb: { readonly SequenceNumber: string } }
        | undefined
      if (record === undefined) return undefined
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] }
    }

  test('are what is retried, with all that comes after', async () => {
    const rig = new TriggerRig()
    rig.answer = failingFrom(3)
    const trigger = rig.start({ reportBatchItemFailures: true, retries: 2 })
    await rig.putNumbers(range(1, 5))
    await rig.advanceSeconds(60)
    expect(numbersIn(rig)).toEqual([range(1, 5), range(3, 5), range(3, 5)])
    expect(rig.given).toMatchObject([
      {
        numbers: range(3, 5),
        failure: {
          requestContext: { approximateInvokeCount: 3 },
          responseContext: { functionError: null },
        },
      },
    ])
    expect(trigger.counts).toMatchObject({ recordsHandled: 2, recordsGivenUp: 3 })
  })

  test('divide the batch where they begin', async () => {
    const rig = new TriggerRig()
    rig.answer = failingFrom(3)
    rig.start({ reportBatchItemFailures: true, bisectOnError: true, retries: 0 })
    await rig.putNumbers(range(1, 5))
    await rig.advanceSeconds(60)
    expect(numbersIn(rig)).toEqual([range(1, 5), range(3, 5), [3, 4], [3], [4], [5]])
    expect(rig.given).toMatchObject([{ numbers: [3] }])
  })

  test('are not looked at unless they are asked for', async () => {
    const rig = new TriggerRig()
    rig.answer = failingFrom(3)
    rig.start()
    await rig.putNumbers(range(1, 5))
    await rig.advanceSeconds(60)
    expect(numbersIn(rig)).toEqual([range(1, 5)])
  })
})

describe('several batches at a time', () => {
  test('one that fails holds back its own keys alone', async () => {
    const rig = new TriggerRig()
    rig.answer = numbers => (numbers.includes(1) ? fail() : undefined)
    const trigger = rig.start({ parallelizationFactor: 10, batchSize: 5 })
    await rig.putNumbers(range(1, 20))
    await rig.advanceSeconds(60)
    expect(trigger.counts.recordsHandled).toBeGreaterThan(15)
    expect(trigger.counts.recordsHandled).toBeLessThan(20)
    rig.answer = () => undefined
    await rig.advanceSeconds(60)
    expect(trigger.counts.recordsHandled).toBe(20)
  })

  test('run at the same time', async () => {
    const rig = new TriggerRig()
    let running = 0
    let most = 0
    const gates: (() => void)[] = []
    rig.answer = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise<void>(open => gates.push(open))
      running -= 1
    }
    const trigger = rig.start({ parallelizationFactor: 3 })
    await rig.putNumbers(range(1, 50))
    await rig.advanceSeconds(1)
    expect(most).toBe(3)
    for (const open of gates) open()
    await trigger.stop()
    expect(trigger.counts).toMatchObject({ recordsHandled: 50, invocations: 3 })
  })
})

describe('shards', () => {
  test('a shard is handled to its end before those that go on from it', async () => {
    const rig = new TriggerRig()
    rig.answer = numbers => (numbers.includes(1) && rig.second < 5 * 3600 ? fail() : undefined)
    rig.start()
    await rig.putNumbers([1])
    await rig.advanceSeconds(4 * 3600 + 1)
    await rig.putNumbers([2])
    expect(rig.stream.shards).toHaveLength(2)
    await rig.advanceSeconds(1800)
    expect(numbersIn(rig)).not.toContainEqual([2])
    await rig.advanceSeconds(3600)
    expect(numbersIn(rig).slice(-2)).toEqual([[1], [2]])
  })

  test('LATEST has all of the shards that come later', async () => {
    const rig = new TriggerRig({ partitions: { bytesMax: 2000 } })
    await rig.putNumbers(range(1, 20), { text: 'x'.repeat(50) })
    const before = rig.stream.shards.length
    rig.start({ startingPosition: 'LATEST' })
    await rig.putNumbers(range(21, 100), { text: 'x'.repeat(50) })
    await rig.advanceSeconds(1)
    expect(rig.stream.shards.length).toBeGreaterThan(before)
    const seen = numbersIn(rig).flat()
    expect(seen.toSorted((a, b) => a - b)).toEqual(range(21, 100))
  })

  test('a stream that is turned off is handled to its end', async () => {
    const rig = new TriggerRig()
    const trigger = rig.start()
    await rig.putNumbers([1, 2])
    rig.stream.close(rig.clock.now())
    await rig.advanceSeconds(1)
    expect(numbersIn(rig)).toEqual([[1, 2]])
    await trigger.idle()
    await trigger.stop()
  })
})

test('a trigger looks at no more shards than have something to do', async () => {
  const rig = new TriggerRig({ partitions: { bytesMax: 2000 } })
  for (let n = 0; n < 1_000; n += 1) rig.put({ id: `k${n}`, text: 'x'.repeat(100) })
  const trigger = rig.start({ startingPosition: 'LATEST' })
  rig.put({ id: 'k1', n: -1 })
  await trigger.idle()
  const step = vi.spyOn(ShardReader.prototype, 'step')
  for (let n = 0; n < 50; n += 1) {
    rig.put({ id: `k${n}`, n })
    await rig.advanceSeconds(1)
  }
  await trigger.idle()
  const handled = numbersIn(rig).flat()
  expect(handled.sort((left, right) => left - right)).toEqual(range(-1, 49))
  expect(step.mock.calls.length).toBeLessThan(50 * 10)
  step.mockRestore()
})

describe('the end', () => {
  test('stop hands over what there is, waits for it, and nothing is begun after it', async () => {
    const rig = new TriggerRig()
    let open = (): void => undefined
    rig.answer = () =>
      new Promise<void>(resolve => {
        open = resolve
      })
    const trigger = rig.start({ batchSize: 1 })
    await rig.putNumbers([1, 2])
    await rig.advanceSeconds(1)
    let hasStopped = false
    const stopped = trigger.stop().then(() => {
      hasStopped = true
    })
    await rig.advanceSeconds(1)
    expect(hasStopped).toBe(false)
    await rig.putNumbers([3])
    open()
    await new Promise(resolve => setImmediate(resolve))
    expect(hasStopped).toBe(false)
    open()
    await stopped
    await rig.advanceSeconds(60)
    expect(numbersIn(rig)).toEqual([[1], [2]])
    expect(trigger.counts.recordsHandled).toBe(2)
  })

  test('a handler may stop its own trigger', async () => {
    const rig = new TriggerRig()
    const trigger = rig.start({ batchSize: 1 })
    rig.answer = () => void trigger.stop()
    await rig.putNumbers([1, 2])
    await rig.advanceSeconds(60)
    await rig.putNumbers([3])
    await rig.advanceSeconds(60)
    expect(numbersIn(rig)).toEqual([[1], [2]])
  })

  test('what was put before stop is handed over, though the clock stands still', async () => {
    for (const options of [{}, { window: 300 }, { batchSize: 1 }, { parallelizationFactor: 3 }]) {
      const rig = new TriggerRig()
      const trigger = rig.start(options)
      await rig.putNumbers(range(1, 40))
      await trigger.stop()
      expect(
        numbersIn(rig)
          .flat()
          .sort((left, right) => left - right),
      ).toEqual(range(1, 40))
      await rig.putNumbers([41])
      await rig.advanceSeconds(600)
      expect(numbersIn(rig).flat()).toHaveLength(40)
    }
  })

  test('a handler that writes to its own table is not called for that after stop', async () => {
    const rig = new TriggerRig()
    const trigger = rig.start({ batchSize: 1 })
    let next = 100
    rig.answer = () => void rig.putNumbers([next++])
    await rig.putNumbers([1, 2])
    await trigger.stop()
    expect(numbersIn(rig)).toEqual([[1], [2]])
  })

  test('stop tries a batch that fails once more, and leaves it with all behind it', async () => {
    const rig = new TriggerRig()
    const trigger = rig.start({ batchSize: 1 })
    rig.answer = () => {
      throw new Error('no')
    }
    await rig.putNumbers([1, 2, 3])
    await rig.advanceSeconds(0)
    expect(numbersIn(rig)).toEqual([[1]])
    await trigger.stop()
    await rig.advanceSeconds(3600)
    expect(numbersIn(rig)).toEqual([[1], [1]])
    expect(trigger.counts.recordsGivenUp).toBe(0)
  })

  test('stop gives up what has no retries left, and goes on behind it', async () => {
    const rig = new TriggerRig()
    const given: number[] = []
    const trigger = rig.start({
      batchSize: 1,
      retries: 0,
      onFailure: failure => given.push(failure.DDBStreamBatchInfo.batchSize),
    })
    rig.answer = () => {
      throw new Error('no')
    }
    await rig.putNumbers([1, 2, 3])
    await trigger.stop()
    expect(numbersIn(rig)).toEqual([[1], [2], [3]])
    expect(given).toEqual([1, 1, 1])
  })

  test('stop may be called twice, and both wait', async () => {
    const rig = new TriggerRig()
    const trigger = rig.start()
    await rig.putNumbers([1])
    await Promise.all([trigger.stop(), trigger.stop()])
    expect(numbersIn(rig)).toEqual([[1]])
  })

  test('idle waits for a handler that waits for something outside', async () => {
    const rig = new TriggerRig()
    let done = 0
    rig.answer = async numbers => {
      await new Promise(resolve => setTimeout(resolve, 5))
      done += numbers.length
    }
    const trigger = rig.start({ batchSize: 1 })
    await rig.putNumbers(range(1, 40))
    await rig.advanceSeconds(0)
    await trigger.idle()
    expect(done).toBe(40)
  })

  test('a database that is closed hands over nothing more', async () => {
    const rig = new TriggerRig()
    const trigger = rig.start()
    await rig.putNumbers([1])
    rig.isClosed = true
    rig.streams.close()
    await rig.advanceSeconds(60)
    await trigger.idle()
    expect(rig.batches).toEqual([])
  })
})
