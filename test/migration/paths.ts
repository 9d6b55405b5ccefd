/** Paths for what tests of migrations write. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'hashrange-migration-'))
let count = 0
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A path in a temporary folder where nothing is yet. */
export function newPath(): string {
  // Another file of tests in the same thread shares this module, and may have removed it at its end.
  mkdirSync(folder, { recursive: true })
  count += 1
  return join(folder, String(count))
}
