import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pack, unpack } from '../../src/encoding/msgpack.js'
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

  /** Others, which are given what a fork saves. */
  reopened(): Tokens {
    const tokens = new RequestTokens(this.#clock)
    for (const piece of this.#tokens.fork(this.#clock).save()) {
      const packed = pack(piece)
      expect(packed.length).toBeLessThan(2 ** 18)
      tokens.load(unpack(packed))
    }
    return new Tokens(this.#clock, tokens)
  }
}

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

type Step =
  | { token: string; region: string; actions: number; sizes: readonly number[] }
  | { pause: number }

describe('tokens that were saved and loaded', () => {
  const regions = ['here', 'there']
  const names = ['a', 'b', 'c', 'a\ud800', 'a\udfff', 'a\ufffd', '\ud83d\ude00', ' ', '"\\']
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      region: fc.constantFrom(...regions),
      token: fc.constantFrom(...names),
      actions: fc.nat({ max: 1 }),
      sizes: fc.array(fc.nat({ max: 400_000 }), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ pause: fc.nat({ max: TEN_MINUTES / 2 }) }),
  )
  const steps = fc.array(step, { maxLength: 30 })

  async function runAll(
    clock: ManualClock,
    worlds: readonly Tokens[],
    done: readonly Step[],
  ): Promise<void> {
    for (const one of done) {
      if ('pause' in one) await clock.advance(one.pause)
      else for (const world of worlds) world.remember(one.token, one.actions, one.sizes, one.region)
    }
  }

  const toldOf = (tokens: Tokens): unknown =>
    regions.map(region =>
      names.map(name => [0, 1].map(actions => answerOf(tokens, name, actions, region))),
    )

  function answerOf(tokens: Tokens, name: string, actions: number, region: string): unknown {
    try {
      return tokens.sizesOf(name, actions, region)
    } catch (error) {
      return String(error)
    }
  }

  test('are those that there were, and are forgotten when they would have been', () =>
    fc.assert(
      fc.asyncProperty(steps, steps, async (before, after) => {
        const clock = new ManualClock()
        const tokens = new Tokens(clock)
        await runAll(clock, [tokens], before)
        const reopened = tokens.reopened()
        expect(toldOf(reopened)).toEqual(toldOf(tokens))
        for (const one of after) {
          await runAll(clock, [tokens, reopened], [one])
          expect(toldOf(reopened)).toEqual(toldOf(tokens))
        }
        expect(toldOf(reopened.reopened())).toEqual(toldOf(tokens))
      }),
    ))

  test('are the latest ones, however many and large they are, and the memory of them is bounded', () => {
    const tokens = new Tokens(new ManualClock())
    const count = COUNT + 50_000
    const large = Array.from({ length: 100 }, () => 400_000)
    // Of those in a row that are large, the pieces that are saved are the largest that there can be.
    const sizesOf = (index: number) => (index % 20_000 < 2000 ? large : [index])
    for (let index = 0; index < count; index += 1) {
      tokens.remember(`token ${index}`, index, sizesOf(index))
    }
    const reopened = tokens.reopened()
    for (const each of [tokens, reopened]) {
      for (const gone of [0, 1, 30_000]) {
        expect(each.sizesOf(`token ${gone}`, gone)).toBeUndefined()
      }
      for (const kept of [count - COUNT, 100_000, count - 100_000, count - 1]) {
        expect(each.sizesOf(`token ${kept}`, kept)).toEqual(sizesOf(kept))
      }
    }
    reopened.remember('more', 0, [1])
    const oldest = count - COUNT + 1
    expect(reopened.sizesOf(`token ${oldest}`, oldest)).toEqual(sizesOf(oldest))
  })

  test('are not saved once they have expired', async () => {
    const clock = new ManualClock()
    const tokens = new RequestTokens(clock)
    const remembered = new Tokens(clock, tokens)
    remembered.remember('a', 1, [1])
    await clock.advance(TEN_MINUTES - 1)
    remembered.remember('b', 2, [2])
    expect([...tokens.fork(clock).save()].flat()).toHaveLength(2)
    const fork = tokens.fork(clock)
    await clock.advance(1)
    expect([...fork.save()].flat()).toHaveLength(1)
  })
})
