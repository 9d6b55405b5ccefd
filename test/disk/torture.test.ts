/**
 * A database on a real disk whose process is killed again and again: while it opens it, while it writes, while it closes it.
 * The next process checks what it finds (`torture-process.ts`); here it is checked that nothing is missing that was
 * acknowledged.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildProgram } from '../support/program.js'
import { type Random, withSeed } from '../support/random.js'
import { Child } from './child.js'
import { KEY } from './logs.js'

const KILLS = Number(process.env.HASHRANGE_KILLS ?? 12)
/** Kills of one database: its stream is read from its start after each. */
const KILLS_OF_ONE = 6
/** Databases at the same time. */
const LANES = 3

let folder = ''
let program = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hashrange-torture-'))
  program = await buildProgram(new URL('torture-process.ts', import.meta.url), folder)
})

/** For each kill far more than it takes. */
const TIMEOUT_MS = 120_000 + KILLS * 2_000

afterAll(() => rm(folder, { recursive: true }))

test(
  `${KILLS} kills: all that was acknowledged is there, and tables, indexes and streams agree`,
  async () => {
    const databases = Math.ceil(KILLS / KILLS_OF_ONE)
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < databases) await withSeed(next++, torture)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  },
  TIMEOUT_MS,
)

async function torture(random: Random): Promise<void> {
  const directory = await mkdtemp(join(folder, 'database-'))
  const key = random.chance(1 / 3) ? Buffer.from(KEY).toString('hex') : ''
  const acknowledged = new Map<string, number>()
  for (let kill = 0; kill < KILLS_OF_ONE; kill += 1) {
    const child = await Child.start(program, [directory, String(random.word()), key])
    await untilKilled(child, random, acknowledged)
  }
  await rm(directory, { recursive: true })
}

/** Kills a process somewhere on its way. What it says is taken into account up to the end. */
async function untilKilled(
  child: Child,
  random: Random,
  acknowledged: Map<string, number>,
): Promise<void> {
  const stage = random.pick(['opening', 'writing', 'writing', 'closing'] as const)
  const writes = random.between(1, 60)
  let heard = 0
  const isTime = new Promise<void>((resolve, reject) => {
    if (stage === 'opening') setTimeout(resolve, random.below(30))
    child.onLine(line => {
      const [word = '', value = ''] = line.split(' ')
      if (word === 'opened') {
        try {
          throwIfMissing(JSON.parse(value), acknowledged)
        } catch (error) {
          reject(error)
        }
      } else if (word === 'closing') setTimeout(resolve, random.below(8))
      else acknowledged.set(word, Number(value))
      heard += 1
      if (heard === writes && stage === 'writing') resolve()
      if (heard === writes && stage === 'closing') child.tell('close')
    })
  })
  try {
    await Promise.race([isTime, child.failed])
  } finally {
    await child.kill()
  }
}

function throwIfMissing(found: Record<string, number>, acknowledged: Map<string, number>): void {
  for (const [writer, number] of acknowledged) {
    expect(found[writer] ?? 0, `of ${writer}`).toBeGreaterThanOrEqual(number)
  }
}
