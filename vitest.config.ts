import { configDefaults, defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.js'

/**
 * Tests that need a world of their own: they put other modules in the place of some, load one anew, turn the clock of the
 * process, or count what its heap holds.
 */
const ALONE = [
  'test/**/small-sizes.test.ts',
  'test/encoding/hash.test.ts',
  'test/env/minute-hand.test.ts',
  'test/fuzz/leaks.test.ts',
  'test/native/forgotten.test.ts',
  'test/tools/help.test.ts',
  'test/transport/detach.test.ts',
  'test/transport/slow-clients.test.ts',
]

export default defineConfig({
  test: {
    // What hangs is found; what only waits for a busy machine is not called a failure.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'threads',
    // By default one core is left idle, which is half of a small machine.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // What a file has become is kept beside the packages until the file changes: it was half of what it takes to run one file.
    experimental: { fsModuleCache: true },
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ALONE],
          // The library keeps no state outside of databases, so that one thread loads it once for all its files.
          isolate: false,
        },
      },
    ],
  },
})
