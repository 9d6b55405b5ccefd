import { expect, test } from 'vitest'
import type { StreamEvent } from '../../../src/streams/triggers/event.js'
import { range, TriggerRig } from './rig.js'

/** A handler that adds up numbers, and what it was given. */
function summing(rig: TriggerRig) {
  const events: StreamEvent[] = []
  rig.answer = (numbers, event) => {
    events.push(structuredClone(event))
    const sum = numbers.reduce((total, n) => total + n, Number(event.state?.sum ?? 0))
    return { state: { sum } }
  }
  const told = (): object[] =>
    events.map(({ Records, state, window, isFinalInvokeForWindow: isFinal }) => ({
      count: Records.length,
      state,
      start: window?.start.slice(11, 19),
      isFinal,
    }))
  return { events, told }
}

test('the state goes from batch to batch, until the window is over', async () => {
  const rig = new TriggerRig()
  const { events, told } = summing(rig)
  rig.start({ tumblingWindow: 60, batchSize: 2 })
  await rig.putNumbers([1, 2, 3])
  await rig.advanceSeconds(50)
  await rig.putNumbers([4])
  await rig.advanceSeconds(9)
  expect(told()).toEqual([
    { count: 2, state: {}, start: '00:00:00', isFinal: false },
    { count: 1, state: { sum: 3 }, start: '00:00:00', isFinal: false },
    { count: 1, state: { sum: 6 }, start: '00:00:00', isFinal: false },
  ])
  await rig.advanceSeconds(1)
  expect(rig.batches.at(-1)).toEqual({ second: 60, numbers: [] })
  await rig.advanceSeconds(600)
  await rig.putNumbers([5])
  await rig.advanceSeconds(600)
  expect(told().slice(3)).toEqual([
    { count: 0, state: { sum: 10 }, start: '00:00:00', isFinal: true },
    { count: 1, state: {}, start: '00:11:00', isFinal: false },
    { count: 0, state: { sum: 5 }, start: '00:11:00', isFinal: true },
  ])
  expect(events[0]).toMatchObject({
    window: { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:01:00Z' },
    shardId: rig.stream.shards[0]?.id,
    eventSourceARN: expect.stringContaining('/stream/'),
    isWindowTerminatedEarly: false,
  })
})

test('no batch has records of two windows', async () => {
  const rig = new TriggerRig()
  const { told } = summing(rig)
  for (const n of range(1, 6)) {
    await rig.putNumbers([n])
    await rig.advanceSeconds(20)
  }
  rig.start({ tumblingWindow: 60 })
  await rig.advanceSeconds(0)
  expect(told()).toEqual([
    { count: 3, state: {}, start: '00:00:00', isFinal: false },
    { count: 0, state: { sum: 6 }, start: '00:00:00', isFinal: true },
    { count: 3, state: {}, start: '00:01:00', isFinal: false },
    { count: 0, state: { sum: 15 }, start: '00:01:00', isFinal: true },
  ])
})

test('a shard that ends, ends its window', async () => {
  const rig = new TriggerRig()
  const { told } = summing(rig)
  rig.start({ tumblingWindow: 900 })
  await rig.putNumbers([1])
  rig.stream.close(rig.clock.now())
  await rig.advanceSeconds(1)
  expect(told()).toMatchObject([{ isFinal: false }, { state: { sum: 1 }, isFinal: true }])
})

test('the state before stays where the handler fails, and stays with the end of the window', async () => {
  const rig = new TriggerRig()
  const states: unknown[] = []
  rig.answer = (_numbers, event) => {
    states.push(structuredClone(event.state))
    if (event.state !== undefined) event.state.spoiled = true
    if (rig.batches.length % 2 === 1) throw new Error('no')
    return { state: { calls: rig.batches.length } }
  }
  const trigger = rig.start({ tumblingWindow: 60, batchSize: 1 })
  await rig.putNumbers([1, 2])
  await rig.advanceSeconds(600)
  expect(states).toEqual([{}, {}, { calls: 2 }, { calls: 2 }, { calls: 4 }, { calls: 4 }])
  expect(trigger.counts).toMatchObject({ recordsHandled: 2, invocations: 6, failedInvocations: 3 })
})

test('the end of a window is given up as batches are', async () => {
  const rig = new TriggerRig()
  rig.answer = numbers => {
    if (numbers.length === 0) throw new Error('no')
    return { state: { numbers } }
  }
  const trigger = rig.start({ tumblingWindow: 60, retries: 2 })
  await rig.putNumbers([1])
  await rig.advanceSeconds(600)
  await rig.putNumbers([2])
  await rig.advanceSeconds(0)
  expect(rig.batches.map(({ second }) => second)).toEqual([0, 60, 61, 63, 600])
  expect(trigger.counts.recordsHandled).toBe(2)
})

test('a state that is no object fails the batch; without one it is empty', async () => {
  const rig = new TriggerRig()
  const states: unknown[] = []
  const answers = [{ state: 'x' }, { state: [] }, { state: { a: 1 } }, undefined]
  rig.answer = (_numbers, event) => {
    states.push(event.state)
    return answers[states.length - 1]
  }
  const trigger = rig.start({ tumblingWindow: 900, batchSize: 1 })
  await rig.putNumbers([1, 2, 3])
  await rig.advanceSeconds(60)
  expect(states).toEqual([{}, {}, {}, { a: 1 }, {}])
  expect(trigger.counts).toMatchObject({ failedInvocations: 2, recordsHandled: 3 })
})

test('a state of more than 1 MB ends the window', async () => {
  const rig = new TriggerRig()
  const told: unknown[] = []
  rig.answer = (numbers, { isFinalInvokeForWindow: isFinal, isWindowTerminatedEarly: isEarly }) => {
    told.push([numbers, isFinal, isEarly])
    return { state: { text: 'x'.repeat(numbers[0] === 1 ? 1024 * 1024 : 1) } }
  }
  rig.start({ tumblingWindow: 900, batchSize: 1 })
  await rig.putNumbers([1, 2])
  await rig.advanceSeconds(1)
  expect(told).toEqual([
    [[1], false, false],
    [[], true, true],
    [[2], false, false],
  ])
})
