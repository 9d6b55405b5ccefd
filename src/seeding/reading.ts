/** From what a caller gives, a path, a text or values, to what is asked for. */

import { codeOf, readBytes, systemFiles } from '../env/files.js'
import { SEED_REASONS, WrongSeed } from '../errors/seed-errors.js'
import { planOfDirectory } from './cdk.js'
import { planOfSpots, type SeedFormat } from './formats.js'
import type { SeedContext, SeedParameter, SeedPlan } from './seed-plan.js'
import { NO_TEXT, Spot } from './spot.js'
import { spotsOfText } from './text-reader.js'
import { loadYamlReader } from './yaml-reader.js'

/** Bytes of a file. What is larger is to be imported. */
const BYTES_MAX = 256 * 1024 * 1024

/** A seed that is a text. */
export interface SeedText {
  /** What would be in the file. */
  readonly text: string
  /** Default: the content tells. */
  readonly format?: SeedFormat | undefined
}

/** What the reading depends on. */
interface ReadingOptions {
  readonly region: string
  readonly parameters?: Readonly<Record<string, SeedParameter>> | undefined
  readonly table?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What is in a file. Default: the files of this machine. */
  readonly readBytes?: ((path: string) => Promise<Uint8Array>) | undefined
}

/**
 * All that a seed asks for; nothing is done yet.
 *
 * @throws WrongSeed if it can't be read as a whole
 * @throws an error of Node if the file can't be read
 */
export async function planOf(source: string | object, options: ReadingOptions): Promise<SeedPlan> {
  const context: SeedContext = {
    region: options.region,
    parameters: options.parameters ?? {},
    environment: options.environment,
    table: options.table,
    readNow: path => systemFiles.readNow(path),
    yaml: await loadYamlReader(),
  }
  if (typeof source === 'string') return planOfPath(source, options.readBytes ?? readBytes, context)
  if (!isText(source)) return planOfSpots([new Spot(source, NO_TEXT)], undefined, context)
  return planOfSpots(await spotsOfText(source.text, undefined), source.format, context)
}

async function planOfPath(
  path: string,
  read: (path: string) => Promise<Uint8Array>,
  context: SeedContext,
): Promise<SeedPlan> {
  let bytes: Uint8Array
  try {
    bytes = await read(path)
  } catch (error) {
    if (codeOf(error) !== 'EISDIR') throw error
    return planOfDirectory(path, await systemFiles.list(path), context)
  }
  if (bytes.length > BYTES_MAX) {
    throw new WrongSeed({ file: path, path: '' }, SEED_REASONS.tooLarge(BYTES_MAX))
  }
  return planOfSpots(await spotsOfText(Buffer.from(bytes).toString(), path), undefined, context)
}

function isText(source: object): source is SeedText {
  return typeof Reflect.get(source, 'text') === 'string'
}
