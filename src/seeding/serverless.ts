/** The tables of a service of the Serverless Framework: what its `resources` have of CloudFormation. */

import { planOfTemplate } from './cloudformation.js'
import type { SeedContext, SeedPlan } from './seed-plan.js'
import { ServerlessVariables } from './serverless-variables.js'
import type { Spot } from './spot.js'

/** The tables of a `serverless.yml`. Throws `WrongSeed` if something of them can't be resolved. */
export function planOfService(root: Spot, context: SeedContext): SeedPlan {
  const variables = new ServerlessVariables(root, context)
  const before = (spot: Spot): Spot => variables.resolve(spot)
  const resources = before(root.at('resources'))
  const parts = Array.isArray(resources.value) ? resources.elements().map(before) : [resources]
  const service = before(root.at('service'))
  const name = service.isMap ? before(service.at('name')) : service
  const stackName = name.isMissing ? undefined : `${name.string()}-${variables.stage()}`
  return planOfTemplate({ parts, context, stackName, before })
}
