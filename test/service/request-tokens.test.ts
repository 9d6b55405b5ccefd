import { expect, test } from 'vitest'
import { RequestTokens, tokenOf } from '../../src/service/request-tokens.js'
import { ManualClock } from '../support/clock.js'

const COUNT = 200_000
const TEN_MINUTES = 600_000

/** The tokens of one region, which are told of commits by a clock. */
class Tokens {
  readonly #clock: ManualClock
  readonly #tokens: RequestTokens

  constructor(clock: ManualClock, tokens = new RequestTokens(clock)) {
    this.#clock = clock
    this.#tokens = tokens
  }

  remember(token: string, actions: unknown, sizes: readonly number[], region = 'here'): void {
    this.#tokens.apply({
      sequenceNumber: 1,
      time: this.#clock.now(),
      changes: [],
      origin: undefined,
      token: { ...tokenOf({ region, token }, actions), sizes },
    })
  }

  sizesOf(token: string, actions: unknown, region = 'here'): readonly number[] | undefined {
    return this.#tokens.sizesOf(tokenOf({ region, token }, actions))
  }

  fork(clock: ManualClock): Tokens {
    return new Tokens(clock, this.#tokens.fork(clock))
  }
}

test('the latest tokens are remembered, and the memory of them is bounded', () => {
  const tokens = new Tokens(new ManualClock())
  const all = COUNT + 50_000
  for (let index = 0; index < all; index += 1) tokens.remember(`token ${index}`, index, [index])
  for (const gone of [0, 1, 30_000]) {
    expect(tokens.sizesOf(`token ${gone}`, gone)).toBeUndefined()
  }
  for (const kept of [all - COUNT, all - 100_000, all - 1]) {
    expect(tokens.sizesOf(`token ${kept}`, kept)).toEqual([kept])
  }
})

test('a token that is remembered anew is the new one, before and after a fork', () => {
  const clock = new ManualClock()
  const tokens = new Tokens(clock)
  tokens.remember('a', 1, [1])
  tokens.remember('b', 2, [2])
  tokens.fork(clock)
  tokens.remember('a', 3, [3])
  expect(tokens.fork(clock).sizesOf('a', 3)).toEqual([3])
  expect(tokens.sizesOf('a', 3)).toEqual([3])
  expect(tokens.sizesOf('b', 2)).toEqual([2])
  expect(() => tokens.sizesOf('b', 4)).toThrow(/already used/)
})

test('neither side learns what the other remembers after a fork', () => {
  const clock = new ManualClock()
  const tokens = new Tokens(clock)
  for (let index = 0; index < 100; index += 1) {
    tokens.remember(`before ${index}`, 0, [index])
    const fork = tokens.fork(clock)
    tokens.remember(`original ${index}`, 0, [1])
    fork.remember(`fork ${index}`, 0, [2])
    expect(fork.sizesOf(`original ${index}`, 0)).toBeUndefined()
    expect(tokens.sizesOf(`fork ${index}`, 0)).toBeUndefined()
    expect(fork.sizesOf('before 0', 0)).toEqual([0])
    expect(fork.sizesOf(`before ${index}`, 0)).toEqual([index])
  }
})

test('a token expires by the clock of whoever is asked', async () => {
  const [clock, other] = [new ManualClock(), new ManualClock()]
  const tokens = new Tokens(clock)
  tokens.remember('a', 1, [1])
  const fork = tokens.fork(other)
  await clock.advance(TEN_MINUTES - 1)
  expect(tokens.sizesOf('a', 1)).toEqual([1])
  tokens.remember('b', 2, [2])
  await clock.advance(1)
  expect(tokens.sizesOf('a', 1)).toBeUndefined()
  expect(tokens.sizesOf('b', 2)).toEqual([2])
  expect(fork.sizesOf('a', 1)).toEqual([1])
  await other.advance(TEN_MINUTES)
  expect(fork.sizesOf('a', 1)).toBeUndefined()
})

test('each region has tokens of its own', () => {
  const tokens = new Tokens(new ManualClock())
  tokens.remember('a', 1, [1])
  tokens.remember('a', 2, [2], 'there')
  expect(tokens.sizesOf('a', 1)).toEqual([1])
  expect(tokens.sizesOf('a', 2, 'there')).toEqual([2])
  expect(() => tokens.sizesOf('a', 2)).toThrow(/already used/)
})
