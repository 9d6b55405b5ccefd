import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What hangs is found; what only waits for a busy machine is not called a failure.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'threads',
    // By default one core is left idle, which is half of a small machine.
    maxWorkers: '100%',
  },
})
