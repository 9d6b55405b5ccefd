import { describe, expect, test } from 'vitest'
import { Alarm } from '../../src/env/alarm.js'
import { clockOf, systemClock, wakeAt } from '../../src/env/clock.js'
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

describe('a clock that is moved while it moves', () => {
  test('goes on from there: the movements add up', async () => {
    const clock = new ManualClock(0)
    const rings = ringsOf(clock, [500, 3_000])
    const first = clock.advance(1_000)
    const second = clock.advance(5_000)
    await first
    expect(clock.now()).toBe(1_000)
    await second
    expect(clock.now()).toBe(6_000)
    expect(rings).toEqual([
      [500, 500],
      [3_000, 3_000],
    ])
  })

  test.each(['at once', 'awaited'])('by what rings, %s', async how => {
    const clock = new ManualClock(0)
    const seen: number[] = []
    const look = (): unknown => seen.push(clock.now())
    wakeAt(clock, 10, async () => {
      const moved = clock.advance(100)
      if (how === 'awaited') await moved
      look()
    })
    for (const time of [20, 60, 109, 130]) wakeAt(clock, time, look)
    await clock.advance(20)
    await clock.advance(5)
    expect(clock.now()).toBe(125)
    expect(seen).toEqual([...seen].sort((left, right) => left - right))
    expect(seen.filter(time => time > 10)).toHaveLength(how === 'awaited' ? 4 : 3)
  })

  test('time never goes back, whoever moves it and when', async () => {
    const clock = new ManualClock(0)
    let last = 0
    let moved = 0
    const look = (): void => {
      expect(clock.now()).toBeGreaterThanOrEqual(last)
      last = clock.now()
    }
    for (let time = 0; time < 200; time += 7) {
      wakeAt(clock, time, () => {
        look()
        if (moved > 300) return
        moved += time
        void clock.advance(time)
      })
    }
    const all = Array.from({ length: 10 }, (_, step) => clock.advance(step).then(look))
    moved += 45
    await Promise.all(all)
    // What rings may have moved it on.
    while (clock.now() < moved) await clock.advance(0)
    expect(clock.now()).toBe(moved)
  })

  test('what fails while it rings fails one movement, and the next begins where it stopped', async () => {
    const clock = new ManualClock(0)
    wakeAt(clock, 10, () => {
      throw new Error('no')
    })
    await expect(clock.advance(100)).rejects.toThrow('no')
    await clock.advance(5)
    expect(clock.now()).toBe(15)
  })
})

describe('a clock of a caller', () => {
  test('tells whole milliseconds, and the last time that it told where it tells none', () => {
    const times = [1.75, Number.NaN, 2.5, Number.POSITIVE_INFINITY, undefined, 9e15, 1, -0.5]
    let next = 0
    const clock = clockOf({ now: () => times[next++] as number })
    expect(times.slice(1).map(() => clock.now())).toEqual([1, 2, 2, 2, 2, 1, -1])
  })

  test.each([{}, { now: () => Number.NaN }, { now: () => 'soon' }, undefined, { now: 5 }])(
    'that is none is refused',
    given => {
      expect(() => clockOf(given as never)).toThrow(/^clock is .* must be an object whose now\(\)/)
    },
  )

  test('with alarms of its own is asked for them', async () => {
    const clock = new ManualClock(0)
    const rings = ringsOf(clockOf(clock) as ManualClock, [5])
    await clock.advance(5.5)
    expect(rings).toEqual([[5, 5]])
  })
})

describe('an alarm', () => {
  test('rings once for the time that was set last', async () => {
    const clock = new ManualClock(0)
    const rings: number[] = []
    const alarm = new Alarm(clock, () => rings.push(clock.now()))
    alarm.set(10)
    alarm.set(5)
    expect(alarm.time).toBe(5)
    await clock.advance(20)
    expect(alarm.time).toBeUndefined()
    alarm.set(30)
    alarm.cancel()
    alarm.set(40)
    await clock.advance(20)
    expect(rings).toEqual([5, 40])
  })

  test('may set itself anew as it rings', async () => {
    const clock = new ManualClock(0)
    const rings: number[] = []
    const alarm: Alarm = new Alarm(clock, () => {
      rings.push(clock.now())
      alarm.set(clock.now() + 10)
    })
    alarm.set(10)
    await clock.advance(35)
    expect(rings).toEqual([10, 20, 30])
  })
})
