/** An export is there as a whole, or not at all: whatever the disk does, and whenever it is stopped. */

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { exportItems } from '../../src/transfer/export.js'
import { checksumKeyOf } from '../../src/transfer/export-layout.js'
import { partsOfTable } from '../../src/transfer/export-source.js'
import { Random, seedsFrom, withSeed } from '../support/random.js'
import { SimulatedFiles } from '../support/simulated-files.js'
import { BUCKET, DESCRIPTION, EXPORT_ID, filesIn, linesOf, optionsFor, tableOf } from './exports.js'

const STORE = tableOf(
  Array.from({ length: 40 }, (_, sk) => ({ pk: `customer ${sk}`, sk, text: 'x'.repeat(9_000) })),
)
STORE.spread(3)
const SUMMARY = `AWSDynamoDB/${EXPORT_ID}/manifest-summary.json`

const exportTo = (files: SimulatedFiles, signal?: AbortSignal) => {
  const options = optionsFor(DESCRIPTION, files)
  return exportItems({ ...options, fileBytesMax: 100_000, signal }, partsOfTable(STORE))
}

/** How many calls an export makes of its disk. */
async function callsOfExport(): Promise<number> {
  const files = new SimulatedFiles(new Random(1))
  await exportTo(files)
  return files.callCount
}

/** Expects all of an export, with the checksums of its manifests. */
function expectWhole(found: ReadonlyMap<string, Buffer>): void {
  const summary = JSON.parse(found.get(SUMMARY)?.toString() ?? '')
  expect(linesOf(found)).toHaveLength(summary.itemCount)
  expect(summary.itemCount).toBe(STORE.items)
  for (const key of [SUMMARY, summary.manifestFilesS3Key]) {
    const digest = createHash('md5').update(found.get(key) ?? '')
    expect(found.get(checksumKeyOf(key))?.toString()).toBe(digest.digest('base64'))
  }
}

describe('when a call of the disk fails', () => {
  test('the export fails with the path of its file, and nothing of it is left', async () => {
    const calls = await callsOfExport()
    for (let at = 1; at <= calls; at += 1) {
      const files = new SimulatedFiles(new Random(at))
      let failed = ''
      files.plan = (call, _, path) => {
        if (call !== at) return undefined
        failed = path
        return 'ENOSPC'
      }
      const error = await exportTo(files).catch(error => error)
      expect(error, `call ${at}`).toMatchObject({ name: 'FileFailed', code: 'ENOSPC' })
      expect(error.message).toContain('Free some space')
      expect(failed).toContain(error.file.replace(/\.new$/, ''))
      expect([...(await filesIn(files)).keys()], `call ${at}`).toEqual([])
      expect(await files.list(`${BUCKET}/AWSDynamoDB`).catch(() => [])).toEqual([])
    }
  }, 20_000)

  test('and all later ones, it is no export, or a whole one', async () => {
    const calls = await callsOfExport()
    for (let at = 1; at <= calls; at += 1) {
      const files = new SimulatedFiles(new Random(at))
      files.plan = call => (call >= at ? 'EIO' : undefined)
      await expect(exportTo(files)).rejects.toThrow('Look after the disk')
      files.plan = () => undefined
      const found = await filesIn(files)
      if (found.has(SUMMARY)) expectWhole(found)
    }
  })
})

test('where the process ends, or the power fails, it is no export, or a whole one', async () => {
  const calls = await callsOfExport()
  for (const seed of seedsFrom(...Array.from({ length: 40 }, (_, nth) => nth))) {
    await withSeed(seed, async random => {
      const files = new SimulatedFiles(random)
      const at = random.between(1, calls + 1)
      files.plan = call => (call === at ? 'crash' : undefined)
      await Promise.race([exportTo(files).catch(() => {}), files.crashed])
      const found = await filesIn(files.restarted(random.pick(['kill', 'power'])))
      if (at > calls || found.has(SUMMARY)) expectWhole(found)
    })
  }
})

describe('an export that is stopped', () => {
  test('rejects with the reason, and nothing of it is left, wherever it is', async () => {
    const calls = await callsOfExport()
    let stopped = 0
    for (let at = 1; at <= calls; at += 3) {
      const files = new SimulatedFiles(new Random(at))
      const controller = new AbortController()
      const reason = new Error('enough')
      files.plan = call => {
        if (call === at) controller.abort(reason)
        return undefined
      }
      const outcome = await exportTo(files, controller.signal).catch(error => error)
      if (outcome !== reason) expectWhole(await filesIn(files))
      else {
        stopped += 1
        expect([...(await filesIn(files)).keys()], `call ${at}`).toEqual([])
      }
    }
    expect(stopped).toBeGreaterThan(5)
  })

  test('before it begins leaves the disk alone', async () => {
    const files = new SimulatedFiles(new Random(1))
    await expect(exportTo(files, AbortSignal.abort())).rejects.toThrow('aborted')
    expect(files.callCount).toBe(0)
  })
})

test('a source that fails fails the export with its error, is told that no more is read, and nothing is left', async () => {
  const files = new SimulatedFiles(new Random(1))
  let isClosed = false
  function* failing() {
    try {
      for (const part of partsOfTable(STORE)) yield* part
      throw new RangeError('no more of it')
    } finally {
      isClosed = true
    }
  }
  await expect(exportItems(optionsFor(DESCRIPTION, files), [failing()])).rejects.toThrow(
    new RangeError('no more of it'),
  )
  expect(isClosed).toBe(true)
  expect([...(await filesIn(files)).keys()]).toEqual([])
})

test('a source is told that no more is read when the disk fails', async () => {
  const files = new SimulatedFiles(new Random(1))
  files.plan = (_, kind) => (kind === 'write' ? 'EIO' : undefined)
  let isClosed = false
  function* endless() {
    try {
      for (;;) for (const part of partsOfTable(STORE)) yield* part
    } finally {
      isClosed = true
    }
  }
  await expect(exportItems(optionsFor(DESCRIPTION, files), [endless()])).rejects.toThrow('EIO')
  expect(isClosed).toBe(true)
})

test('an export whose id is taken is refused, and the other one stays', async () => {
  const files = new SimulatedFiles(new Random(1))
  await exportTo(files)
  const before = await filesIn(files)
  await expect(exportTo(files)).rejects.toMatchObject({ name: 'FileFailed', code: 'EEXIST' })
  expect(await filesIn(files)).toEqual(before)
  expectWhole(before)
})
