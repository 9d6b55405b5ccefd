/** `hashrange compare`: designs of tables, under the same load. */

import { type CompareOptions, compareDesigns } from '../designs/compare.js'
import { drawComparison } from '../designs/comparison-text.js'
import { inFileOf } from '../errors/design-errors.js'
import { takesColours } from '../shell/styles.js'
import type { CompareWish } from './compare-arguments.js'
import { DesignModules, type LoadedDesign } from './design-modules.js'
import { progressLineOn } from './progress-line.js'
import type { Surroundings } from './surroundings.js'

/** Compares designs, and prints what came of it. */
export async function compareAsWished(
  wish: CompareWish,
  surroundings: Surroundings,
): Promise<void> {
  const { readBytes, environment, write, screen } = surroundings
  const modules = new DesignModules()
  const loaded = await modules.designsIn(wish.designs)
  const designs = loaded.map(({ design }) => design)
  const line = progressLineOn(surroundings, wish.isJson)
  const { speed, attempts, seed, duration } = wish
  const options: CompareOptions = {
    speed,
    attempts,
    seed,
    duration,
    ...(wish.trace === undefined
      ? { workload: await workloadOf(wish, modules, loaded) }
      : { trace: Buffer.from(await readBytes(wish.trace)).toString() }),
    onProgress: ({ design, seconds, of }) =>
      line.show({
        what: `comparing ${design}`,
        done: Math.floor(seconds),
        of: Math.ceil(of),
        unit: 'seconds of load',
      }),
  }
  try {
    const comparison = await compareDesigns(designs, options)
    line.end()
    const colours = takesColours(screen !== undefined, environment)
    write(
      wish.isJson
        ? `${JSON.stringify(comparison, jsonValue)}\n`
        : drawComparison(comparison, { colours, columns: screen?.columns }),
    )
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
