/** The model again, with bounds of what is stored that are crossed every few operations. */

import { describe, vi } from 'vitest'

vi.mock('../../src/storage/storage-sizes.js', async () => {
  return (await import('../support/small-sizes.js')).SMALL_SIZES
})

describe('with small pages and leaves', async () => {
  await import('./model.test.js')
})
