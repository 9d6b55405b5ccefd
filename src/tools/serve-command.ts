/** `hashrange serve`: a server, the database behind it, or one for each key, and what ends both. */

import { join } from 'node:path'
import { recordRun } from '../recording/run.js'
import { planOf } from '../seeding/reading.js'
import { type SeedPlan, together } from '../seeding/seed-plan.js'
import { sow } from '../seeding/sowing.js'
import {
  explore,
  type RunningDaxServer,
  type RunningExplorer,
  type ServeDaxOptions,
  serve,
  serveDax,
} from '../server.js'
import { DEFAULT_REGION } from '../transport/client-config.js'
import { lineOfNote } from '../transport/request-log.js'
import { DatabasesByKey } from './databases-by-key.js'
import { injectFaultsOf } from './faults-file.js'
import { keyIn } from './key-file.js'
import { tornLineOf } from './opening-report.js'
import { policiesIn } from './policies-file.js'
import { progressLineOn } from './progress-line.js'
import type { ServeWish } from './serve-arguments.js'
import type { OpenedDatabase, Surroundings } from './surroundings.js'
import { toldText } from './told.js'
import { welcomeOf } from './welcome.js'

/** A server that runs. */
export interface Serving {
  readonly url: string
  readonly port: number
  /** The `endpoint` of clients of DAX; undefined if they are not served. */
  readonly daxUrl: string | undefined
  /** The address of the page for browsers, with its token; undefined if there is none. */
  readonly explorerUrl: string | undefined
  /** Answers the requests that have begun, and closes the database, so that everything lasts. */
  close(): Promise<void>
}

/** Begins to serve. */
export async function serveAsWished(wish: ServeWish, surroundings: Surroundings): Promise<Serving> {
  const { write, writeError } = surroundings
  const policies =
    wish.policies === undefined
      ? undefined
      : await policiesIn(wish.policies, surroundings.readBytes)
  const run = wish.record === undefined ? undefined : recordRun({ file: wish.record })
  const databases = await databasesFor(wish, surroundings, database => run?.follow(database))
  const shared = {
    host: wish.host,
    credentials: wish.credentials,
    sharedRegions: wish.sharedRegions,
    log: (line: string) => writeError(`${line}\n`),
    ...(wish.isLogging
      ? {
          onRequest: note =>
            write(
              toldText(
                wish.isJson,
                () => note,
                () => `${lineOfNote(note)}\n`,
              ),
            ),
        }
      : {}),
  } satisfies ServeDaxOptions
  let dax: RunningDaxServer | undefined
  let explorer: RunningExplorer | undefined
  try {
    const { daxPort, explorerPort, port: httpPort, allowedHosts, cors } = wish
    if (daxPort !== undefined) dax = await serveDax(databases.served, { ...shared, port: daxPort })
    if (explorerPort !== undefined && typeof databases.served !== 'function') {
      explorer = await explore(databases.served, { port: explorerPort, log: shared.log })
    }
    const server = await serve(databases.served, {
      ...shared,
      port: httpPort,
      allowedHosts,
      cors,
      policies,
    })
    const daxUrl = dax?.url
    const explorerUrl = explorer?.url
    const { url, port } = server
    const urls = { url, daxUrl, explorerUrl }
    write(
      toldText(
        wish.isJson,
        () => ({ ...urls, path: wish.disk?.path }),
        () => welcomeOf(urls, wish),
      ),
    )
    const close = async (): Promise<void> => {
      await Promise.all([server.close(), dax?.close(), explorer?.close()])
      try {
        await run?.end()
      } finally {
        await databases.close()
      }
    }
    return { url, port, daxUrl, explorerUrl, close }
  } catch (error) {
    await dax?.close()
    await explorer?.close()
    await databases.close()
    throw error
  }
}

interface Databases {
  readonly served: Parameters<typeof serve>[0]
  close(): Promise<void>
}

