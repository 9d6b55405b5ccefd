import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', server: 'src/server.ts', command: 'src/tools/main.ts' },
  format: ['esm', 'cjs'],
  target: 'node20',
  dts: { entry: { index: 'src/index.ts', server: 'src/server.ts' } },
  sourcemap: true,
  clean: true,
  // The entries share their classes, so that an error of one is an error of the other.
  splitting: true,
  treeshake: true,
})
