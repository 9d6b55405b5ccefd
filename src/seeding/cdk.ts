/** What `cdk synth` writes: a directory of templates, with a manifest that names the stacks. */

import { join } from 'node:path'
import { SEED_REASONS, WrongSeed } from '../errors/seed-errors.js'
import { planOfTemplate } from './cloudformation.js'
import { type SeedContext, type SeedPlan, together } from './seed-plan.js'
import type { Spot } from './spot.js'
import { spotOfText } from './text-reader.js'

const MANIFEST = 'manifest.json'
const TEMPLATE = /\.template\.json$/
/** Assemblies of stages are within that of the application. */
const LEVELS_MAX = 10

/** Whether a value is a manifest. */
export function isManifest(root: Spot): boolean {
  return root.at('artifacts').isMap && !root.at('version').isMissing
}

/** The tables of all stacks in a directory, which has these `names`. */
export function planOfDirectory(
  directory: string,
  names: readonly string[],
  context: SeedContext,
): SeedPlan {
  if (names.includes(MANIFEST)) {
    return planOfManifest(read(directory, MANIFEST, context), directory, context)
  }
  const templates = names.filter(name => TEMPLATE.test(name))
  if (templates.length === 0) {
    throw new WrongSeed({ file: directory, path: '' }, SEED_REASONS.isDirectory)
  }
  return together(
    templates.map(name => planOfTemplate({ parts: [read(directory, name, context)], context })),
  )
}

/** The tables of all stacks of a manifest in a directory. */
export function planOfManifest(root: Spot, directory: string, context: SeedContext): SeedPlan {
  return planOfAssembly({ root, directory, context, level: 0 })
}

interface Assembly {
  readonly root: Spot
  readonly directory: string
  readonly context: SeedContext
  readonly level: number
}

function planOfAssembly({ root, directory, context, level }: Assembly): SeedPlan {
  if (level > LEVELS_MAX) throw root.wrong(SEED_REASONS.tooDeep(LEVELS_MAX))
  const plans = root
    .at('artifacts')
    .entries()
    .map(([id, artifact]) => {
      const properties = artifact.at('properties')
      if (artifact.at('type').value === 'cdk:cloud-assembly') {
        const inner = join(directory, properties.at('directoryName').string())
        const manifest = read(inner, MANIFEST, context)
        return planOfAssembly({ root: manifest, directory: inner, context, level: level + 1 })
      }
      if (artifact.at('type').value !== 'aws:cloudformation:stack') return together([])
      const template = read(directory, properties.at('templateFile').string(), context)
      const named = properties.at('stackName')
      const stackName = named.isMissing ? id : named.string()
      return planOfTemplate({ parts: [template], context, stackName })
    })
  return together(plans)
}

function read(directory: string, name: string, { readNow, yaml }: SeedContext): Spot {
  const file = join(directory, name)
  return spotOfText(Buffer.from(readNow(file)).toString(), file, yaml)
}
