/** Paths for what tests of migrations write. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'hashrange-migration-'))
let count = 0
afterAll(() => rmSync(folder, { recursive: true }))

/** A path in a temporary folder where nothing is yet. */
export function newPath(): string {
  count += 1
  return join(folder, String(count))
}
