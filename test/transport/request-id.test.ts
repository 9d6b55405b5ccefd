import { expect, test } from 'vitest'
import { systemRandom } from '../../src/env/random.js'
import { requestIds } from '../../src/transport/request-id.js'

const ID_COUNT = 3 * 36 ** 2

test('ids have the form of the service, and none comes twice', () => {
  const nextId = requestIds(systemRandom)
  const ids = Array.from({ length: ID_COUNT }, nextId)
  for (const id of ids) expect(id).toMatch(/^[0-9A-Z]{52}$/)
  expect(new Set(ids).size).toBe(ID_COUNT)
  expect(new Set(ids.map(id => id.slice(0, 50))).size).toBe(3)
})

test('bytes that would favour some characters are passed over', () => {
  const drawn = [251, 252, 255, 0, 35, 36]
  const nextId = requestIds({
    bytes: count =>
      Uint8Array.from({ length: count }, (_, index) => drawn[index % drawn.length] ?? 0),
  })
  // 251, 0, 35, 36: the last character, the first, the last, the first.
  expect(nextId().slice(0, 8)).toBe('Z0Z0Z0Z0')
})
