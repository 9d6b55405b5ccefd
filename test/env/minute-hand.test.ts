/** Which minute it is: of the machine's time without a look at the clock, of other clocks always with one. */

import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/env/clock.js'
import { minuteHandOf } from '../../src/env/minute-hand.js'

/** What the hand shows while nobody knows. */
const NO_MINUTE = -1

afterEach(() => {
  vi.useRealTimers()
})

test('the minute of the machine is known until it is over, by one alarm', () => {
  vi.useFakeTimers({ now: 10 * 60_000 + 1 })
  const hand = minuteHandOf(systemClock)
  expect(minuteHandOf(systemClock)).toBe(hand)
  expect(hand.look()).toBe(10)
  expect(hand.look()).toBe(10)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(59_998)
  expect(hand.minute).toBe(10)
  vi.advanceTimersByTime(1)
  expect(hand.minute).toBe(NO_MINUTE)
  expect(vi.getTimerCount()).toBe(0)
})

test('a look corrects what an alarm that could not ring has left', () => {
  vi.useFakeTimers({ now: 20 * 60_000 })
  const hand = minuteHandOf(systemClock)
  hand.look()
  vi.setSystemTime(25 * 60_000)
  expect(hand.minute).toBe(20)
  expect(hand.look()).toBe(25)
  expect(hand.minute).toBe(25)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(hand.minute).toBe(NO_MINUTE)
})

test('other clocks are looked at each time', () => {
  let time = 0
  const hand = minuteHandOf({ now: () => time })
  expect(hand.look()).toBe(0)
  expect(hand.minute).toBe(NO_MINUTE)
  time = 120_000
  expect(hand.look()).toBe(2)
})
