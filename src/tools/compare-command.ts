/** `hashrange compare`: designs of tables, under the same load. */

import { type CompareOptions, compareDesigns } from '../designs/compare.js'
import { drawComparison } from '../designs/comparison-text.js'
import { inFileOf } from '../errors/design-errors.js'
import type { CompareWish } from './compare-arguments.js'
import { DesignModules, type LoadedDesign } from './design-modules.js'
import type { Surroundings } from './surroundings.js'
import { TransferLine } from './transfer-line.js'

/** Compares designs, and prints what came of it. */
export async function compareAsWished(
  wish: CompareWish,
  { readBytes, environment, write, writeError, isTerminal, screen }: Surroundings,
): Promise<void> {
  const modules = new DesignModules()
  const loaded = await modules.designsIn(wish.designs)
  const designs = loaded.map(({ design }) => design)
  const line = new TransferLine(isTerminal ? writeError : undefined, 'events')
  const { speed, attempts, seed, duration } = wish
  const options: CompareOptions = {
    speed,
    attempts,
    seed,
    duration,
    ...(wish.trace === undefined
      ? { workload: await workloadOf(wish, modules, loaded) }
      : { trace: Buffer.from(await readBytes(wish.trace)).toString() }),
    onProgress: ({ design, seconds, of, events }) => {
      const before = designs.findIndex(({ name }) => name === design)
      line.show({ done: before * of + seconds, of: designs.length * of, items: events })
    },
  }
  try {
    const comparison = await compareDesigns(designs, options)
    line.end()
    if (wish.isJson) {
      write(`${JSON.stringify(comparison, jsonValue, 2)}\n`)
      return
    }
    const colours = screen !== undefined && !environment.NO_COLOR && environment.TERM !== 'dumb'
    write(drawComparison(comparison, { colours, columns: screen?.columns }))
  } catch (error) {
    throw inFileOf(error, name => loaded.find(({ design }) => design.name === name)?.path)
  } finally {
    line.end()
  }
}

async function workloadOf(
  { workload }: CompareWish,
  modules: DesignModules,
  loaded: readonly LoadedDesign[],
): Promise<CompareOptions['workload']> {
  if (workload !== undefined) return await modules.neededWorkloadIn(workload)
  const own = loaded.find(({ design }) => design.workload !== undefined)?.design.workload
  const [first] = loaded
  return own ?? (first && (await modules.workloadIn(first.path)))
}

/** Keys that are no JSON: binary ones in base64, large numbers as texts. */
function jsonValue(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  }
  return value
}
