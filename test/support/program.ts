/** A program of many modules as one file of JavaScript: to load each of its own takes a process seconds, time and again. */

import { symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** The version that the command tells. */
const VERSION = '1.2.3'

/**
 * Builds it in a folder, for which it is the only one; the packages that it loads are found there.
 *
 * @returns the path of the file
 */
export async function buildProgram(source: URL, folder: string): Promise<string> {
  const outfile = join(folder, basename(source.pathname).replace(/\.ts$/, '.mjs'))
  await symlink(MODULES, join(folder, 'node_modules'), 'junction')
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    define: { VERSION: JSON.stringify(VERSION) },
  })
  return outfile
}