async function databasesFor(
  wish: ServeWish,
  surroundings: Surroundings,
  tell: (database: OpenedDatabase) => void,
): Promise<Databases> {
  const { disk, databasePerKey } = wish
  const open = await faultyOpenerFor(wish, surroundings)
  const opener: Opener = async (path, options) => {
    const database = await open(path, options)
    tell(database)
    return database
  }
  if (databasePerKey) {
    const byKey = new DatabasesByKey(key =>
      opener(disk && join(disk.path, directoryNameOf(key)), { isWatched: false }),
    )
    return { served: byKey.databaseOf, close: () => byKey.close() }
  }
  const database = await opener(disk?.path, { isWatched: true })
  return { served: database, close: () => database.close() }
}

type Opener = (
  path: string | undefined,
  options: { readonly isWatched: boolean },
) => Promise<OpenedDatabase>

/** The same, with the faults that are wished for: every database has those of the file anew. */
async function faultyOpenerFor(wish: ServeWish, surroundings: Surroundings): Promise<Opener> {
  const opener = await openerFor(wish, surroundings)
  const { faults: path, isLogging } = wish
  if (path === undefined) return opener
  const { readBytes, open, write } = surroundings
  const file = { path, bytes: await readBytes(path) }
  const silently = { tell: () => {}, isLogging: false }
  // What is wrong with the file is told now, not to the first client.
  const trial = await open({ delayTransientStatuses: false })
  await closedUnless(trial, async database => injectFaultsOf(file, database, silently))
  await trial.close()
  const aloud = { tell: (line: string) => write(`${line}\n`), isLogging }
  return async (...args) =>
    closedUnless(await opener(...args), async database => injectFaultsOf(file, database, aloud))
}

/** Opens databases, and gives those without tables what the seed has. */
async function openerFor(wish: ServeWish, surroundings: Surroundings): Promise<Opener> {
  const { disk, seeds, delayTransientStatuses, throttle, buckets, region, peers } = wish
  const { open, readBytes, writeError } = surroundings
  const plan = seeds.length === 0 ? undefined : await planOfSeeds(wish, surroundings)
  const encryptionKey =
    disk?.keyFile === undefined ? undefined : await keyIn(disk.keyFile, readBytes)
  const wanted = { delayTransientStatuses, throttle, buckets }
  if (plan !== undefined) {
    for (const note of plan.notes) writeError(`${note}\n`)
    // What is wrong with a seed is told now, not to the first client, and before some of it lasts.
    await closedUnless(await open(wanted), trial => sown(trial, plan)).then(trial => trial.close())
  }
  const hasPeers = Object.keys(peers).length > 0
  const place = { ...(region !== undefined && { region }), ...(hasPeers && { peers }) }
  return async (path, { isWatched }) => {
    const line = progressLineOn(surroundings, wish.isJson)
    const onProgress = isWatched ? line.showOpening : undefined
    const onDisk = { path, durability: disk?.durability, encryptionKey, onProgress }
    const opening = open({ ...wanted, ...place, ...(path !== undefined && onDisk) })
    const database = await opening.finally(() => line.end())
    const torn = database.recovery && tornLineOf(database.recovery)
    if (torn !== undefined) writeError(torn)
    if (plan === undefined || database.regions().length > 0) return database
    return closedUnless(database, () => sown(database, plan))
  }
}

/** What all seeds ask for together. */
async function planOfSeeds(
  { seeds, parameters }: ServeWish,
  { readBytes, environment }: Surroundings,
): Promise<SeedPlan> {
  const plans: SeedPlan[] = []
  const options = { region: DEFAULT_REGION, parameters, environment, readBytes }
  for (const seed of seeds) plans.push(await planOf(seed, options))
  return together(plans)
}

async function sown(database: OpenedDatabase, plan: SeedPlan): Promise<void> {
  await sow(database, plan, DEFAULT_REGION)
}

/** The database, if something can be done with it. Otherwise it is closed. */
async function closedUnless(
  database: OpenedDatabase,
  act: (database: OpenedDatabase) => Promise<void>,
): Promise<OpenedDatabase> {
  try {
    await act(database)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/**
 * The name of the directory of an access key. Letters that are small stay as they are, so that keys which differ in that
 * have two directories also where names do not.
 */
function directoryNameOf(accessKeyId: string): string {
  const escaped = accessKeyId.replace(/[^a-z0-9_-]/gu, character =>
    Buffer.from(character).toString('hex').replace(/../g, '%$&'),
  )
  return `key-${escaped}`
}
