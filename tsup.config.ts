import { readFileSync } from 'node:fs'
import { build, defineConfig, type Options } from 'tsup'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/**
 * How CommonJS modules come to libraries. Jest imports nothing within them, and hands a simulated browser, such as that of jsdom,
 * files for browsers, ES modules that it can't require: `msgpackr` has a path without such a condition, and `yaml` tells
 * where its file for Node is. All stay where bundlers see them.
 */
const REQUIRED: readonly (readonly [RegExp, string])[] = [
  [/(?<=\bfrom ["']msgpackr)(?=["'])/g, '/index-no-eval'],
  [
    /\bimport\(["']yaml["']\)/g,
    `Promise.resolve().then(() => {
      try {
        return require('yaml')
      } catch {
        const fields = require.resolve('yaml/package.json')
        return require(require('node:path').join(fields, '..', require(fields).main))
      }
    })`,
  ],
  [/\bimport\((["'][@a-z.][^"']*["'])\)/g, 'Promise.resolve().then(() => require($1))'],
]

/** The page of the explorer: one script and one style sheet with all that they need, for a browser. */
export const explorerPage: Options = {
  config: false,
  entry: { page: 'src/explorer/page/main.tsx' },
  outDir: 'dist/explorer',
  tsconfig: 'src/explorer/page/tsconfig.json',
  platform: 'browser',
  format: 'esm',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  noExternal: [/./],
  minify: true,
  // What is imported when it is wanted is a file of its own.
  splitting: true,
  silent: true,
}

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    server: 'src/server.ts',
    dax: 'src/dax/entry.ts',
    remote: 'src/remote/entry.ts',
    migrate: 'src/migration/entry.ts',
    testing: 'src/testing/entry.ts',
    'testing-vitest': 'src/testing/vitest.ts',
    'testing-jest': 'src/testing/jest.ts',
    'testing-node': 'src/testing/node.ts',
    command: 'src/tools/main.ts',
  },
  format: ['esm', 'cjs'],
  // Jest gives it to the tests that it runs.
  external: ['@jest/globals'],
  // `test` is another package than `node:test`.
  removeNodeProtocol: false,
  target: 'node20',
  define: { VERSION: JSON.stringify(version) },
  dts: {
    // What is for the library only, such as constructors of what callers are handed, is no part of its types. Whether the types
    // are right is asked by `npm run typecheck`; to ask it again takes longer than all the rest of the build.
    compilerOptions: { stripInternal: true, noCheck: true },
    entry: {
      index: 'src/index.ts',
      server: 'src/server.ts',
      dax: 'src/dax/entry.ts',
      remote: 'src/remote/entry.ts',
      migrate: 'src/migration/entry.ts',
      testing: 'src/testing/entry.ts',
      'testing-vitest': 'src/testing/vitest.ts',
      'testing-jest': 'src/testing/jest.ts',
      'testing-node': 'src/testing/node.ts',
    },
  },
  // The code is not minified: what a stack names is there to be read, without a second copy of the source.
  sourcemap: false,
  plugins: [
    {
      name: 'required libraries',
      renderChunk(code) {
        if (this.format !== 'cjs') return
        return { code: REQUIRED.reduce((text, [from, to]) => text.replace(from, to), code) }
      },
    },
  ],
  // The command is an ES module only.
  esbuildOptions(options, { format }) {
    const entries = options.entryPoints as Record<string, string>
    if (format === 'cjs') {
      options.entryPoints = Object.fromEntries(
        Object.entries(entries).filter(([name]) => name !== 'command'),
      )
    }
  },
  clean: true,
  onSuccess: () => build(explorerPage),
  // CommonJS modules know where they are, too.
  shims: true,
  // The entries share their classes, so that an error of one is an error of the other.
  splitting: true,
  treeshake: true,
})
