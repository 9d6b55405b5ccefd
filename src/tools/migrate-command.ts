/** `hashrange migrate`: tables from one place to another. */

import { stopwatch } from '../env/timers.js'
import type { EndOptions } from '../migration/ends.js'
import type { TableEstimate } from '../migration/estimate.js'
import { estimateMigration, migrate, verifyMigration } from '../migration/migrate.js'
import type { MigrationOptions, MigrationProgress } from '../migration/migrate-options.js'
import type { MigratedTable } from '../migration/table-migration.js'
import { bytesText, countText } from './amounts.js'
import { keyIn } from './key-file.js'
import type { MigrateWish, WishedEnd } from './migrate-arguments.js'
import { type ProgressLine, progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'

/** Milliseconds between two lines of JSON of one table in one phase. */
const PAUSE = 1_000

/** Migrates, compares or estimates, and tells what came of it. Returns the exit code: 1 if the two sides differ. */
export async function migrateAsWished(
  wish: MigrateWish,
  surroundings: Surroundings,
): Promise<number> {
  const { write } = surroundings
  const { action, verify, isJson } = wish
  const progress = isJson
    ? { show: jsonProgress(write), end: () => {} }
    : lineProgress(progressLineOn(surroundings, isJson))
  const options = await optionsOf(wish, surroundings, progress.show)
  if (action === 'estimate') {
    const estimates = await estimateMigration({ ...options, verify })
    write(isJson ? `${JSON.stringify(estimates)}\n` : estimates.map(estimateLine).join(''))
    return 0
  }
  try {
    const { tables } =
      action === 'verify'
        ? await verifyMigration(options)
        : await migrate({
            ...options,
            verify,
            journal: wish.journal,
            follow: wish.follow,
            enableStream: wish.enableStream,
            cutOver: wish.cutOver ? cutOverBy(surroundings, progress.end) : undefined,
          })
    progress.end()
    write(
      isJson
        ? `${JSON.stringify({ tables })}\n`
        : tables.map(action === 'verify' ? comparedLine : migratedLine).join(''),
    )
    return tables.some(({ comparison }) => (comparison?.differing ?? 0) > 0) ? 1 : 0
  } finally {
    progress.end()
  }
}

async function optionsOf(
  wish: MigrateWish,
  surroundings: Surroundings,
  onProgress: (progress: MigrationProgress) => void,
): Promise<MigrationOptions> {
  const { tables, unitsPerSecond, segments } = wish
  const from = await endOf(wish.from, surroundings)
  const to = await endOf(wish.to, surroundings)
  return { from, to, tables, unitsPerSecond, segments, onProgress }
}

async function endOf(
  { keyFile, ...end }: WishedEnd,
  { environment, readBytes }: Surroundings,
): Promise<EndOptions> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment
  return {
    ...end,
    encryptionKey: keyFile === undefined ? undefined : await keyIn(keyFile, readBytes),
    credentials:
      accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken } : undefined,
  }
}

/** Asks for the writers to be stopped, and waits for a line, or for the end of what is typed. */
function cutOverBy({ writeError, typing }: Surroundings, end: () => void): () => Promise<void> {
  return () => {
    end()
    writeError('hashrange: caught up. Stop all writers at the source, then press Enter.\n')
    const input = typing?.input
    if (input === undefined) return Promise.resolve()
    return new Promise(resolve => {
      const done = (): void => {
        input.off('data', done)
        input.off('end', done)
        input.pause()
        resolve()
      }
      input.on('data', done)
      input.on('end', done)
    })
  }
}

interface Shown {
  readonly show: (progress: MigrationProgress) => void
  /** Takes the line away. */
  readonly end: () => void
}

const PHASES = { copy: 'copying', changes: 'changes of', verify: 'comparing' } as const

function lineProgress(line: ProgressLine): Shown {
  return {
    show: ({ table, phase, done, of }) =>
      line.show({
        what: `${PHASES[phase]} ${table}`,
        done,
        of: of === undefined ? undefined : Math.max(of, done),
        unit: phase === 'changes' ? 'changes' : 'items',
      }),
    end: () => line.end(),
  }
}

function jsonProgress(write: (text: string) => void): Shown['show'] {
  const elapsed = stopwatch()
  const shownAt = new Map<string, number>()
  return progress => {
    const name = `${progress.table} ${progress.phase}`
    if (elapsed() < (shownAt.get(name) ?? Number.NEGATIVE_INFINITY) + PAUSE) return
    shownAt.set(name, elapsed())
    write(`${JSON.stringify(progress)}\n`)
  }
}

/** What was compared, and nothing done. */
function comparedLine({ comparison, ...table }: MigratedTable): string {
  const [items] = comparison?.items ?? [0]
  return migratedLine({ ...table, comparison, items, changes: 0, isDone: true })
}

function migratedLine(migrated: MigratedTable): string {
  const { table, items, changes, isDone, comparison, left } = migrated
  const parts = [countText(items, 'item')]
  if (changes > 0) parts.push(countText(changes, 'change'))
  if (comparison !== undefined) {
    const { differing } = comparison
    parts.push(differing === 0 ? 'both sides are equal' : countText(differing, 'difference'))
  }
  if (!isDone) parts.push('not cut over')
  const differences = comparison?.differences ?? []
  const more = (comparison?.differing ?? 0) - differences.length
  return [
    `${table}: ${parts.join(', ')}`,
    ...differences.map(({ key, kind, attributes }) => {
      const names = attributes.length === 0 ? '' : `: ${attributes.join(', ')}`
      return `  ${kind} ${JSON.stringify(key)}${names}`
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...left.map(text => `  not taken over: ${text}`),
    '',
  ].join('\n')
}

function estimateLine(estimate: TableEstimate): string {
  const { table, items, bytes, readUnits, writeUnits, dollars, hours } = estimate
  const parts = [
    countText(items, 'item'),
    bytesText(bytes),
    countText(readUnits, 'read unit'),
    countText(writeUnits, 'write unit'),
    `$${dollars.toFixed(2)}`,
    ...(hours === undefined ? [] : [`${hours.toFixed(2)} hours`]),
  ]
  return `${table}: ${parts.join(', ')}\n`
}
