/** The formats of seeds, which their content tells, not their name. */

import { dirname } from 'node:path'
import { unreachable } from '../errors/assert.js'
import { SEED_REASONS } from '../errors/seed-errors.js'
import { isManifest, planOfManifest } from './cdk.js'
import { planOfTemplate } from './cloudformation.js'
import { type SeedContext, type SeedPlan, together } from './seed-plan.js'
import { planOfService } from './serverless.js'
import type { Spot } from './spot.js'
import { planOfRequests } from './tables-and-items.js'
import { isTerraform, planOfTerraform } from './terraform.js'
import { isDataModel, planOfDataModel } from './workbench.js'

/**
 * Which kind of a seed it is: `tables` are requests and answers of DynamoDB's API, and items; `cloudformation` is also SAM and one
 * template of CDK; `cdk` is the manifest of all.
 */
export type SeedFormat =
  | 'tables'
  | 'cloudformation'
  | 'cdk'
  | 'serverless'
  | 'terraform'
  | 'workbench'

export const SEED_FORMATS: readonly SeedFormat[] = [
  'tables',
  'cloudformation',
  'cdk',
  'serverless',
  'terraform',
  'workbench',
]

/**
 * What is asked for. Throws `WrongSeed` if that is not clear.
 *
 * @param roots one value, or that of each line
 */
export function planOfSpots(
  roots: readonly Spot[],
  format: SeedFormat | undefined,
  context: SeedContext,
): SeedPlan {
  return together(roots.map(root => planOfSpot(root, format ?? formatOf(root), context)))
}

function formatOf(root: Spot): SeedFormat {
  if (isDataModel(root)) return 'workbench'
  if (isTerraform(root)) return 'terraform'
  const isService = !root.at('provider').isMissing || !root.at('resources').isMissing
  if (!root.at('service').isMissing && isService) return 'serverless'
  if (root.at('Resources').isMap) return 'cloudformation'
  return isManifest(root) ? 'cdk' : 'tables'
}

function planOfSpot(root: Spot, format: SeedFormat, context: SeedContext): SeedPlan {
  if (format === 'tables') return planOfRequests(root, context)
  const plan = planOfStack(root, format, context)
  if (plan.tables.length === 0 && plan.items.length === 0) throw root.wrong(SEED_REASONS.noTables)
  return plan
}

function planOfStack(
  root: Spot,
  format: Exclude<SeedFormat, 'tables'>,
  context: SeedContext,
): SeedPlan {
  switch (format) {
    case 'cloudformation':
      return planOfTemplate({ parts: [root], context })
    case 'cdk':
      return planOfManifest(root, dirname(root.text.file ?? '.'), context)
    case 'serverless':
      return planOfService(root, context)
    case 'terraform':
      return planOfTerraform(root)
    case 'workbench':
      return planOfDataModel(root)
    default:
      return unreachable(format)
  }
}
