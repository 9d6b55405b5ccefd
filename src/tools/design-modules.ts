/** Modules with designs, workloads and masks: loaded as Node does it, or as tsx does, where that is what reads TypeScript. */

import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkedDesign, type Design } from '../designs/design.js'
import { checkedWorkload, type Workload } from '../designs/workload.js'
import {
  exportedWrong,
  moduleNotLoaded,
  noDesignIn,
  noWorkloadIn,
  typesNotStripped,
} from '../errors/design-errors.js'
import { noMaskIn } from '../errors/migration-errors.js'
import type { Mask } from '../migration/pull-options.js'

/** A design, and the path of its module. */
export interface LoadedDesign {
  readonly path: string
  readonly design: Design
}

type Exports = Readonly<Record<string, unknown>>

/** Loads modules one after another: what several of them import is loaded once. */
export class DesignModules {
  #tsx: Promise<Tsx> | undefined

  /**
   * The designs that modules export, in the order of the modules; in a module the default export is the first.
   *
   * @throws DesignFailed if a module can't be loaded, or exports no design
   */
  async designsIn(paths: readonly string[]): Promise<LoadedDesign[]> {
    const all: LoadedDesign[] = []
    for (const path of new Set(paths)) {
      const found = exportedBy(await this.#load(path), ['name', 'tables'])
      if (found.length === 0) throw noDesignIn(path)
      for (const one of found) {
        all.push({ path, design: checkedFrom(path, () => checkedDesign(one as Design)) })
      }
    }
    return all
  }

  /** The workload that a module exports; undefined if there is none. */
  async workloadIn(path: string): Promise<Workload | undefined> {
    const [found] = exportedBy(await this.#load(path), ['rate', 'duration', 'events'])
    return found && checkedFrom(path, () => checkedWorkload(found as Workload))
  }

  /** The same, where there has to be one. */
  async neededWorkloadIn(path: string): Promise<Workload> {
    const workload = await this.workloadIn(path)
    if (workload === undefined) throw noWorkloadIn(path)
    return workload
  }

  /**
   * The function that a module exports by default, which changes items on their way.
   *
   * @throws DesignFailed if the module can't be loaded
   * @throws MigrationFailed if it exports none
   */
  async maskIn(path: string): Promise<Mask> {
    const { default: standard } = await this.#load(path)
    const mask = isObject(standard) && 'default' in standard ? standard.default : standard
    if (typeof mask !== 'function') throw noMaskIn(path)
    return mask as Mask
  }

  async #load(path: string): Promise<Exports> {
    const file = resolve(path)
    const url = pathToFileURL(file).href
    try {
      return (await import(url)) as Exports
    } catch (error) {
      if (!/\.[cm]?tsx?$/.test(path) || !isForTsx(error)) throw moduleNotLoaded(path, error)
      this.#tsx ??= tsxBeside(file)
      const tsx = await this.#tsx.catch(() => {
        const isUnread = codeOf(error) === UNKNOWN_EXTENSION
        throw isUnread ? typesNotStripped(path, process.version) : moduleNotLoaded(path, error)
      })
      try {
        return await tsx.import(url, pathToFileURL(file).href)
      } catch (failure) {
        throw moduleNotLoaded(path, failure)
      }
    }
  }
}

const UNKNOWN_EXTENSION = 'ERR_UNKNOWN_FILE_EXTENSION'

/** Where Node has no way with TypeScript, tsx may have one: enums, and imports of `./votes.js` that mean `votes.ts`. */
const FOR_TSX: ReadonlySet<unknown> = new Set([
  UNKNOWN_EXTENSION,
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_MODULE_NOT_FOUND',
])

/** Of a project of CommonJS modules Node reads no TypeScript that has `import` and `export`, and calls that bad syntax. */
function isForTsx(error: unknown): boolean {
  return (
    FOR_TSX.has(codeOf(error)) ||
    (isObject(error) && 'name' in error && error.name === 'SyntaxError')
  )
}

interface Tsx {
  import(specifier: string, parent: string): Promise<Exports>
}

interface TsxInterface<Registered> {
  register(options: { readonly namespace: string }): Registered
}

const NAMESPACE = 'hashrange'

/** The one that is installed for a file. It gets a name space of its own: other imports of this process stay as they are. */
async function tsxBeside(file: string): Promise<Tsx> {
  const require = createRequire(file)
  // Its file that can be required does not find its others, at least in 4.23.
  const api = require.resolve('tsx/esm/api').replace(/\.cjs$/, '.mjs')
  const { register } = (await import(pathToFileURL(api).href)) as TsxInterface<Tsx>
  // For what a module that is CommonJS requires.
  const required = require('tsx/cjs/api') as TsxInterface<unknown>
  required.register({ namespace: NAMESPACE })
  return register({ namespace: NAMESPACE })
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/** Exported objects that have all these members, each once. Of CommonJS the default export is all there is. */
function exportedBy(exports: Exports, members: readonly string[]): object[] {
  const { default: standard, ...named } = exports
  const nested = isObject(standard) ? Object.values(standard) : []
  const found = [standard, ...Object.values(named), ...nested].filter(
    (value): value is object => isObject(value) && members.every(name => name in value),
  )
  return [...new Set(found)]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function checkedFrom<Checked>(path: string, check: () => Checked): Checked {
  try {
    return check()
  } catch (error) {
    throw exportedWrong(path, error)
  }
}
