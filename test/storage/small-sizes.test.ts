/** The tests of what keeps records in order, and of the index for point reads, with bounds that are crossed all the time. */

import { describe, vi } from 'vitest'

vi.mock('../../src/storage/storage-sizes.js', async () => {
  return (await import('../support/small-sizes.js')).SMALL_SIZES
})

describe('with small pages and leaves', async () => {
  await import('./item-collections.test.js')
  await import('./key-index.test.js')
  await import('./table-store.test.js')
})
