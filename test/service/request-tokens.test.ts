import { expect, test } from 'vitest'
import { RequestTokens } from '../../src/service/request-tokens.js'
import { ManualClock } from '../support/clock.js'

const COUNT = 200_000

test('the latest tokens are remembered, and the memory of them is bounded', () => {
  const tokens = new RequestTokens(new ManualClock())
  for (let index = 0; index <= COUNT; index += 1) tokens.remember(`token ${index}`, index, [index])
  expect(tokens.sizesOf('token 0', 0)).toBeUndefined()
  expect(tokens.sizesOf('token 1', 1)).toEqual([1])
  expect(tokens.sizesOf(`token ${COUNT}`, COUNT)).toEqual([COUNT])
})

test('a token that is remembered anew takes no room of another', () => {
  const tokens = new RequestTokens(new ManualClock())
  for (let index = 0; index < COUNT; index += 1) tokens.remember(`token ${index}`, index, [index])
  tokens.remember('token 5', 5, [6])
  expect(tokens.sizesOf('token 0', 0)).toEqual([0])
  expect(tokens.sizesOf('token 5', 5)).toEqual([6])
})
