/** The page of the explorer as the build makes it, in a directory of its own. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'tsup'
import { explorerPage } from '../../tsup.config.js'

export interface PageDirectory {
  readonly path: string
  readonly url: URL
  remove(): Promise<void>
}

/** Builds the page. */
export async function buildPage(): Promise<PageDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'hashrange-explorer-'))
  await build({ ...explorerPage, outDir: path })
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true })
  return { path, url: pathToFileURL(`${path}/`), remove }
}
