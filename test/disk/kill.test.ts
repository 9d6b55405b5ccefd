import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemFiles } from '../../src/env/files.js'
import { buildProgram } from '../support/program.js'
import { Random } from '../support/random.js'
import { Child } from './child.js'
import { KEY, openTestLog, payloadText } from './logs.js'

const KILLS = 4

let folder = ''
let program = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashrange-kill-program-'))
  program = await buildProgram(new URL('log-process.ts', import.meta.url), folder)
})
afterAll(() => rm(folder, { recursive: true }))

test.each([
  { name: 'plain', key: undefined },
  { name: 'encrypted', key: KEY },
])(
  'a process that is killed has all that it acknowledged in its log, which is $name',
  async ({ key }) => {
    const directory = await mkdtemp(join(tmpdir(), 'hashrange-kill-'))
    const random = new Random(1)
    let acknowledged = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const keyText = key === undefined ? '' : Buffer.from(key).toString('hex')
      const child = await Child.start(program, [directory, keyText])
      const saidBefore = acknowledged
      const enough = random.between(50, 1_000)
      await new Promise<void>(resolve => {
        child.onLine(line => {
          acknowledged = Math.max(acknowledged, Number(line))
          if (acknowledged >= saidBefore + enough) resolve()
        })
      })
      await child.kill()
      const { writer, texts } = await openTestLog({ files: systemFiles, directory, key, random })
      expect(texts.size).toBeGreaterThanOrEqual(acknowledged)
      const expected = Array.from({ length: texts.size }, (_, nth) => payloadText(nth + 1))
      expect([...texts.values()]).toEqual(expected)
      acknowledged = texts.size
      await writer.close()
    }
    expect(acknowledged).toBeGreaterThan(KILLS * 50)
    await rm(directory, { recursive: true })
  },
)
