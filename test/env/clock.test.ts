import { expect, test } from 'vitest'
import { systemClock, wakeAt } from '../../src/env/clock.js'
import { ManualClock } from '../../src/testing/manual-clock.js'

const ringsOf = (clock: ManualClock, times: readonly number[]): [number, number][] => {
  const rings: [number, number][] = []
  for (const time of times) wakeAt(clock, time, () => rings.push([time, clock.now()]))
  return rings
}

test('a clock that is moved rings what waits, in order, each at its time', async () => {
  const clock = new ManualClock(1_000)
  const rings = ringsOf(clock, [3_000, 500, 2_000, 3_001])
  await clock.advance(0)
  expect(rings).toEqual([[500, 1_000]])
  await clock.advance(2_000)
  expect(rings.slice(1)).toEqual([
    [2_000, 2_000],
    [3_000, 3_000],
  ])
  expect(clock.now()).toBe(3_000)
})

test('what is set while the clock is moved rings on the way, too', async () => {
  const clock = new ManualClock(0)
  const rings: number[] = []
  const every = (period: number): void => {
    wakeAt(clock, clock.now() + period, () => {
      rings.push(clock.now())
      every(period)
    })
  }
  every(100)
  await clock.advance(350)
  expect(rings).toEqual([100, 200, 300])
  expect(clock.now()).toBe(350)
})

test('an alarm that is cancelled does not ring', async () => {
  const clock = new ManualClock(0)
  const cancel = wakeAt(clock, 10, () => expect.fail('it rings'))
  cancel()
  await clock.advance(100)
})

test('a clock that nothing waits for has moved at once, and never moves back', async () => {
  const clock = new ManualClock(0)
  const moved = clock.advance(5)
  expect(clock.now()).toBe(5)
  await moved
  await expect(clock.advance(-1)).rejects.toThrow(RangeError)
})

test('the machine and a clock that only tells the time ring when it has come', async () => {
  await new Promise<void>(resolve => wakeAt(systemClock, Date.now() + 20, resolve))
  await new Promise<void>(resolve => wakeAt(systemClock, Date.now() - 20, resolve))
  let now = 0
  const plain = { now: () => now }
  let rang = false
  const done = new Promise<void>(resolve => {
    wakeAt(plain, 1_000, () => {
      rang = true
      resolve()
    })
  })
  expect(rang).toBe(false)
  now = 1_000
  await done
})
